"""The pages of clients: who sees what, what is hidden, what is changed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone

from contactcenter.clients.models import AddressKind, Client
from contactcenter.clients.operations.addresses import add_address
from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, Queue
from contactcenter.privacy.models import AccessLog, Purpose
from contactcenter.privacy.operations.consents import give_consent, withdraw_consent
from contactcenter.staff.models import User
from contactcenter.workstation.queries.people import TIMELINE_PAGE, timeline_of
from inquiries.operations.life import register_inquiry
from tests.cast import a_client, a_contact
from tests.workstation.conftest import SignIn

HTMX = {"HX-Request": "true"}


@pytest.fixture
def client(db: None) -> Client:
    return a_client("Лисицын Артём Денисович", phone="+79000000011")


def test_expert_sees_no_clients(client: Client, expert: User, sign_in: SignIn) -> None:
    browser = sign_in(expert)

    assert browser.get("/clients/").status_code == 403
    assert browser.get(f"/clients/{client.pk}/").status_code == 403


def test_clients_are_found_by_any_order_of_words_and_by_digits(desk: Browser, client: Client) -> None:
    a_client("Иванова Анна", phone="+79005550022")

    for text in ("артем лисицын", "0011"):
        page = desk.get("/clients/", {"q": text}).content.decode()
        assert "Лисицын" in page
        assert "Иванова" not in page


def test_number_is_masked_until_a_reason_is_given_and_the_log_keeps_it(
    desk: Browser, client: Client, operator: User
) -> None:
    address = client.addresses.get()
    assert "+7 900 000-00-11" not in desk.get(f"/clients/{client.pk}/").content.decode()

    refused = desk.post(f"/addresses/{address.pk}/reveal/", {"reason": ""}, headers=HTMX)
    shown = desk.post(f"/addresses/{address.pk}/reveal/", {"reason": "перезвонить"}, headers=HTMX)

    assert refused.status_code == 422
    assert "+7 900 000-00-11" in shown.content.decode()
    line = AccessLog.objects.get()
    assert (line.actor, line.client, line.reason) == (operator, client, "перезвонить")


def test_consents_say_what_is_in_force(desk: Browser, client: Client) -> None:
    now = timezone.now()
    give_consent(client=client, purpose=Purpose.PERSONAL_DATA, at=now - timedelta(days=2))
    give_consent(client=client, purpose=Purpose.ADS_PHONE, at=now - timedelta(days=2))
    withdraw_consent(client=client, purpose=Purpose.ADS_PHONE, at=now)

    page = desk.get(f"/clients/{client.pk}/").content.decode()

    assert page.count("pill pill-ok") == 1
    assert page.count("pill pill-crit") == 1


def test_timeline_holds_contacts_and_cases_and_pages_without_loss(client: Client, operator: User, queue: Queue) -> None:
    at = timezone.now()
    for number in range(TIMELINE_PAGE):
        # Two at the same moment, as an import writes them.
        for kind in ("webchat", "email"):
            Contact.objects.create(
                client=client,
                channel=kind,
                queue=queue,
                weight=10,
                arrived_at=at - timedelta(hours=number // 2),
                state=states.CLOSED,
                ended_at=at,
            )
        if number % 5 == 0:
            register_inquiry(
                client=client, question="Вопрос", at=at - timedelta(hours=number), owner=operator, actor=operator
            )
    seen, after = [], ""
    while True:
        page = timeline_of(client, user=operator, after=after)
        seen += [moment.key for moment in page.moments]
        after = page.after
        if not after:
            break

    assert len(seen) == len(set(seen)) == 2 * TIMELINE_PAGE + 4
    assert seen == sorted(seen, reverse=True)


def test_timeline_of_one_kind_of_channel_has_no_cases(desk: Browser, client: Client, operator: User) -> None:
    case = register_inquiry(client=client, question="Вопрос", at=timezone.now(), owner=operator, actor=operator)

    assert case.number in desk.get(f"/clients/{client.pk}/timeline/").content.decode()
    assert case.number not in desk.get(f"/clients/{client.pk}/timeline/?group=chats").content.decode()


def test_particulars_are_changed_by_operators_and_searched_at_once(desk: Browser, client: Client) -> None:
    fields = {"kind": "person", "last_name": "Рысев", "first_name": "Артём", "contract": "СЛ-1"}

    assert desk.post(f"/clients/{client.pk}/details/", fields, headers=HTMX).status_code == 200

    assert list(Client.objects.found_by("рысев")) == [client]


def test_organisation_needs_its_name(desk: Browser, client: Client) -> None:
    answer = desk.post(f"/clients/{client.pk}/details/", {"kind": "organisation"}, headers=HTMX)

    assert answer.status_code == 422
    assert "id_organisation-error" in answer.content.decode()


def test_address_of_somebody_else_is_refused_at_its_field(desk: Browser, client: Client) -> None:
    other = a_client("Иванова Анна", phone="+79000000012")

    answer = desk.post(f"/clients/{client.pk}/addresses/", {"kind": "phone", "value": "8 900 000-00-12"}, headers=HTMX)

    assert answer.status_code == 422
    assert "Иванова" in answer.content.decode()
    assert other.addresses.count() == 1


def test_two_clients_become_one(desk: Browser, client: Client, operator: User, queue: Queue) -> None:
    other = a_client("Лисицын А.", phone="+79000000012")
    add_address(client=other, kind=AddressKind.EMAIL, value="a@example.ru", at=timezone.now())
    contact = a_contact(operator=operator)
    Contact.objects.filter(pk=contact.pk).update(client=other)

    desk.post(f"/clients/{client.pk}/merge/", {"other": other.pk}, headers=HTMX)

    assert client.addresses.count() == 3
    assert desk.get(f"/clients/{other.pk}/").headers["Location"] == f"/clients/{client.pk}/"
    assert list(client.contacts.all()) == [contact]


def test_merge_without_a_choice_is_refused(desk: Browser, client: Client) -> None:
    assert desk.post(f"/clients/{client.pk}/merge/", {}, headers=HTMX).status_code == 422


def test_supervisor_sees_clients_too(client: Client, supervisor: User, sign_in: SignIn) -> None:
    assert sign_in(supervisor).get(f"/clients/{client.pk}/").status_code == 200
