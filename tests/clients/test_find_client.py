"""A client is found by what an operator has at hand."""

from datetime import datetime

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from contactcenter.cases.models import Case
from contactcenter.clients.models import AddressKind, Client, ClientAddress, ClientKind
from contactcenter.clients.operations.addresses import add_address
from contactcenter.staff.models import User
from tests.cast import a_client, a_user

pytestmark = pytest.mark.django_db


def found(text: str) -> set[str]:
    return {client.name for client in Client.objects.found_by(text)}


@pytest.fixture
def fedor(at: datetime) -> Client:
    return a_client("Ёлкин-Шацкий Фёдор Семёнович", phone="+79123456789", at=at)


@pytest.fixture
def anna(at: datetime) -> Client:
    return a_client("Иванова Анна Петровна", phone="+79005550102", at=at)


@pytest.fixture
def company(at: datetime) -> Client:
    return Client.objects.create(
        kind=ClientKind.ORGANISATION, organisation="ООО «Ромашка-Юг» (д.12)", account="770012345", created_at=at
    )


@pytest.mark.parametrize(
    "text",
    ["ёлк", "ЕЛКИН", "елкин фед", "фед сем елк", "шацк", "ёлкин-шац", "елкин, фёдор", "«Фёдор»", "Фёдор  \t Ёлкин"],
)
def test_by_the_beginnings_of_words_in_any_order(fedor: Client, anna: Client, text: str) -> None:
    assert found(text) == {fedor.name}


@pytest.mark.parametrize("text", ["лкин", "елкин анна", "федорович", "х"])
def test_not_by_other_words(anna: Client, fedor: Client, text: str) -> None:
    assert found(text) == set()


@pytest.mark.parametrize("text", ["ромашка", "ооо ром", "юг", "12", "д.12"])
def test_an_organisation_by_any_word_whatever_surrounds_it(company: Client, anna: Client, text: str) -> None:
    assert found(text) == {company.name}


@pytest.mark.parametrize(
    "text",
    [
        "+7 912 345-67-89", "8 912 345-67-89", "89123456789", "9123456789", "3456", "6789", "45-67", "8912",
        "8 (912) 345", "7912345", "8-912",
    ],
)  # fmt: skip
def test_by_any_piece_of_a_number_from_four_digits(fedor: Client, anna: Client, text: str) -> None:
    assert found(text) == {fedor.name}


@pytest.mark.parametrize("text", ["678", "9876", "8 (913)", "912 345-67-80"])
def test_not_by_other_digits(fedor: Client, text: str) -> None:
    assert found(text) == set()


def test_by_account(company: Client, anna: Client) -> None:
    assert found("770012345") == {company.name}


def test_by_email_whatever_the_case(anna: Client, fedor: Client, at: datetime) -> None:
    add_address(client=anna, kind=AddressKind.EMAIL, value="Anna.Ivanova@Example.ru", at=at)
    assert found("anna.ivanova@EXAMPLE.ru") == found("anna.ivanova@") == {anna.name}


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_nothing_that_somebody_types_fails(text: str) -> None:
    list(Client.objects.found_by(text))
    list(Case.objects.found_by(text))


@pytest.mark.parametrize(
    "text",
    ["'", ":", "&", "|", "!", "(", ")", "\\", "*", "<->", "a & b", "'a':*", "!(a|b)", "\\'", "a\\", "@", "%", "_",
     "\x00", "\x00@", "a@\x00", "\ud800", "\ud800@1234", "1" * 5_000, "а " * 5_000, "@" * 5_000, "²²²²", "٣٣٣٣"],
)  # fmt: skip
def test_nothing_special_is_special(text: str) -> None:
    assert found(text) == set()
    assert not Case.objects.found_by(text).exists()


@given(name=st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00"), max_size=60))
def test_a_name_of_any_script_is_found_by_itself(name: str) -> None:
    client = Client.objects.create(first_name=name, created_at=timezone.now())
    assert (client in Client.objects.found_by(name)) == bool(client.name_key)
    client.delete()


def test_key_follows_the_name(anna: Client) -> None:
    anna.last_name = "Щёголева"
    anna.save(update_fields=["last_name"])
    assert found("щегол") == {"Щёголева Анна Петровна"}


def test_who_answers_clients_sees_them_and_others_do_not(anna: Client, operator: User) -> None:
    assert Client.objects.visible_to(operator).filter(pk=anna.pk).exists()
    assert not Client.objects.visible_to(a_user("nobody")).exists()


def test_grams_follow_the_number(fedor: Client) -> None:
    address = ClientAddress.objects.get(client=fedor)
    assert "7912" in address.grams
    assert len(address.grams) == 8
