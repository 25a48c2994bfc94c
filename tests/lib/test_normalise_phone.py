"""Telephone numbers: one form inside, another for people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contactcenter.lib.errors import InvalidInput
from contactcenter.lib.phone import format_phone, normalise_phone

MOBILE = st.integers(min_value=0, max_value=9_999_999).map(lambda number: f"901{number:07d}")


@given(MOBILE, st.sampled_from(["8", "+7", "7", "8 ", "+7 ", ""]), st.booleans())
def test_however_it_is_written_it_is_one_number(national: str, start: str, spaced: bool) -> None:
    written = f"({national[:3]}) {national[3:6]}-{national[6:8]}-{national[8:]}" if spaced else national
    assert normalise_phone(start + written) == f"+7{national}"


@given(MOBILE)
def test_what_is_shown_can_be_typed_again(national: str) -> None:
    assert normalise_phone(format_phone(f"+7{national}")) == f"+7{national}"


def test_kazakhstan_is_not_russia() -> None:
    assert normalise_phone("+77001234567") == "+77001234567"


@pytest.mark.parametrize(
    "raw",
    ["112", "02", "", "abc", "+", "+7", "8912345", "+7 912 345-67-8", "1" * 300, "\x00", "😀", "\ud800", "+999123"],
)
def test_what_is_no_subscriber_is_refused(raw: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        normalise_phone(raw)
    assert (refused.value.code, refused.value.field) == ("bad_phone", "phone")
    assert str(refused.value)


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_anything_is_a_number_or_refused(raw: str) -> None:
    try:
        number = normalise_phone(raw)
    except InvalidInput:
        return
    assert number.startswith("+")
    assert normalise_phone(number) == number


def test_what_is_not_a_number_is_shown_as_it_is() -> None:
    assert format_phone("visitor-1") == "visitor-1"
