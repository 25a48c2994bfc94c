"""Clients in the administration: masked, changed by the operations, traced."""

from datetime import datetime, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client as Browser

from contactcenter.clients.models import AddressKind, Client, ClientAddress
from contactcenter.clients.operations.addresses import add_address
from contactcenter.clients.operations.merging import merge_clients
from contactcenter.privacy.models import AccessLog, ConsentText, Purpose
from contactcenter.staff.models import User
from tests.cast import a_client

pytestmark = pytest.mark.django_db

LIST = "/admin/clients/client/"
PHONE = "+79001234567"


@pytest.fixture
def browser(administrator: User) -> Browser:
    browser = Browser()
    browser.force_login(administrator)
    return browser


@pytest.fixture
def client_with_phone(at: datetime) -> Client:
    client = a_client(phone=PHONE)
    add_address(client=client, kind=AddressKind.EMAIL, value="anna.secret@example.ru", at=at)
    return client


def fields(client: Client, **changes: object) -> dict[str, object]:
    inlines: dict[str, object] = {}
    for prefix in ("addresses", "addresses-2", "events", "merges_in"):
        inlines |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    names = ("kind", "last_name", "first_name", "patronymic", "account", "language")
    return {**{name: getattr(client, name) for name in names}, **inlines, **changes}


def test_addresses_are_masked_in_the_list_and_in_the_form(browser: Browser, client_with_phone: Client) -> None:
    for path in (LIST, f"{LIST}{client_with_phone.pk}/change/"):
        page = browser.get(path).content.decode()
        assert "45-67" in page, path
        assert "1234567" not in page, path
        assert "+7 900 123" not in page, path
        assert "anna.secret" not in page, path

    assert not AccessLog.objects.exists()


@pytest.mark.parametrize("words", ["4567", "петровна иван", "anna.secret@example.ru"])
def test_search_finds_as_the_workstation_does(browser: Browser, client_with_phone: Client, words: str) -> None:
    other = a_client("Сидоров Пётр Ильич", phone="+79007654321")

    page = browser.get(LIST, {"q": words}).content.decode()

    assert client_with_phone.name in page
    assert other.name not in page


def test_change_writes_only_what_was_changed(browser: Browser, client_with_phone: Client) -> None:
    answer = browser.post(
        f"{LIST}{client_with_phone.pk}/change/", fields(client_with_phone, last_name="Ёлкина", segment="VIP")
    )

    assert answer.status_code == 302, answer.context["adminform"].errors
    changed = Client.objects.get(pk=client_with_phone.pk)
    assert (changed.last_name, changed.segment, changed.first_name) == ("Ёлкина", "VIP", "Анна")
    assert Client.objects.found_by("елкина").get() == changed


def test_new_address_is_normalised_and_stays_out_of_the_log(browser: Browser, client_with_phone: Client) -> None:
    new = {"addresses-2-TOTAL_FORMS": 1, "addresses-2-0-kind": "phone", "addresses-2-0-value": "8 (900) 111-22-33"}

    answer = browser.post(f"{LIST}{client_with_phone.pk}/change/", fields(client_with_phone, **new))

    assert answer.status_code == 302
    assert ClientAddress.objects.get(value="+79001112233").client == client_with_phone
    assert "1112233" not in LogEntry.objects.latest("id").change_message


def test_address_that_is_none_is_refused_with_a_sentence(browser: Browser, client_with_phone: Client) -> None:
    new = {"addresses-2-TOTAL_FORMS": 1, "addresses-2-0-kind": "phone", "addresses-2-0-value": "112"}

    answer = browser.post(f"{LIST}{client_with_phone.pk}/change/", fields(client_with_phone, **new))

    assert answer.status_code == 200
    assert "112" in answer.content.decode()
    assert client_with_phone.addresses.count() == 2


def test_address_of_somebody_else_is_refused_by_name(browser: Browser, client_with_phone: Client) -> None:
    owner = a_client("Сидоров Пётр Ильич", phone="+79007654321")
    new = {"addresses-2-TOTAL_FORMS": 1, "addresses-2-0-kind": "phone", "addresses-2-0-value": "+79007654321"}

    answer = browser.post(f"{LIST}{client_with_phone.pk}/change/", fields(client_with_phone, **new))

    assert owner.name in answer.content.decode()
    assert ClientAddress.objects.get(value="+79007654321").client == owner


def test_form_shows_who_became_part_of_this_client(
    browser: Browser, client_with_phone: Client, supervisor: User, at: datetime
) -> None:
    twin = a_client("Иванова Аня")
    merge_clients(source=twin, target=client_with_phone, actor=supervisor, at=at)

    page = browser.get(f"{LIST}{client_with_phone.pk}/change/").content.decode()

    assert twin.name in page
    assert str(supervisor) in page


def test_merged_client_is_not_changed_any_more(
    browser: Browser, client_with_phone: Client, supervisor: User, at: datetime
) -> None:
    twin = a_client("Иванова Аня")
    merge_clients(source=twin, target=client_with_phone, actor=supervisor, at=at)

    answer = browser.post(f"{LIST}{twin.pk}/change/", fields(Client.objects.get(pk=twin.pk), last_name="Другая"))

    assert answer.status_code in (403, 409)
    assert Client.objects.get(pk=twin.pk).last_name != "Другая"


def test_clients_are_not_deleted_here(browser: Browser, client_with_phone: Client) -> None:
    assert browser.post(f"{LIST}{client_with_phone.pk}/delete/", {"post": "yes"}).status_code == 403


def test_text_of_a_consent_in_force_is_never_changed(browser: Browser, at: datetime) -> None:
    shown = ConsentText.objects.create(purpose=Purpose.PERSONAL_DATA, body="Да", valid_from=at - timedelta(days=1))
    draft = ConsentText.objects.create(
        purpose=Purpose.PERSONAL_DATA, body="Да", version=2, valid_from=at + timedelta(days=1)
    )
    change = {"purpose": "personal_data", "language": "ru", "version": 2, "body": "Нет"}
    when = {"valid_from_0": "01.01.2031", "valid_from_1": "00:00"}

    assert browser.post(f"/admin/privacy/consenttext/{shown.pk}/change/", change | when).status_code == 403
    assert browser.post(f"/admin/privacy/consenttext/{shown.pk}/delete/", {"post": "yes"}).status_code == 403
    assert browser.post(f"/admin/privacy/consenttext/{draft.pk}/change/", change | when).status_code == 302
    assert ConsentText.objects.get(pk=draft.pk).body == "Нет"
