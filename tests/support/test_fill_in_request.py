"""What the form of a request offers while it is filled in."""

from __future__ import annotations

from typing import Any

from django.test import Client as Browser

from contactcenter.contacts.models import Contact
from contactcenter.staff.models import User
from tests.cast import a_contact
from tests.support.builders import a_product, a_symptom


def asked(contact: Contact, given: dict[str, Any]) -> str:
    browser = Browser()
    assert contact.operator
    browser.force_login(contact.operator)
    return browser.get(f"/support/contacts/{contact.pk}/symptoms/", given).content.decode()


def test_symptoms_are_those_of_the_product_and_ticked_ones_stay_so(operator: User) -> None:
    slow = a_symptom("slow", name="Медленно")
    a_symptom("no-picture", product=a_product("tv"), name="Нет изображения")

    html = asked(
        a_contact(operator=operator), {"prefix": "case", "case-product": a_product().pk, "case-symptoms": [slow.pk]}
    )

    assert "Медленно" in html
    assert "Нет изображения" not in html
    assert "checked" in html


def test_without_a_product_there_is_a_hint_and_nonsense_is_passed_over(operator: User) -> None:
    contact, _symptom = a_contact(operator=operator), a_symptom("slow", name="Медленно")
    nonsense: list[dict[str, object]] = [
        {},
        {"case-product": "9" * 40},
        {"case-product": "-1"},
        {"prefix": "<b>", "case-symptoms": "x"},
    ]

    for given in nonsense:
        html = asked(contact, given)
        assert "Медленно" not in html
        assert "<b>" not in html
