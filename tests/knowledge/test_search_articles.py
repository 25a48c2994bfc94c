"""What people type finds what they mean."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from contactcenter.staff.models import User
from knowledge.models import Article
from knowledge.operations.vocabulary import count_lexemes
from knowledge.queries.search import Search, search_articles
from knowledge.queries.suggestions import suggested_articles
from knowledge.spelling import is_one_slip, other_layout, shorter
from tests.cast import a_contact, a_user
from tests.knowledge.builders import an_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def base(author: User, supervisor: User) -> list[Article]:
    """A few articles about different things."""
    return [
        an_article(author, supervisor, "Нормы оптического сигнала", "Слабый сигнал на ONT даёт обрывы в часы пик."),
        an_article(author, supervisor, "Привет и прощание", "Здравствуйте! Начинайте с приветствия."),
        an_article(author, supervisor, "Расчёты и платежи", "Оплатить счёт можно картой. Ёлочные акции в декабре."),
        an_article(author, supervisor, "Router settings", "Wi-Fi channels: choose 5 GHz when the signal is weak."),
    ]


def found(text: str, user: User, **fields: object) -> list[str]:
    search = Search(text=text, user=user, day=timezone.localdate(), **fields)  # type: ignore[arg-type]
    return [hit.article.title for hit in search_articles(search).hits]


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("сигналы", "Нормы оптического сигнала"),
        ("слабого сигнала", "Нормы оптического сигнала"),
        ("опти", "Нормы оптического сигнала"),
        ("счет", "Расчёты и платежи"),
        ("елочная акция", "Расчёты и платежи"),
        ("ghbdtn", "Привет и прощание"),
        ("првиет", "Привет и прощание"),
        ("сигнол", "Нормы оптического сигнала"),
        ("платеж", "Расчёты и платежи"),
        ("кщгеук", "Router settings"),
        ("setings", "Router settings"),
        ("channel", "Router settings"),
    ],
)
def test_word_is_found_in_every_form_and_with_one_slip(
    base: list[Article], operator: User, typed: str, title: str
) -> None:
    assert found(typed, operator)[:1] == [title]


def test_word_in_the_title_weighs_more_than_in_the_text(author: User, supervisor: User, operator: User) -> None:
    an_article(author, supervisor, "Роутеры", "Про тариф ни слова, кроме этого: тариф, тариф, тариф.")
    an_article(author, supervisor, "Тариф «Оптима»", "300 Мбит/с.")

    assert found("тариф", operator) == ["Тариф «Оптима»", "Роутеры"]


def test_useful_article_comes_first(author: User, supervisor: User, operator: User) -> None:
    an_article(author, supervisor, "Возврат роутера", "В салоне.")
    useful = an_article(author, supervisor, "Возврат приставки", "В салоне.")
    Article.objects.filter(pk=useful.pk).update(used=200, helped=50)

    assert found("возврат", operator)[0] == "Возврат приставки"


def test_article_that_is_over_is_found_only_when_asked_for(author: User, supervisor: User, operator: User) -> None:
    an_article(author, supervisor, "Акция лета", "Скидка.", valid_until=timezone.localdate() - timedelta(days=1))

    assert found("акция", operator) == []
    assert found("акция", operator, only_valid=False) == ["Акция лета"]


def test_stranger_finds_only_what_clients_may_see(author: User, supervisor: User) -> None:
    an_article(author, supervisor, "Секреты удержания", "Скидка до 30 %.")
    an_article(author, supervisor, "Скидка для всех", "Десять процентов.", audience="clients")
    search = Search(text="скидка", user=None, day=timezone.localdate())

    assert [hit.article.title for hit in search_articles(search).hits] == ["Скидка для всех"]


def test_person_without_the_right_finds_nothing(base: list[Article]) -> None:
    assert found("сигнал", a_user("nobody")) == []


def test_snippet_marks_the_words_and_escapes_the_rest(author: User, supervisor: User, operator: User) -> None:
    an_article(author, supervisor, "Проверка <b>", "Если сигнал < −25 дБм, сигнал слабый.")
    hit = search_articles(Search(text="сигналом", user=operator, day=timezone.localdate())).hits[0]

    assert '<mark class="hit">сигнал</mark> &lt; −25' in hit.snippet
    assert "&lt;" in hit.title
    assert "<b>" not in hit.title


def test_correction_is_told(base: list[Article], operator: User) -> None:
    result = search_articles(Search(text="ghbdtn", user=operator, day=timezone.localdate()))

    assert result.instead == "привет"


@pytest.mark.parametrize("typed", ["", "   ", "'); DROP TABLE", ":* & |", "\\", "😀", "и", "a" * 300])
def test_anything_may_be_typed(base: list[Article], operator: User, typed: str) -> None:
    found(typed, operator)


def test_what_the_client_writes_suggests_articles(base: list[Article], operator: User) -> None:
    count_lexemes()
    contact = a_contact(operator=operator, text="Здравствуйте, у меня по вечерам обрывы, сигнал слабый")

    titles = [article.title for article in suggested_articles(contact=contact, user=operator, day=timezone.localdate())]

    assert titles[0] == "Нормы оптического сигнала"
    assert "Расчёты и платежи" not in titles


@given(st.text(st.characters(categories=["Ll"]), min_size=2, max_size=12), st.data())
def test_one_slip_shares_a_shorter_form(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("абвxyz"))
    slips = {
        word[:place] + word[place + 1 :],
        word[:place] + letter + word[place:],
        word[:place] + letter + word[place + 1 :],
        word[:place] + word[place : place + 2][::-1] + word[place + 2 :],
    } - {word, ""}

    for slip in slips:
        assert is_one_slip(slip, word)
        assert set(shorter(slip)) & set(shorter(word))


def test_both_layouts_are_undone() -> None:
    assert other_layout("ghbdtn") == "привет"
    assert other_layout("цшаш") == "wifi"
    assert other_layout("Ntktajy") == "Телефон"
