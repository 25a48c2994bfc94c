"""Two clients turned out to be one: everything moves, nothing is lost, and it can be traced."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import UniqueConstraint

from contactcenter.cases.models import Case
from contactcenter.cases.operations.life import NewCase, register_case
from contactcenter.clients.models import AddressKind, Client, ClientAddress, ClientMerge
from contactcenter.clients.operations.addresses import add_address
from contactcenter.clients.operations.merging import hold_client, merge_clients
from contactcenter.contacts.models import Contact, Queue
from contactcenter.contacts.operations.receiving import Incoming, receive
from contactcenter.lib.errors import Conflict, DomainError
from contactcenter.privacy.models import Consent, Purpose
from contactcenter.privacy.operations.access import record_access
from contactcenter.privacy.operations.consents import give_consent, withdraw_consent
from contactcenter.staff.models import User
from tests.cast import a_client, a_contact, arrive
from tests.racing import deadlocks, race

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(at: datetime) -> Client:
    return a_client("Иванова Анна", at=at)


@pytest.fixture
def target(at: datetime) -> Client:
    return a_client("Иванова Анна Петровна", at=at)


def merge(source: Client, target: Client, at: datetime, actor: User | None = None) -> ClientMerge:
    return merge_clients(source=source, target=target, actor=actor, at=at)


def a_case(client: Client, at: datetime, **given: Any) -> Case:
    new = NewCase(function="inquiries", client=client, subject="Вопрос", received_at=at, **given)
    return register_case(new=new, at=at, actor=None)


def in_force(client: Client) -> list[Consent]:
    return list(Consent.objects.filter(client=client, withdrawn_at__isnull=True).order_by("purpose"))


def test_everything_moves_and_the_trace_says_what(
    source: Client, target: Client, queue: Queue, operator: User, at: datetime
) -> None:
    contact = a_contact(operator=operator, queue=queue)
    Contact.objects.filter(pk=contact.pk).update(client=source)
    case = a_case(source, at)
    consent = give_consent(client=source, purpose=Purpose.RECORDING, at=at)
    address = source.addresses.get()

    done = merge(source, target, at, actor=operator)

    for thing in (contact, case, consent, address):
        thing.refresh_from_db()
        assert thing.client == target
    assert (done.source, done.target, done.actor, done.at) == (source, target, operator, at)
    assert done.moved == {
        "clients.ClientAddress": [address.pk],
        "contacts.Contact": [contact.pk],
        "cases.Case": [case.pk],
        "privacy.Consent": [consent.pk],
    }
    source.refresh_from_db()
    assert source.merged_into == target
    assert source not in Client.objects.current()


def test_gaps_are_filled_and_what_is_known_stays(source: Client, target: Client, at: datetime) -> None:
    Client.objects.filter(pk=source.pk).update(account="123", segment="vip", note="Звонить утром")
    Client.objects.filter(pk=target.pk).update(segment="gold", note="Глухая")
    merge(source, target, at)
    target.refresh_from_db()
    assert (target.account, target.segment, target.note) == ("123", "gold", "Глухая\nЗвонить утром")
    assert target.patronymic == "Петровна"


def test_of_two_consents_the_later_stays_in_force(source: Client, target: Client, at: datetime) -> None:
    early, late = at - timedelta(days=9), at - timedelta(days=1)
    for client, given_at in ((source, late), (target, early)):
        give_consent(client=client, purpose=Purpose.PERSONAL_DATA, at=given_at)
    give_consent(client=source, purpose=Purpose.RECORDING, at=early)
    give_consent(client=target, purpose=Purpose.RECORDING, at=late)
    merge(source, target, at)
    assert [(consent.purpose, consent.given_at) for consent in in_force(target)] == [
        (Purpose.PERSONAL_DATA, late),
        (Purpose.RECORDING, late),
    ]
    assert Consent.objects.filter(client=target, withdrawn_at=at).count() == 2


def test_withdrawn_consents_move_as_they_are(source: Client, target: Client, at: datetime) -> None:
    for client in (source, target):
        give_consent(client=client, purpose=Purpose.PERSONAL_DATA, at=at)
        withdraw_consent(client=client, purpose=Purpose.PERSONAL_DATA, at=at)
    merge(source, target, at)
    assert Consent.objects.filter(client=target).count() == 2


def test_who_looked_at_whom_stays_as_it_was_written(
    source: Client, target: Client, operator: User, at: datetime
) -> None:
    line = record_access(client_id=source.pk, actor=operator, fields=["phone"], reason="звонок", at=at)
    done = merge(source, target, at)
    line.refresh_from_db()
    assert line.client == source
    assert "privacy.AccessLog" not in done.moved


def test_every_table_that_allows_one_row_a_client_knows_how_to_make_room() -> None:
    """Whoever adds such a table listens to `clients_merging`, as privacy does, and is named here."""
    narrow = set()
    for relation in Client._meta.related_objects:
        model, name = relation.related_model, relation.field.name
        unique = [c for c in model._meta.constraints if isinstance(c, UniqueConstraint) and name in c.fields]
        if unique or relation.field.unique:
            narrow.add(model._meta.label)
    # Both stay where they are and are joined or told by what they became.
    assert narrow == {"complaints.Complainant", "privacy.Consent"}


def test_chain_of_merges_ends_at_the_last(source: Client, target: Client, at: datetime) -> None:
    last = a_client("Иванова А. П.")
    merge(source, target, at)
    merge(target, last, at)
    source.refresh_from_db()
    assert source.merged_into == last
    assert hold_client(source.pk) == last


def test_merged_client_is_not_merged_again(source: Client, target: Client, at: datetime) -> None:
    merge(source, target, at)
    other = a_client("Петров Пётр")
    for pair in ((source, other), (other, source), (target, source)):
        with pytest.raises(Conflict) as refused:
            merge(*pair, at)
        assert refused.value.code == "merged"
    with pytest.raises(Conflict) as itself:
        merge(other, other, at)
    assert itself.value.code == "same_client"


def test_what_comes_for_the_merged_client_comes_to_what_he_became(
    source: Client, target: Client, queue: Queue, at: datetime
) -> None:
    address = source.addresses.get()
    merge(source, target, at)
    incoming = Incoming(
        channel="phone", address_kind=AddressKind.PHONE, address=address.value, text="Алло", queue=queue
    )
    assert receive(incoming=incoming, at=at).contact.client == target
    assert a_case(source, at).client == target
    assert give_consent(client=source, purpose=Purpose.RECORDING, at=at).client == target
    assert add_address(client=target, kind=AddressKind.PHONE, value=address.value, at=at) == address


def test_history_of_merges_cannot_be_rewritten(source: Client, target: Client, at: datetime) -> None:
    merge(source, target, at)
    for change in ("UPDATE clients_clientmerge SET moved = '{}'", "DELETE FROM clients_clientmerge"):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)


@pytest.fixture
def no_deadlock(transactional_db: None) -> Iterator[None]:
    before = deadlocks()
    yield
    assert deadlocks() == before


def all_is_with(client: Client) -> bool:
    others = {"client__merged_into__isnull": False}
    left = (ClientAddress, Contact, Case, Consent)
    return not any(table._default_manager.filter(**others).exists() for table in left) and bool(client.pk)


def require_no_crash(answers: list[Any]) -> None:
    for answer in answers:
        if isinstance(answer, Exception) and not isinstance(answer, DomainError):
            raise answer


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("no_deadlock")
def test_opposite_merges_do_not_wait_for_each_other(at: datetime) -> None:
    for _round in range(10):
        one, other = a_client("Один"), a_client("Другой")
        answers = race(partial(merge, one, other, at), partial(merge, other, one, at))
        require_no_crash(answers)
        assert sum(isinstance(answer, ClientMerge) for answer in answers) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("no_deadlock")
def test_what_is_written_meanwhile_moves_too(queue: Queue, at: datetime) -> None:
    for number in range(15):
        source, target = a_client("Старый"), a_client("Новый")
        give_consent(client=target, purpose=Purpose.PERSONAL_DATA, at=at)
        phone = source.addresses.get().value
        contact = arrive(queue, thread=f"race-{number}")
        Contact.objects.filter(pk=contact.pk).update(client=source)
        calls: list[Callable[[], Any]] = [
            partial(merge, source, target, at),
            partial(_writes, phone, queue, at),
            partial(_wraps_up, contact.pk, at),
            partial(give_consent, client=source, purpose=Purpose.PERSONAL_DATA, at=at),
        ]
        answers = race(*calls)
        require_no_crash(answers)
        assert isinstance(answers[0], ClientMerge)
        assert all_is_with(target)


def _writes(phone: str, queue: Queue, at: datetime) -> None:
    receive(
        incoming=Incoming(channel="phone", address_kind=AddressKind.PHONE, address=phone, text="Алло", queue=queue),
        at=at,
    )


@transaction.atomic
def _wraps_up(contact_id: int, at: datetime) -> None:
    contact = Contact.objects.select_for_update(no_key=True).get(pk=contact_id)
    a_case(contact.client, at, contact=contact)
