"""Who writes from an address is one client, however many hands take his letters."""

from datetime import datetime
from functools import partial

import pytest

from contactcenter.clients.models import AddressKind, Client, ClientAddress
from contactcenter.clients.operations.addresses import add_address, find_or_create_client, normalise_address, split_name
from contactcenter.lib.errors import InvalidInput
from tests.cast import a_client
from tests.racing import race

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "written", "kept"),
    [
        (AddressKind.PHONE, "8 (912) 345-67-89", "+79123456789"),
        (AddressKind.EMAIL, " Anna@Example.RU ", "anna@example.ru"),
        (AddressKind.TELEGRAM, " 12345 ", "12345"),
        (AddressKind.WEBCHAT, "a-b_c.d:e/f=g+h@i", "a-b_c.d:e/f=g+h@i"),
    ],
)
def test_one_form_of_each_kind(kind: str, written: str, kept: str) -> None:
    assert normalise_address(kind=kind, value=written) == kept
    assert normalise_address(kind=kind, value=kept) == kept


def test_new_address_is_a_new_client(at: datetime) -> None:
    address, is_new = find_or_create_client(
        kind=AddressKind.EMAIL, value="anna@example.ru", at=at, name="Анна Иванова", language="ru"
    )
    assert is_new
    assert (address.client.first_name, address.client.last_name) == ("Анна", "Иванова")


def test_known_address_is_the_known_client_and_keeps_his_name(at: datetime) -> None:
    client = a_client("Иванова Анна Петровна", phone="+79005550102")
    address, is_new = find_or_create_client(kind=AddressKind.PHONE, value="89005550102", at=at, name="Кто-то другой")
    assert (address.client, is_new) == (client, False)
    assert address.client.last_name == "Иванова"


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("", {"first_name": ""}),
        ("Анна", {"first_name": "Анна"}),
        ("Анна Иванова", {"first_name": "Анна", "last_name": "Иванова"}),
        ("Иванова Анна Петровна", {"last_name": "Иванова", "first_name": "Анна", "patronymic": "Петровна"}),
        ("а б в г", {"last_name": "а", "first_name": "б", "patronymic": "в г"}),
        ("x" * 999, {"first_name": "x" * 150}),
    ],
)
def test_name_is_split_in_the_russian_way(name: str, parts: dict[str, str]) -> None:
    assert split_name(name) == parts


def test_address_of_somebody_else_is_refused_by_name(at: datetime) -> None:
    a_client("Иванова Анна", phone="+79005550102")
    other = a_client("Петров Пётр")
    with pytest.raises(InvalidInput) as refused:
        add_address(client=other, kind=AddressKind.PHONE, value="+79005550102", at=at)
    assert (refused.value.code, refused.value.field) == ("address_taken", "address")
    assert "Анна" in str(refused.value)


def test_own_address_once_more_is_the_same(at: datetime) -> None:
    client = a_client(phone="+79005550102")
    assert add_address(client=client, kind=AddressKind.PHONE, value="89005550102", at=at) == client.addresses.get()


@pytest.mark.django_db(transaction=True)
def test_twenty_hands_make_one_client(at: datetime) -> None:
    find = partial(find_or_create_client, kind=AddressKind.PHONE, value="+79005550102", at=at, name="Анна")
    answers = race(*[find] * 20)
    assert {address.pk for address, _is_new in answers} == {ClientAddress.objects.get().pk}
    assert sum(is_new for _address, is_new in answers) == 1
    assert Client.objects.count() == 1
