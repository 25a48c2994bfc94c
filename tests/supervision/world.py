"""A house with so many of everything that an administrator sees."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from contactcenter.cases.models import CaseEvent
from contactcenter.cases.operations.follow_ups import add_follow_up
from contactcenter.cases.operations.life import NewCase, register_case
from contactcenter.clients.models import AddressKind
from contactcenter.clients.operations.addresses import add_address
from contactcenter.clients.operations.merging import merge_clients
from contactcenter.contacts.models import CannedReply, Contact, Disposition, Queue, Topic
from contactcenter.contacts.operations.messages import send_reply
from contactcenter.privacy.models import ConsentText, Purpose
from contactcenter.privacy.operations.access import record_access
from contactcenter.privacy.operations.consents import give_consent
from contactcenter.routing.operations.seats import ensure_seat
from contactcenter.staff.models import BreakReason, Department, OperatorSkill, PresenceState, Skill, Team, User
from tests.cast import a_client, a_contact, a_queue, an_operator, set_presence


def furnish(number: int, *, start: int, actor: User) -> None:
    """`number` more of everything, numbered from `start`."""
    for place in range(start, start + number):
        operator = _person(place)
        queue = a_queue(f"queue-{place}", skill=f"skill-{place}")
        contact = a_contact(operator=operator, queue=queue)
        _texts(place, queue)
        _client(place, contact, operator=operator, actor=actor)
        send_reply(contact_id=contact.pk, author=operator, text=f"Ответ {place}", at=timezone.now())
        LogEntry.objects.create(
            user=actor,
            content_type=ContentType.objects.get_for_model(Queue),
            object_id=str(queue.pk),
            object_repr=str(queue),
            action_flag=CHANGE,
            change_message="[]",
        )


def _person(place: int) -> User:
    team = Team.objects.create(name=f"Смена {place}")
    root = Department.objects.get_or_create(code="root", defaults={"name": "Организация"})[0]
    department = Department.objects.create(name=f"Отдел {place}", code=f"d-{place}", parent=root)
    operator = an_operator(
        f"person-{place}", skill=f"skill-{place}", last_name=f"Фамилия{place}", team=team, department=department
    )
    Team.objects.filter(pk=team.pk).update(supervisor=operator)
    Department.objects.filter(pk=department.pk).update(head=operator)
    OperatorSkill.objects.create(
        operator=operator, skill=Skill.objects.create(slug=f"own-{place}", name=f"Своё {place}")
    )
    ensure_seat(operator=operator, at=timezone.now())
    BreakReason.objects.create(name=f"Перерыв {place}")
    set_presence(operator, state=PresenceState.TRAINING)
    set_presence(operator, state=PresenceState.READY)
    return operator


def _texts(place: int, queue: Queue) -> None:
    top = Topic.objects.create(function="inquiries", name=f"Раздел {place}", slug=f"top-{place}", queue=queue)
    Topic.objects.create(function="inquiries", name=f"Тема {place}", slug=f"t-{place}", queue=queue, parent=top)
    Disposition.objects.create(function="inquiries", name=f"Итог {place}", code=f"c-{place}")
    CannedReply.objects.create(function="inquiries", shortcut=f"s{place}", body="Здравствуйте!")
    ConsentText.objects.create(
        purpose=Purpose.PERSONAL_DATA, version=place + 1, body="Я согласен.", valid_from=timezone.now()
    )


def _client(place: int, contact: Contact, *, operator: User, actor: User) -> None:
    now = timezone.now()
    client = contact.client
    add_address(client=client, kind=AddressKind.EMAIL, value=f"client{place}@example.ru", at=now)
    new = NewCase(
        function="inquiries",
        client=client,
        subject=f"Вопрос {place}",
        received_at=now,
        owner=operator,
        contact=contact,
    )
    case = register_case(new=new, at=now, actor=operator)
    assert CaseEvent.objects.filter(case=case).exists()
    add_follow_up(operator=operator, text="Перезвонить", due_at=now + timedelta(hours=1), at=now, case=case)
    give_consent(client=client, purpose=Purpose.PERSONAL_DATA, at=now, recorded_by=operator)
    record_access(client_id=client.pk, actor=actor, fields=["phone:1"], reason="Проверка", at=now)
    merge_clients(source=a_client(f"Двойник Номер {place}"), target=client, actor=actor, at=now)
