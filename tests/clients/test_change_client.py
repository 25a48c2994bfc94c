"""Correcting what is known of a client leaves who, when and what, and not the words themselves."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import IntegrityError, transaction
from django.test import Client as Browser

from contactcenter.clients.models import Client, ClientEvent
from contactcenter.clients.operations.details import change_client
from contactcenter.clients.operations.merging import merge_clients
from contactcenter.lib.errors import InvalidInput
from contactcenter.staff.models import User
from tests.api.conftest import an_api
from tests.cast import a_client


def test_correction_names_what_has_changed_and_who_did_it(operator: User, at: datetime) -> None:
    client = a_client("Иванова Анна")

    details = {"last_name": "Смирнова", "first_name": client.first_name, "account": "770104226"}
    change_client(client_id=client.pk, details=details, at=at, actor=operator)

    event = ClientEvent.objects.get()
    assert (event.client, event.actor, event.at, event.verb) == (client, operator, at, "change")
    assert event.data == {"fields": ["account", "last_name"]}
    assert "Смирнова" not in str(event.data)


def test_correction_that_changes_nothing_leaves_no_event(operator: User, at: datetime) -> None:
    client = a_client("Иванова Анна")

    change_client(client_id=client.pk, details={"last_name": client.last_name}, at=at, actor=operator)

    assert not ClientEvent.objects.exists()


def test_refused_correction_leaves_neither_change_nor_event(operator: User, at: datetime) -> None:
    client = a_client("Иванова Анна")

    with pytest.raises(InvalidInput):
        change_client(client_id=client.pk, details={"time_zone": "Moon/Base"}, at=at, actor=operator)

    assert not ClientEvent.objects.exists()


def test_screen_and_api_leave_their_people(operator: User, integrator: User) -> None:
    client, browser = a_client("Иванова Анна"), Browser()
    browser.force_login(operator)

    browser.post(f"/clients/{client.pk}/details/", {"kind": "person", "last_name": "Смирнова", "first_name": "Анна"})
    answer = an_api(integrator).patch(f"clients/{client.pk}/", {"account": "770104226"})

    assert answer.status_code == 200
    assert list(ClientEvent.objects.order_by("id").values_list("actor", flat=True)) == [operator.pk, integrator.pk]
    assert f"лицевой счёт; {integrator.short_name}" in browser.get(f"/clients/{client.pk}/").content.decode()


def test_history_of_corrections_cannot_be_rewritten_and_survives_a_merge(operator: User, at: datetime) -> None:
    source, target = a_client("Иванова Анна"), a_client("Иванова А.")
    change_client(client_id=source.pk, details={"note": "Лучше в чате"}, at=at, actor=operator)

    with pytest.raises(IntegrityError), transaction.atomic():
        ClientEvent.objects.update(actor=None)
    merge_clients(source=source, target=target, actor=operator, at=at)

    assert ClientEvent.objects.get().client == Client.objects.get(pk=source.pk)
