"""A person as a letter addresses him: «Иванову П.С.», «Уважаемый Пётр Сергеевич!»; and what a person has to check.

Surnames by the rules of Russian grammar (Rosenthal, «Справочник по правописанию и литературной правке», §§ 149-150);
the endings themselves are written by pytrovich. Where the rules leave a choice, or the sex is not known, the form is a
proposal with a doubt, and somebody confirms it: a wrong ending offends.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from pytrovich.enums import Case, Gender, NamePart
from pytrovich.maker import PetrovichDeclinationMaker

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

DOUBTS: Mapping[str, _StrOrPromise] = {
    "no_name": _("The name of the addressee is not known."),
    "no_surname": _("The surname is not known."),
    "no_sex": _("It is not certain whether the addressee is a man or a woman."),
    "sexes_differ": _("The surname and the patronymic do not agree: one is a man’s, the other a woman’s."),
    "surname": _("The dative of this surname is not certain."),
    "letters": _("The name is not written in Russian letters alone."),
    "representative": _("A representative wrote: check whom the answer is for."),
    "collective": _("Several people signed: check whom the answer is for."),
}

_MAKER = PetrovichDeclinationMaker()


class Sex(Enum):
    MAN = Gender.MALE
    WOMAN = Gender.FEMALE


@dataclass(frozen=True)
class Addressed:
    """The lines of a letter that a name goes into; `doubts` are keys of DOUBTS."""

    line: str
    salutation: str
    doubts: tuple[str, ...] = ()


def _list(words: str) -> list[str]:
    return words.split()


_MANS_PATRONYMIC = re.compile(r"(?:ич|оглы|оглу|улы|угли|уулу)$")
_WOMANS_PATRONYMIC = re.compile(r"(?:овна|евна|ична|кызы|гызы|кизи|қызы)$")
_MANS_SURNAME = re.compile(r"(?:[оеё]в|[иы]н|[сц]кий|[сц]кой)$")
_WOMANS_SURNAME = re.compile(r"(?:[оеё]ва|[иы]на|[сц]кая|ая)$")
_RUSSIAN = re.compile(r"[А-Яа-яЁё]+(?:-[А-Яа-яЁё]+)*")

# First names that tell the sex beside their ending; a name that both bear tells nothing.
_MANS_NAMES_IN_A = frozenset(_list("никита илья фома лука кузьма савва данила гаврила мустафа муса иса джума гаяра"))
_FOR_BOTH = frozenset(_list("саша женя валя слава шура паша тоня сима лёля ники эли ким олли рене"))
_WOMANS_NAMES_IN_CONSONANT = frozenset(
    _list(
        "любовь нинель адель рахиль эсфирь юдифь гюзель айгуль гульнур айнур ирэн элен кармен ассоль николь изабель "
        "мишель эстер мириам рут суламифь руфь марлен катрин долорес"
    )
)

# Frenchmen with the stress on the last syllable, whom no ending betrays.
_NEVER_DECLINED = frozenset(_list("дюма дега петипа золя люка бенуа моруа дюбуа франсуа"))


def addressed(*, last_name: str, first_name: str, patronymic: str) -> Addressed:
    """A person as addressee and in the salutation; parts that are not known are empty."""
    last, first, middle = (" ".join(part.split()) for part in (last_name, first_name, patronymic))
    if not (last or first):
        return Addressed(line="", salutation="", doubts=("no_name",))
    sex, doubts = _sex_of(last, first, middle)
    if not all(_RUSSIAN.fullmatch(part) for part in (last, first, *middle.split()) if part):
        doubts.append("letters")
    if last:
        surname, is_sure = _dative(last, sex)
        if not is_sure:
            doubts.append("surname")
        line = " ".join(filter(None, (surname, initials(first, middle))))
    else:
        doubts.append("no_surname")
        line = _first_name_dative(first, sex)
    return Addressed(line=line, salutation=_salutation(last, first, middle, sex), doubts=tuple(dict.fromkeys(doubts)))


def organisation_addressed(name: str) -> Addressed:
    """An organisation stays in the nominative; nobody in it is known by name."""
    return Addressed(line=name, salutation="Уважаемые господа!")


def initials(first: str, middle: str) -> str:
    """`Анна-Мария`, `Петровна` -> `А.-М.П.`; no space between them, as the standard prints them."""
    pieces = [first.split("-"), re.split(r"[\s-]", middle)[:1]]  # «Гасан оглы», «Гасан-оглы»: one father
    return "".join("-".join(f"{piece[0].upper()}." for piece in part if piece) for part in pieces)


def signed_name(*, last_name: str, first_name: str, patronymic: str) -> str:
    """`И.О. Фамилия`, as it stands beside a signature."""
    return " ".join(filter(None, (initials(first_name, patronymic), last_name)))


def _sex_of(last: str, first: str, middle: str) -> tuple[Sex | None, list[str]]:
    by_middle = _by(middle, _MANS_PATRONYMIC, _WOMANS_PATRONYMIC)
    by_last = _by(last, _MANS_SURNAME, _WOMANS_SURNAME)
    if by_middle:
        return by_middle, ["sexes_differ"] if by_last and by_last != by_middle else []
    by_first = _by_first_name(first)
    if by_last and by_first:
        return by_first, [] if by_last == by_first else ["no_sex"]
    return by_last or by_first, ["no_sex"]


def _by(name: str, man: re.Pattern[str], woman: re.Pattern[str]) -> Sex | None:
    lower = name.lower()
    if man.search(lower):
        return Sex.MAN
    return Sex.WOMAN if woman.search(lower) else None


def _by_first_name(first: str) -> Sex | None:
    lower = first.lower()
    if not lower or lower in _FOR_BOTH:
        return None
    if lower in _MANS_NAMES_IN_A:
        return Sex.MAN
    if lower in _WOMANS_NAMES_IN_CONSONANT or lower[-1] in "ая":
        return Sex.WOMAN
    return Sex.MAN if lower[-1] in "бвгджзйклмнпрстфхцчшщь" else None


def _dative(last: str, sex: Sex | None) -> tuple[str, bool]:
    """The surname in the dative, and whether grammar leaves no choice."""
    if not _RUSSIAN.fullmatch(last):
        return last, False
    parts = last.split("-")
    declined = [_part_dative(part, sex, is_first=len(parts) > 1 and not at) for at, part in enumerate(parts)]
    return "-".join(word for word, _sure in declined), all(sure for _word, sure in declined)


def _part_dative(part: str, sex: Sex | None, *, is_first: bool) -> tuple[str, bool]:
    lower = part.lower()
    if _never_changes(lower):
        return part, True
    if sex is None:
        # A consonant changes for a man only; the rest changes for both, and each in his own way.
        return part, False
    inflected = _MAKER.make(NamePart.LASTNAME, sex.value, Case.DATIVE, part)
    judge = _sure_of_man if sex is Sex.MAN else _sure_of_woman
    # In «Бонч-Бруевич», «Тер-Петросян» the first half is no surname and stays as it is.
    if is_first and not (_MANS_SURNAME.search(lower) or _WOMANS_SURNAME.search(lower)):
        return part, False
    if lower[-1] not in "аяйь" and sex is Sex.WOMAN:
        return part, judge(lower)  # whatever a dictionary says: a woman's surname in a consonant stays
    return inflected, judge(lower)


def _never_changes(lower: str) -> bool:
    return (
        lower in _NEVER_DECLINED
        or lower[-1] in "оеёиуыэю"
        or lower.endswith(("ых", "гих", "ких", "хих"))
        or bool(re.search(r"[аеёиоуыэюя]а$", lower))  # Моруа, Гарсиа
    )


_CHOICE_OF_MAN = re.compile(
    r"(?:ец|[оеё]к|ень|[её]л|ей|"  # Кравец, Набок, Орёл, Соловей: the vowel stays or falls, as the family has it
    r"их|"  # Дитрих is declined, Долгих is not
    r"(?<![сцзжчшщкгхн])ий|"  # Палий as a noun, Рабий as an adjective
    r"^[^аеёиоуыэюя]*ой|"  # Цой is a noun, Толстой an adjective
    r"[аеёиоуыэюя]я(?<!ия))$"
)


def _sure_of_man(lower: str) -> bool:
    if _WOMANS_SURNAME.search(lower):
        return False
    return lower not in {"лев", "пёс"} and not _CHOICE_OF_MAN.search(lower)


def _sure_of_woman(lower: str) -> bool:
    # «Ирина Чаплин» stays, «Ирина Иванов» is a mistake: only she knows.
    return not (_MANS_SURNAME.search(lower) or lower.endswith(("ой", "ый", "ий")))


def _first_name_dative(first: str, sex: Sex | None) -> str:
    return _MAKER.make(NamePart.FIRSTNAME, sex.value, Case.DATIVE, first) if sex else first


def _salutation(last: str, first: str, middle: str, sex: Sex | None) -> str:
    called = f"{first} {middle}" if first and middle else ""
    if sex is None:
        return f"Здравствуйте, {called or first or last}!"
    dear, title = ("Уважаемый", "господин") if sex is Sex.MAN else ("Уважаемая", "госпожа")
    if called:
        return f"{dear} {called}!"
    return f"{dear} {title} {last}!" if last else f"{dear} {first}!"
