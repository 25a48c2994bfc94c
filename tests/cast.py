"""The fixed cast and what they work with; tests/conftest.py registers it for all tests.

Who: operator and teammate (one team, both serve `queue`), outsider (an operator elsewhere, serves nothing here),
supervisor, expert, integrator, administrator. Builders are plain functions: `from tests.cast import arrive, ready`.

What operations do after commit (offers, pushes) happens at once with `transaction=True`; in other tests it happens at
the end of a `with commits():` block. The builders here bring their own.
"""

from __future__ import annotations

import itertools
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import TestCase
from django.utils import timezone

from contactcenter.clients.models import AddressKind, Client
from contactcenter.clients.operations.addresses import find_or_create_client
from contactcenter.contacts import states
from contactcenter.contacts.models import Channel, Contact, Disposition, Queue, Topic
from contactcenter.contacts.operations.life import close_contact, finish_contact
from contactcenter.contacts.operations.receiving import Incoming, receive
from contactcenter.routing.models import Offer, QueueSkill, Seat
from contactcenter.routing.operations.offers import accept_offer, take_contact
from contactcenter.staff.models import Department, OperatorSkill, PresenceState, Role, Skill, Team, User
from contactcenter.staff.operations.presence import change_presence

PASSWORD = "password"
_numbers = itertools.count(1)


def commits() -> AbstractContextManager[Any]:
    """Runs at its end what was to happen after commit, in a test that never commits."""
    return TestCase.captureOnCommitCallbacks(execute=True)


# People


def a_user(username: str, *roles: str, **fields: Any) -> User:
    """Somebody who can sign in with PASSWORD."""
    user = User.objects.create_user(username=username, password=PASSWORD, **fields)
    user.groups.add(*Group.objects.filter(name__in=roles))
    return User.objects.get(pk=user.pk)


def an_operator(username: str = "", *, skill: str = "inquiries", level: int = 3, **fields: Any) -> User:
    """One more operator, with one skill unless it is empty."""
    user = a_user(username or f"operator-{next(_numbers)}", Role.OPERATOR, **fields)
    if skill:
        OperatorSkill.objects.create(operator=user, skill=a_skill(skill), level=level)
    return user


@pytest.fixture
def team(db: None) -> Team:
    return Team.objects.create(name="Первая линия")


@pytest.fixture
def department(db: None) -> Department:
    return Department.objects.create(name="Отдел претензий", code="claims")


@pytest.fixture
def operator(team: Team) -> User:
    return an_operator("operator", first_name="Мария", last_name="Соколова", team=team)


@pytest.fixture
def teammate(team: Team) -> User:
    return an_operator("teammate", first_name="Антон", last_name="Кузнецов", team=team)


@pytest.fixture
def outsider(db: None) -> User:
    other = Team.objects.create(name="Другая линия")
    return an_operator("outsider", skill="", first_name="Пётр", last_name="Чужов", team=other)


@pytest.fixture
def supervisor(team: Team) -> User:
    user = a_user("supervisor", Role.SUPERVISOR, first_name="Ольга", last_name="Старшова", is_staff=True)
    Team.objects.filter(pk=team.pk).update(supervisor=user)
    return user


@pytest.fixture
def expert(department: Department) -> User:
    return a_user("expert", Role.EXPERT, first_name="Елена", last_name="Знаева", department=department)


@pytest.fixture
def integrator(db: None) -> User:
    return a_user("integrator", Role.INTEGRATOR)


@pytest.fixture
def administrator(db: None) -> User:
    return a_user("administrator", Role.ADMINISTRATOR, first_name="Игорь", last_name="Админов", is_staff=True)


# Queues


def a_skill(slug: str = "inquiries") -> Skill:
    """The skill of this code, made when it is missing."""
    return Skill.objects.get_or_create(slug=slug, defaults={"name": slug.capitalize()})[0]


def a_queue(slug: str = "inquiries", *, skill: str | None = None, level: int = 1, **fields: Any) -> Queue:
    """A queue that wants one skill, of its own code unless another is named; none when it is empty."""
    queue = Queue.objects.create(slug=slug, **{"name": f"Очередь {slug}", "function": "inquiries", **fields})
    if skill != "":
        QueueSkill.objects.create(queue=queue, skill=a_skill(skill or slug), level=level)
    return queue


@pytest.fixture
def queue(db: None) -> Queue:
    return a_queue()


@pytest.fixture
def topic(queue: Queue) -> Topic:
    return Topic.objects.create(function="inquiries", name="Тарифы", slug="tariffs", queue=queue)


@pytest.fixture
def disposition(db: None) -> Disposition:
    return Disposition.objects.create(function="inquiries", name="Проконсультирован", code="consulted")


# Clients and contacts


@pytest.fixture
def at() -> datetime:
    return timezone.now()


def a_client(name: str = "Иванова Анна Петровна", *, phone: str = "", at: datetime | None = None) -> Client:
    """A client with a telephone of her own."""
    number = phone or f"+7900{next(_numbers):07d}"
    address, _new = find_or_create_client(kind=AddressKind.PHONE, value=number, at=at or timezone.now(), name=name)
    return address.client


def arrive(queue: Queue, *, text: str = "Здравствуйте!", at: datetime | None = None, **fields: Any) -> Contact:
    """Somebody new writes into `queue`; fields are those of Incoming. It is offered when somebody is free."""
    number = next(_numbers)
    given = {
        "channel": Channel.WEBCHAT,
        "address_kind": AddressKind.WEBCHAT,
        "address": f"visitor-{number}",
        "thread": f"thread-{number}",
        "name": "Анна",
    }
    with commits():
        received = receive(incoming=Incoming(text=text, queue=queue, **{**given, **fields}), at=at or timezone.now())
    return Contact.objects.get(pk=received.contact.pk)


def ready(*operators: User, at: datetime | None = None) -> None:
    """These operators say that they are ready, one after another; each gets an offer when something waits."""
    set_presence(*operators, state=PresenceState.READY, at=at)


def set_presence(*operators: User, state: str, at: datetime | None = None) -> None:
    """Put these operators into a state."""
    for operator in operators:
        with commits():
            change_presence(operator=operator, state=state, at=at or timezone.now(), actor=operator)


def open_offer(contact: Contact) -> Offer:
    """What is held out to somebody right now."""
    return Offer.objects.open().select_related("operator").get(contact=contact)


def accept(contact: Contact, *, at: datetime | None = None) -> Contact:
    """Whoever has the offer accepts."""
    offer = open_offer(contact)
    with commits():
        accept_offer(offer_id=offer.pk, operator=offer.operator, at=at or timezone.now())
    return Contact.objects.get(pk=contact.pk)


def a_contact(
    *, state: str = states.ACTIVE, operator: User | None = None, queue: Queue | None = None, **fields: Any
) -> Contact:
    """A contact in the state wanted, led there by the operations; `operator` holds it and is ready afterwards."""
    queue = queue or Queue.objects.first() or a_queue()
    contact = arrive(queue, **fields)
    if state in (states.QUEUED, states.OFFERED):
        return contact
    holder = operator or User.objects.filter(queue_memberships__queue=queue).first() or an_operator()
    if contact.state == states.OFFERED:
        accept(contact)
    else:
        _take(contact, holder)
    if state != states.ACTIVE:
        with commits():
            finish_contact(contact_id=contact.pk, actor=Contact.objects.get(pk=contact.pk).operator, at=timezone.now())
    if state == states.CLOSED:
        _close(contact)
    return Contact.objects.get(pk=contact.pk)


def _take(contact: Contact, operator: User) -> None:
    ready(operator)
    if Offer.objects.open().filter(contact=contact).exists():
        accept(contact)
        return
    with commits():
        take_contact(contact_id=contact.pk, operator=operator, at=timezone.now())


def _close(contact: Contact) -> None:
    disposition, _new = Disposition.objects.get_or_create(
        function="inquiries", code="consulted", defaults={"name": "Проконсультирован"}
    )
    holder = Contact.objects.get(pk=contact.pk).operator
    assert holder
    with commits():
        close_contact(
            contact_id=contact.pk, actor=holder, disposition_id=disposition.pk, summary="Ответ дан", at=timezone.now()
        )


def load_of(operator: User) -> int:
    """How much of the operator is taken, of 100."""
    return Seat.objects.get(operator=operator).load
