"""Sums and days as a letter writes them."""

from datetime import UTC, date, datetime

import pytest

from complaints.letters.words import day, day_in_words, number_in_words, roubles, roubles_in_words


@pytest.fixture(autouse=True)
def catalogue() -> None:
    """Nothing here asks the database."""


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "ноль"),
        (11, "одиннадцать"),
        (21, "двадцать один"),
        (100, "сто"),
        (650, "шестьсот пятьдесят"),
        (1_000, "одна тысяча"),
        (2_002, "две тысячи два"),
        (11_000, "одиннадцать тысяч"),
        (1_000_000, "один миллион"),
        (1_002_011, "один миллион две тысячи одиннадцать"),
        (5_000_000_000, "пять миллиардов"),
    ],
)
def test_number_is_spelt(number: int, words: str) -> None:
    assert number_in_words(number) == words


@pytest.mark.parametrize("number", [-1, 10**15])
def test_what_nobody_spells_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="not written"):
        number_in_words(number)


@pytest.mark.parametrize(
    ("kopecks", "text"),
    [
        (65_000, "650 (шестьсот пятьдесят) рублей 00 копеек"),
        (100, "1 (один) рубль 00 копеек"),
        (202, "2 (два) рубля 02 копейки"),
        (1_121, "11 (одиннадцать) рублей 21 копейка"),
        (123_456_70, "123\N{NO-BREAK SPACE}456 (сто двадцать три тысячи четыреста пятьдесят шесть) рублей 70 копеек"),
    ],
)
def test_sum_stands_in_digits_and_words(kopecks: int, text: str) -> None:
    assert roubles_in_words(kopecks) == text


def test_sum_in_digits_alone() -> None:
    assert roubles(1_234_500) == "12\N{NO-BREAK SPACE}345 рублей 00 копеек"


def test_day_is_the_organisations_whatever_the_moment_says() -> None:
    late = datetime(2026, 11, 24, 22, 30, tzinfo=UTC)  # in Moscow the next day has begun
    assert day(late) == "25.11.2026"
    assert day_in_words(date(2026, 11, 24)) == "24 ноября 2026\N{NO-BREAK SPACE}г."
