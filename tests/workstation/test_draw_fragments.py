"""What the live hub is given to send."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from contactcenter.contacts.models import Message, Queue
from contactcenter.contacts.operations.messages import send_reply
from contactcenter.push.fragments import render
from contactcenter.routing.operations.offers import expire_offers
from contactcenter.staff.models import User
from inquiries.operations.life import answer_inquiry, register_inquiry
from tests.cast import a_client, a_contact, arrive, open_offer, ready


def drawn(topic: str, *changes: dict[str, object]) -> str:
    return render(topic, changes=list(changes), language="ru")


def test_queue_brings_its_counter_and_all_its_rows(queue: Queue) -> None:
    contacts = [arrive(queue), arrive(queue)]

    html = drawn(f"queue:{queue.pk}", {"kind": "changed"})

    assert f'id="queue-counter-{queue.pk}"' in html
    assert all(f'id="waiting-{contact.pk}"' in html for contact in contacts)


def test_offer_comes_as_a_card_and_as_a_line(operator: User, queue: Queue) -> None:
    ready(operator)
    contact = arrive(queue)

    html = drawn(f"operator:{operator.pk}", {"kind": "offer", "contact": contact.pk})

    offer = open_offer(contact)
    assert f'id="offer-{offer.pk}"' in html
    assert f'data-offer="{offer.pk}"' in html
    assert 'id="presence"' in html


def test_lost_offer_says_why(operator: User, queue: Queue) -> None:
    ready(operator)
    offer = open_offer(arrive(queue))
    expire_offers(as_of=timezone.now() + timedelta(minutes=1))

    html = drawn(f"operator:{operator.pk}", {"kind": "offer_ended", "offer": offer.pk})

    assert f'data-said-of="{offer.pk}"' in html
    assert 'data-said=""' not in html


def test_message_is_appended_where_the_log_is(operator: User, queue: Queue) -> None:
    contact = a_contact(operator=operator)
    message = send_reply(contact_id=contact.pk, author=operator, text="Проверяю", at=timezone.now())

    html = drawn(f"contact:{contact.pk}", {"kind": "message", "message": message.pk, "direction": "out"})

    assert f'id="m{message.pk}"' in html
    assert f'data-into="log-{contact.pk}"' in html
    assert 'data-state="active"' in html


def test_delivery_moves_the_mark_and_repeats_no_message(operator: User, queue: Queue) -> None:
    contact = a_contact(operator=operator)
    message = send_reply(contact_id=contact.pk, author=operator, text="Проверяю", at=timezone.now())

    html = drawn(f"contact:{contact.pk}", {"kind": "delivery", "message": message.pk})

    assert f'id="mark-{message.pk}"' in html
    assert not any(f'id="m{pk}"' in html for pk in Message.objects.values_list("pk", flat=True))


def test_case_brings_its_state_and_the_number_of_its_last_event(operator: User, queue: Queue) -> None:
    now = timezone.now()
    case = register_inquiry(client=a_client(), question="Где роутер?", at=now, owner=operator, actor=operator)
    before = drawn(f"case:{case.pk}")
    answer_inquiry(case_id=case.pk, answer="В коробке", at=now, actor=operator)

    after = drawn(f"case:{case.pk}")

    assert before != after
    assert f'id="case-state-{case.pk}"' in after


def test_what_is_gone_draws_nothing(db: None) -> None:
    assert [drawn(f"{name}:999999") for name in ("queue", "operator", "contact", "case")] == [""] * 4
