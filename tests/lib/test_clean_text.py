"""Text from outside, made fit to keep and to find."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from contactcenter.lib.errors import InvalidInput
from contactcenter.lib.text import clean, digits, fold, grams, prefix_query, words

ANYTHING = st.text(alphabet=st.characters(exclude_categories=()))  # halves of surrogate pairs too


@given(ANYTHING)
def test_nothing_that_breaks_a_database_is_left(raw: str) -> None:
    text = clean(raw, limit=10_000)
    assert "\x00" not in text
    assert text.encode() or not text


@given(ANYTHING)
def test_cleaned_twice_is_cleaned_once(raw: str) -> None:
    once = clean(raw, limit=10_000)
    assert clean(once, limit=10_000) == once


@given(ANYTHING)
def test_folded_twice_is_folded_once(raw: str) -> None:
    assert fold(fold(raw)) == fold(raw)


@pytest.mark.parametrize("empty", ["", "   ", "\n\t", "\x00\x01", "\u200b\u200d", "\ufeff", "\u202e", "\ud800"])
def test_what_shows_nothing_is_nothing(empty: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        clean(empty, limit=10, required=True, field="question")
    assert (refused.value.code, refused.value.field) == ("empty", "question")


@pytest.mark.parametrize(
    "kept",
    ["👩‍👩‍👧‍👦", "Привет!\n\tКак дела?", "مرحبا بالعالم", "\u200fשלום\u200e", "Ёж", "❤️", "50 % < 100 & ' OR 1=1 --"],
)
def test_what_people_write_stays(kept: str) -> None:
    assert clean(kept, limit=100, required=True) == kept.strip()


def test_lines_end_in_one_way() -> None:
    assert clean("a\r\nb\rc\nd", limit=10) == "a\nb\nc\nd"


def test_overrides_of_direction_are_taken_out() -> None:
    assert clean("invoice\u202efdp.exe", limit=50) == "invoicefdp.exe"


def test_composed_and_decomposed_letters_are_one() -> None:
    assert clean("и\u0306", limit=5) == "й"


def test_too_long_is_refused_with_both_numbers() -> None:
    with pytest.raises(InvalidInput, match=r"1000000.*10000"):
        clean("я" * 1_000_000, limit=10_000)


@pytest.mark.parametrize(
    ("written", "found"),
    [("Ёлкин", "елкин"), ("  Анна\tПетровна ", "анна петровна"), ("STRASSE", "strasse"), ("ﬁn", "fin"), ("№5", "no5")],
)
def test_fold(written: str, found: str) -> None:
    assert fold(written) == found


def test_words_have_no_punctuation() -> None:
    assert words("ООО «Ромашка-Юг» (д.12, к_3)") == ["ооо", "ромашка", "юг", "д", "12", "к", "3"]


@given(ANYTHING)
def test_every_piece_of_four_is_a_gram(text: str) -> None:
    pieces = set(grams(text))
    assert all(text[start : start + 4] in pieces for start in range(len(text) - 3))
    assert all(len(piece) == 4 for piece in pieces)


def test_digits_are_digits() -> None:
    assert digits("+7 (912) 345-67-89 доб. 1") == "791234567891"


@pytest.mark.django_db
@given(st.one_of(ANYTHING, st.text(alphabet="'\\:&|!()<->*@.+ \"%_\x00аё1")))
def test_query_is_always_one_that_postgresql_takes(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsquery", [prefix_query(text)])


@pytest.mark.django_db
@given(ANYTHING)
def test_a_text_is_found_by_its_own_words(text: str) -> None:
    query = prefix_query(text)
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_to_tsvector(%s::text[]) @@ %s::tsquery", [words(text), query])
        assert cursor.fetchone() == (bool(query),)
