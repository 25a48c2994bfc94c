"""Who is served before whom: age, priority and head start in one order."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client as Browser

from contactcenter.contacts import states
from contactcenter.contacts.models import Channel, Contact, PriorityRule, Queue, Topic
from contactcenter.contacts.queries import place_in_queue
from contactcenter.routing.operations.steering import reprioritise
from contactcenter.staff.models import User
from tests.cast import a_queue, arrive, open_offer, ready

pytestmark = pytest.mark.django_db


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


def a_rule(head_start: int, **fields: object) -> PriorityRule:
    return PriorityRule.objects.create(name=f"rule {PriorityRule.objects.count()}", head_start=head_start, **fields)


def test_rule_puts_whom_it_fits_ahead_of_who_came_a_little_earlier(queue: Queue, operator: User, at: datetime) -> None:
    a_rule(600, channel=Channel.TELEGRAM)
    arrive(queue, at=at - minutes(9))
    ahead = arrive(queue, at=at, channel=Channel.TELEGRAM)
    ready(operator, at=at)
    assert open_offer(ahead).operator == operator


def test_who_has_waited_longer_than_the_head_start_is_served_first(queue: Queue, operator: User, at: datetime) -> None:
    a_rule(600, channel=Channel.TELEGRAM)
    old = arrive(queue, at=at - minutes(11))
    arrive(queue, at=at, channel=Channel.TELEGRAM)
    ready(operator, at=at)
    assert open_offer(old).operator == operator


def test_an_hour_of_waiting_weighs_as_much_as_a_step_of_priority(queue: Queue, operator: User, at: datetime) -> None:
    old = arrive(queue, at=at - minutes(61))
    arrive(queue, at=at, priority=1)
    ready(operator, at=at)
    assert open_offer(old).operator == operator


@pytest.mark.parametrize(
    ("about", "fits"),
    [
        ({}, True),
        ({"segment": "VIP"}, True),
        ({"segment": "retail"}, False),
        ({"channel": Channel.WEBCHAT}, True),
        ({"channel": Channel.EMAIL}, False),
        ({"segment": "vip", "channel": Channel.EMAIL}, False),
    ],
)
def test_rule_fits_when_nothing_that_it_names_differs(queue: Queue, about: dict[str, str], fits: bool) -> None:
    contact = arrive(queue)
    contact.client.segment = "vip"
    contact.client.save()
    a_rule(60, **about)
    again = arrive(queue, address=contact.address.value if contact.address else "")
    assert again.head_start == (60 if fits else 0)


def test_rules_of_queue_and_topic_add_up(queue: Queue, topic: Topic) -> None:
    a_rule(60, queue=queue)
    a_rule(-20, topic=topic)
    a_rule(500, queue=a_queue("other"))
    a_rule(900, is_active=False)
    assert arrive(queue, topic=topic).head_start == 40
    assert arrive(queue).head_start == 60


def test_change_of_rules_does_not_move_who_waits(queue: Queue) -> None:
    contact = arrive(queue)
    a_rule(60)
    contact.refresh_from_db()
    assert contact.head_start == 0


def test_place_follows_the_order_of_service(queue: Queue, supervisor: User, at: datetime) -> None:
    a_rule(600, channel=Channel.EMAIL)
    first, second = arrive(queue, at=at - minutes(5)), arrive(queue, at=at - minutes(5))
    ahead = arrive(queue, at=at, channel=Channel.EMAIL)
    assert [place_in_queue(contact) for contact in (ahead, first, second)] == [1, 2, 3]
    moved = reprioritise(contact_id=second.pk, priority=1, actor=supervisor, at=at)
    assert [place_in_queue(contact) for contact in (moved, ahead, first)] == [1, 2, 3]
    assert list(Contact.objects.waiting()) == [second, ahead, first]


def test_order_of_service_is_read_from_its_index(queue: Queue, at: datetime) -> None:
    model = arrive(queue, at=at)
    fields = {f.attname: getattr(model, f.attname) for f in Contact._meta.concrete_fields if not f.generated}
    fields = {name: value for name, value in fields.items() if name not in ("id", "thread")}
    Contact.objects.bulk_create(Contact(**fields, thread=f"many-{number}") for number in range(2_000))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE contacts_contact")
    head = Contact.objects.filter(queue=queue, state=states.QUEUED).order_by("rank_at", "id")[:1]
    plan = head.explain()
    assert "contact_waiting" in plan
    assert "Sort" not in plan


def test_head_start_of_more_than_a_day_is_refused_in_a_sentence() -> None:
    with pytest.raises(ValidationError, match=r"day|суток"):
        PriorityRule(name="rule", head_start=90_000).full_clean()


def test_rule_is_made_in_the_administration(administrator: User, queue: Queue) -> None:
    browser = Browser()
    browser.force_login(administrator)
    answer = browser.post(
        "/admin/contacts/priorityrule/add/",
        {
            "name": "VIP",
            "segment": "vip",
            "head_start": 900,
            "is_active": "on",
            "channel": "",
            "queue": "",
            "topic": "",
        },
    )
    assert answer.status_code == 302, answer.context["adminform"].errors
    assert PriorityRule.objects.get().head_start == 900


def test_operator_makes_no_rules(operator: User) -> None:
    browser = Browser()
    browser.force_login(operator)
    assert browser.get("/admin/contacts/priorityrule/add/").status_code == 302
