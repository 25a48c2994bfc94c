"""Sums and dates as an official letter writes them. A letter is in Russian, whatever language its screen has."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.translation import override


def _list(words: str) -> list[str]:
    return words.split()


_UNITS = _list("ноль один два три четыре пять шесть семь восемь девять")
_FEMININE = {1: "одна", 2: "две"}
_TEENS = _list(
    "десять одиннадцать двенадцать тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать"
)
_TENS = _list(". . двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто")
_HUNDREDS = _list(". сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот")
# one, two to four, five and more; thousands are feminine
_SCALES = (
    ("", "", ""),
    ("тысяча", "тысячи", "тысяч"),
    ("миллион", "миллиона", "миллионов"),
    ("миллиард", "миллиарда", "миллиардов"),
    ("триллион", "триллиона", "триллионов"),
)
_ROUBLES = ("рубль", "рубля", "рублей")
_KOPECKS = ("копейка", "копейки", "копеек")
_KOPECKS_IN_ROUBLE = 100


def form_of(number: int, forms: tuple[str, str, str]) -> str:
    """Which of three forms a noun has beside a number: 1 рубль, 2 рубля, 5 рублей."""
    tail, units = number % 100, number % 10
    if 10 < tail < 20 or units == 0 or units > 4:
        return forms[2]
    return forms[0] if units == 1 else forms[1]


def number_in_words(number: int) -> str:
    """`650` -> `шестьсот пятьдесят`; masculine, from 0 to 10^15 - 1. Raises ValueError beyond."""
    if not 0 <= number < 1000 ** len(_SCALES):
        raise ValueError(f"{number} is not written in words.")
    if number == 0:
        return _UNITS[0]
    groups = []
    for scale, forms in enumerate(_SCALES):
        group = number // 1000**scale % 1000
        if group:
            groups.append(" ".join(filter(None, (_group(group, feminine=scale == 1), form_of(group, forms)))))
    return " ".join(reversed(groups))


def _group(number: int, *, feminine: bool) -> str:
    hundreds, rest = divmod(number, 100)
    tens, units = divmod(rest, 10)
    words = [_HUNDREDS[hundreds]] if hundreds else []
    if tens == 1:
        words.append(_TEENS[units])
    else:
        words += [_TENS[tens]] if tens else []
        words += [_FEMININE.get(units, _UNITS[units]) if feminine else _UNITS[units]] if units else []
    return " ".join(words)


def roubles(kopecks: int) -> str:
    """`65000` -> `650 рублей 00 копеек`; thousands apart by a space that does not break."""
    whole, rest = divmod(kopecks, _KOPECKS_IN_ROUBLE)
    digits = f"{whole:,}".replace(",", "\N{NO-BREAK SPACE}")
    return f"{digits} {form_of(whole, _ROUBLES)} {rest:02d} {form_of(rest, _KOPECKS)}"


def roubles_in_words(kopecks: int) -> str:
    """`65000` -> `650 (шестьсот пятьдесят) рублей 00 копеек`."""
    whole, rest = divmod(kopecks, _KOPECKS_IN_ROUBLE)
    digits = f"{whole:,}".replace(",", "\N{NO-BREAK SPACE}")
    return f"{digits} ({number_in_words(whole)}) {form_of(whole, _ROUBLES)} {rest:02d} {form_of(rest, _KOPECKS)}"


def day(moment: datetime | date) -> str:
    """`24.11.2026` by the organisation's clock."""
    return f"{_date(moment):%d.%m.%Y}"


def day_in_words(moment: datetime | date) -> str:
    """`24 ноября 2026 г.` by the organisation's clock."""
    with override("ru"):
        return f"{date_format(_date(moment), 'j E Y')}\N{NO-BREAK SPACE}г."


def _date(moment: datetime | date) -> date:
    # A screen may have chosen another zone; a letter's day is the organisation's.
    if isinstance(moment, datetime):
        return timezone.localtime(moment, timezone.get_default_timezone()).date()
    return moment
