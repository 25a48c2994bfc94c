"""Who a letter is for: the dative, the salutation, and what only a person can know."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.letters.names import DOUBTS, addressed, initials, organisation_addressed, signed_name


@pytest.fixture(autouse=True)
def catalogue() -> None:
    """Nothing here asks the database."""


SURE = (
    ("Иванов", "Пётр", "Сергеевич", "Иванову П.С.", "Уважаемый Пётр Сергеевич!"),
    ("Иванова", "Анна", "Петровна", "Ивановой А.П.", "Уважаемая Анна Петровна!"),
    ("Гордеев", "Павел", "Андреевич", "Гордееву П.А.", "Уважаемый Павел Андреевич!"),
    ("Шевченко", "Тарас", "Григорьевич", "Шевченко Т.Г.", "Уважаемый Тарас Григорьевич!"),
    ("Дурново", "Мария", "Ивановна", "Дурново М.И.", "Уважаемая Мария Ивановна!"),
    ("Черных", "Ольга", "Ильинична", "Черных О.И.", "Уважаемая Ольга Ильинична!"),
    ("Ким", "Ольга", "Николаевна", "Ким О.Н.", "Уважаемая Ольга Николаевна!"),
    ("Ким", "Сергей", "Николаевич", "Киму С.Н.", "Уважаемый Сергей Николаевич!"),
    ("Гоголь", "Анна", "Васильевна", "Гоголь А.В.", "Уважаемая Анна Васильевна!"),
    ("Гоголь", "Николай", "Васильевич", "Гоголю Н.В.", "Уважаемый Николай Васильевич!"),
    ("Чернышёв", "Илья", "Ильич", "Чернышёву И.И.", "Уважаемый Илья Ильич!"),
    ("Мицкевич", "Адам", "Никитич", "Мицкевичу А.Н.", "Уважаемый Адам Никитич!"),
    ("Достоевский", "Фёдор", "Михайлович", "Достоевскому Ф.М.", "Уважаемый Фёдор Михайлович!"),
    ("Толстая", "Софья", "Андреевна", "Толстой С.А.", "Уважаемая Софья Андреевна!"),
    ("Окуджава", "Булат", "Шалвович", "Окуджаве Б.Ш.", "Уважаемый Булат Шалвович!"),
    ("Орджоникидзе", "Нина", "Георгиевна", "Орджоникидзе Н.Г.", "Уважаемая Нина Георгиевна!"),
    ("Римский-Корсаков", "Николай", "Андреевич", "Римскому-Корсакову Н.А.", "Уважаемый Николай Андреевич!"),
    ("Голенищева-Кутузова", "Анна-Мария", "Петровна", "Голенищевой-Кутузовой А.-М.П.",
     "Уважаемая Анна-Мария Петровна!"),
    ("Алиев", "Мамед", "Гасан оглы", "Алиеву М.Г.", "Уважаемый Мамед Гасан оглы!"),
    ("Алиева", "Лейла", "Гасан-кызы", "Алиевой Л.Г.", "Уважаемая Лейла Гасан-кызы!"),
    ("Лисицын", "Артём", "", "Лисицыну А.", "Уважаемый господин Лисицын!"),
    ("Чернова", "Юлия", "", "Черновой Ю.", "Уважаемая госпожа Чернова!"),
)  # fmt: skip

UNSURE = (
    ("Кравец", "Олег", "Ильич", "surname"),
    ("Соловей", "Иван", "Ильич", "surname"),
    ("Дитрих", "Иван", "Ильич", "surname"),
    ("Палий", "Иван", "Ильич", "surname"),
    ("Бонч-Бруевич", "Владимир", "Дмитриевич", "surname"),
    ("Чаплин", "Ирина", "Олеговна", "surname"),
    ("Иванов", "Анна", "Петровна", "sexes_differ"),
    ("Ким", "Саша", "", "no_sex"),
    ("", "Ольга", "", "no_surname"),
    ("Smith", "John", "", "letters"),
    ("Иванов 2", "Пётр", "Ильич", "letters"),
    ("", "", "", "no_name"),
)


@pytest.mark.parametrize(("last", "first", "middle", "line", "salutation"), SURE)
def test_what_grammar_says_is_written(last: str, first: str, middle: str, line: str, salutation: str) -> None:
    found = addressed(last_name=last, first_name=first, patronymic=middle)
    assert (found.line, found.salutation, found.doubts) == (line, salutation, ())


@pytest.mark.parametrize(("last", "first", "middle", "doubt"), UNSURE)
def test_what_only_the_bearer_knows_is_doubted(last: str, first: str, middle: str, doubt: str) -> None:
    assert doubt in addressed(last_name=last, first_name=first, patronymic=middle).doubts


def test_half_of_a_double_surname_that_is_no_surname_stays() -> None:
    found = addressed(last_name="Тер-Петросян", first_name="Ашот", patronymic="Левонович")
    assert found.line == "Тер-Петросяну А.Л."


def test_organisation_is_greeted_without_names() -> None:
    found = organisation_addressed("ООО «Ромашка»")
    assert (found.line, found.salutation, found.doubts) == ("ООО «Ромашка»", "Уважаемые господа!", ())


def test_signature_has_initials_before_the_surname() -> None:
    assert signed_name(last_name="Старшова", first_name="Ольга", patronymic="Николаевна") == "О.Н. Старшова"
    assert signed_name(last_name="Старшова", first_name="Ольга", patronymic="") == "О. Старшова"
    assert initials("", "") == ""


@given(*(st.text(max_size=30) for _part in range(3)))
def test_no_name_breaks_it(last: str, first: str, middle: str) -> None:
    assert set(addressed(last_name=last, first_name=first, patronymic=middle).doubts) <= set(DOUBTS)
