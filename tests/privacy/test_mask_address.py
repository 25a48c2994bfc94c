"""Enough to recognise, not enough to call or to write."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contactcenter.clients.models import AddressKind
from contactcenter.lib.text import digits
from contactcenter.privacy.masking import DOTS, mask_address, mask_email, mask_phone

COUNTRIES = sorted(phonenumbers.SUPPORTED_REGIONS)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+79001234567", "+7 900 •••-45-67"),
        ("+77001234567", "+7 700 •••-45-67"),
        ("+12125550100", "+1 212 •••-01-00"),
        ("+37251234567", "+372 5 •••-45-67"),
        ("visitor", DOTS),
    ],
)
def test_phone(number: str, shown: str) -> None:
    assert mask_phone(number) == shown


@given(st.sampled_from(COUNTRIES))
def test_three_digits_of_any_countrys_number_are_hidden(country: str) -> None:
    example = phonenumbers.example_number_for_type(country, phonenumbers.PhoneNumberType.MOBILE)
    if example is None:
        return
    number = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
    assert len(digits(mask_phone(number))) <= len(digits(number)) - 3


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("anton@example.ru", "a•••n@example.ru"),
        ("anna@example.ru", "a•••a@example.ru"),
        ("ann@example.ru", "a•••@example.ru"),
        ("ab@example.ru", "a•••@example.ru"),
        ("a@example.ru", "•••@example.ru"),
        ('"a@b"@example.ru', '"•••"@example.ru'),
        ("nobody", DOTS),
        ("@example.ru", DOTS),
    ],
)
def test_email(address: str, shown: str) -> None:
    assert mask_email(address) == shown


@given(st.text(), st.sampled_from(AddressKind.values))
def test_nothing_is_shown_whole(value: str, kind: str) -> None:
    shown = mask_address(kind=kind, value=value)
    assert DOTS in shown
    if value and DOTS not in value:
        assert value not in shown


@pytest.mark.parametrize(("value", "shown"), [("visitor-12", "vi•••"), ("ab", DOTS), ("abcd", DOTS), ("", DOTS)])
def test_names_on_a_channel(value: str, shown: str) -> None:
    assert mask_address(kind=AddressKind.WEBCHAT, value=value) == shown
