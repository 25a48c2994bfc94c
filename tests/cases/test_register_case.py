"""Case numbers: one series a prefix and year, without a gap, whatever dies in between."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from contactcenter.cases.models import Case, CaseContact, CaseEvent, NumberSeries
from contactcenter.cases.operations.life import NewCase, link_contact, register_case, take_number
from contactcenter.clients.models import Client
from contactcenter.contacts.models import Contact, Queue
from contactcenter.contacts.operations.life import lock_contact
from contactcenter.lib.errors import InvalidInput
from contactcenter.staff.models import User
from tests.cast import a_client, arrive
from tests.racing import deadlocks, race, race_processes, session_ends

pytestmark = pytest.mark.django_db

PROCESSES, EACH = 8, 20


def register(client: Client, at: datetime, *, actor: User | None = None, **given: object) -> Case:
    new = NewCase(function="inquiries", client=client, subject="Вопрос о тарифе", received_at=at, **given)  # type: ignore[arg-type]
    return register_case(new=new, at=at, actor=actor)


def tails() -> list[int]:
    """The last parts of all numbers, in order."""
    return sorted(int(number.rsplit("-", 1)[1]) for number in Case.objects.values_list("number", flat=True))


@pytest.fixture
def no_deadlock(transactional_db: None) -> Iterator[None]:
    before = deadlocks()
    yield
    assert deadlocks() == before


def test_case_has_number_first_event_and_contact(queue: Queue, operator: User) -> None:
    at = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
    contact = arrive(queue)
    case = register(contact.client, at, actor=operator, contact=contact, owner=operator)
    assert (case.number, case.state, case.owner, case.created_at) == ("СП-2026-000001", "open", operator, at)
    event = CaseEvent.objects.get(case=case)
    assert (event.verb, event.before, event.after, event.actor) == ("register", "", "open", operator)
    assert list(case.contacts.all()) == [contact]


def test_contact_is_linked_once_however_often_it_is_said(queue: Queue, at: datetime) -> None:
    contact = arrive(queue)
    case = register(contact.client, at, contact=contact)
    link_contact(case=case, contact=contact, at=at)
    assert CaseContact.objects.count() == 1


@pytest.mark.parametrize("subject", ["", " \u200b", "я" * 201])
def test_refused_case_takes_no_number(subject: str, at: datetime) -> None:
    client = a_client()
    with pytest.raises(InvalidInput):
        register_case(
            new=NewCase(function="inquiries", client=client, subject=subject, received_at=at), at=at, actor=None
        )
    assert not NumberSeries.objects.exists()


def test_rollback_gives_the_number_back(at: datetime) -> None:
    client = a_client()
    with transaction.atomic():
        register(client, at)
        transaction.set_rollback(True)
    assert register(client, at).number.endswith("-000001")


def test_each_prefix_counts_by_itself(at: datetime) -> None:
    numbers = [take_number(prefix=prefix, at=at) for prefix in ("СП", "ПР", "СП", "ТП")]
    assert [number.split("-")[2] for number in numbers] == ["000001", "000001", "000002", "000001"]


def test_more_than_six_digits_are_no_end(at: datetime) -> None:
    NumberSeries.objects.create(prefix="СП", year=at.year, last=999_999)
    assert register(a_client(), at).number == f"СП-{at.year}-1000000"


def test_year_turns_in_the_zone_of_the_organisation() -> None:
    zone = timezone.get_default_timezone()
    before = datetime(2026, 12, 31, 23, 59, 59, tzinfo=zone)
    after = datetime(2027, 1, 1, 0, 0, 0, tzinfo=zone)
    with timezone.override(ZoneInfo("Asia/Kamchatka")):
        numbers = [take_number(prefix="СП", at=moment.astimezone(UTC)) for moment in (before, after, before)]
    assert numbers == ["СП-2026-000001", "СП-2027-000001", "СП-2026-000002"]


@pytest.mark.parametrize("typed", ["СП-2026-000001", "сп-2026-000001", "сп-2026", "000001", "1", " 1 "])
def test_case_is_found_by_what_is_left_of_its_number(typed: str) -> None:
    case = register(a_client(), datetime(2026, 3, 10, tzinfo=UTC))
    assert list(Case.objects.found_by(typed)) == [case]


@pytest.mark.parametrize("typed", ["2", "сп", "", "0000012", "%", "_", "1%", "СП-2025-000001"])
def test_case_is_not_found_by_anything_else(typed: str) -> None:
    register(a_client(), datetime(2026, 3, 10, tzinfo=UTC))
    assert not Case.objects.found_by(typed).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("no_deadlock")
def test_eight_processes_leave_no_gap(at: datetime) -> None:
    client = a_client()

    def work(meet: Callable[[], object]) -> int:
        meet()
        for _number in range(EACH):
            register(client, at)
        return EACH

    assert race_processes(*[work] * PROCESSES) == [EACH] * PROCESSES
    assert tails() == list(range(1, PROCESSES * EACH + 1))


@pytest.mark.django_db(transaction=True)
def test_process_killed_between_number_and_commit_leaves_no_gap(at: datetime) -> None:
    client = a_client()
    register(client, at)

    def die(_meet: Callable[[], object]) -> None:
        with transaction.atomic():
            register(client, at)
            with connection.cursor() as cursor:
                cursor.execute("SET application_name = 'between number and commit'")
            os.kill(os.getpid(), signal.SIGKILL)

    assert isinstance(race_processes(die)[0], Exception)
    connections.close_all()
    assert session_ends("between number and commit")
    register(client, at)
    assert tails() == [1, 2]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("no_deadlock")
def test_two_series_in_opposite_order_do_not_wait_for_each_other(at: datetime) -> None:
    def take(*prefixes: str) -> None:
        with transaction.atomic():
            for prefix in prefixes:
                take_number(prefix=prefix, at=at)

    for _round in range(10):
        answers = race(partial(take, "СП", "ПР"), partial(take, "ПР", "СП"), partial(take, "ТП", "СП", "ПР"))
        assert answers == [None] * 3
    assert {series.prefix: series.last for series in NumberSeries.objects.all()} == {"СП": 30, "ПР": 30, "ТП": 10}


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("no_deadlock")
def test_wrap_up_and_a_case_from_outside_do_not_wait_for_each_other(queue: Queue, at: datetime) -> None:
    contact = arrive(queue)

    def wraps_up() -> None:
        with transaction.atomic():
            locked = lock_contact(contact.pk)
            register(locked.client, at, contact=locked)

    def from_outside() -> None:
        register(contact.client, at, contact=Contact.objects.get(pk=contact.pk))

    for _round in range(10):
        assert race(wraps_up, from_outside) == [None, None]
    assert tails() == list(range(1, 21))
