"""A complaint about an employee: he neither sees nor handles it, whichever door he tries; everybody else does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse

from complaints.models import Complaint
from complaints.operations.answering import close_complaint
from complaints.operations.correcting import say_about_whom
from complaints.operations.deciding import decide_complaint
from complaints.operations.ending import withdraw_complaint
from complaints.queries.register import RegisterFilter, page_of, search_register
from contactcenter.cases.models import Case, FollowUp
from contactcenter.cases.operations.follow_ups import add_follow_up
from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, Queue
from contactcenter.deadlines.models import Deadline, Notice, NoticeKind
from contactcenter.deadlines.operations.notices import tell_staff
from contactcenter.deadlines.operations.sweep import sweep
from contactcenter.decisions.models import Referral
from contactcenter.decisions.operations.referring import Question, refer_case
from contactcenter.lib.errors import NotAllowed
from contactcenter.live.access import watchable
from contactcenter.push import topics
from contactcenter.routing.models import Offer
from contactcenter.routing.operations.offers import take_contact
from contactcenter.staff.models import User
from tests.cast import PASSWORD, a_contact, an_operator, arrive, ready
from tests.complaints.builders import a_complaint, entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(operator: User, teammate: User, at: datetime) -> Complaint:
    """The teammate was rude; the operator has registered it."""
    return a_complaint(
        kind="complaint", text="Грубо разговаривал со мной", about=(teammate,), owner=operator, actor=operator, at=at
    )


def signed_in(user: User) -> Browser:
    browser = Browser()
    assert browser.login(username=user.username, password=PASSWORD)
    return browser


def test_case_and_entry_are_not_among_what_he_sees(row: Complaint, operator: User, teammate: User) -> None:
    for rows in (Case.objects, Complaint.objects):
        assert rows.visible_to(operator).filter(pk=row.pk).exists()
        assert not rows.visible_to(teammate).filter(pk=row.pk).exists()


def test_neither_list_nor_search_finds_it(row: Complaint, operator: User, teammate: User, at: datetime) -> None:
    for user, seen in ((operator, [row.pk]), (teammate, [])):
        page = page_of(user=user, chosen=RegisterFilter(), as_of=at)
        assert [line.entry.pk for line in page.rows] == seen
        assert len(search_register(text=row.number, user=user)) == len(seen)
        assert len(search_register(text="грубо", user=user)) == len(seen)


@pytest.mark.parametrize("name", ["workstation:case", "workstation:transition"])
def test_page_is_not_there(row: Complaint, operator: User, teammate: User, name: str) -> None:
    args = [row.pk] if name == "workstation:case" else [row.pk, "decide"]
    url = reverse(name, args=args)
    assert signed_in(operator).get(url).status_code == 200
    assert signed_in(teammate).get(url).status_code == 404


def test_deadlines_notices_and_tasks_are_hidden(row: Complaint, operator: User, teammate: User, at: datetime) -> None:
    tell_staff(users=[operator.pk, teammate.pk], kind=NoticeKind.REFERRAL, facts={}, at=at, case=row.case)
    for user in (operator, teammate):
        add_follow_up(operator=user, text="Позвонить", due_at=at + timedelta(hours=1), at=at, case=row.case)
    for rows in (Deadline.objects, Notice.objects, FollowUp.objects):
        assert rows.visible_to(operator).filter(case=row.case).exists()
        assert not rows.visible_to(teammate).filter(case=row.case).exists()
    assert not Notice.objects.filter(user=teammate).exists()


def test_breach_is_told_to_others_than_him(row: Complaint, supervisor: User, administrator: User, at: datetime) -> None:
    say_about_whom(case_id=row.pk, people=[supervisor], reason="Назвал клиент", at=at, actor=None)
    sweep(as_of=at + timedelta(days=60))
    told = set(Notice.objects.filter(case=row.case).values_list("user", flat=True))
    assert supervisor.pk not in told
    assert administrator.pk in told


def test_socket_does_not_let_him_watch(row: Complaint, operator: User, teammate: User) -> None:
    name = topics.case(row.pk)
    assert watchable(operator, [name]) == {name}
    assert watchable(teammate, [name]) == set()


def test_expert_does_not_see_the_referral(row: Complaint, operator: User, expert: User, at: datetime) -> None:
    refer_case(
        case_id=row.pk,
        question=Question(text="Разберитесь", department=expert.department),
        at=at,
        actor=operator,
    )
    assert Referral.objects.visible_to(expert).exists()
    say_about_whom(case_id=row.pk, people=[expert], reason="Назвал клиент", at=at, actor=operator)
    assert not Referral.objects.visible_to(expert).exists()


@pytest.mark.parametrize("path", ["cases/{pk}/", "complaints/{pk}/", "cases/{pk}/timeline/"])
def test_api_answers_404(row: Complaint, operator: User, teammate: User, path: str) -> None:
    url = f"/api/v1/{path.format(pk=row.pk)}"
    assert signed_in(operator).get(url).status_code == 200
    assert signed_in(teammate).get(url).status_code == 404


def test_he_cannot_act_by_any_operation(row: Complaint, teammate: User, at: datetime) -> None:
    acts: tuple[Callable[[], object], ...] = (
        lambda: decide_complaint(case_id=row.pk, outcome="rejected", reason="Нет", at=at, actor=teammate),
        lambda: close_complaint(case_id=row.pk, at=at, actor=teammate),
        lambda: withdraw_complaint(case_id=row.pk, reason="Нет", at=at, actor=teammate),
    )
    for act in acts:
        with pytest.raises(NotAllowed):
            act()
    assert entry(row.pk).state == "registered"


def test_he_does_not_own_what_is_about_him(teammate: User, at: datetime) -> None:
    row = a_complaint(kind="complaint", about=(teammate,), owner=teammate, actor=teammate, at=at)
    assert row.case.owner is None


def test_owner_who_turns_out_to_be_the_one_loses_it(row: Complaint, operator: User, at: datetime) -> None:
    say_about_whom(case_id=row.pk, people=[operator], reason="Назвал клиент", at=at, actor=None)
    assert entry(row.pk).case.owner is None
    assert not Case.objects.visible_to(operator).filter(pk=row.pk).exists()


def test_conversation_it_came_in_is_hidden_too(queue: Queue, operator: User, teammate: User, at: datetime) -> None:
    contact = a_contact(operator=operator, queue=queue, state=states.CLOSED)
    a_complaint(kind="complaint", client=contact.client, contact=contact, about=(teammate,), actor=operator)
    assert Contact.objects.visible_to(operator).filter(pk=contact.pk).exists()
    assert not Contact.objects.visible_to(teammate).filter(pk=contact.pk).exists()


def test_who_complains_is_not_offered_to_him(queue: Queue, teammate: User, at: datetime) -> None:
    first = arrive(queue)
    row = a_complaint(kind="complaint", client=first.client, about=(teammate,), at=at)
    ready(teammate)
    assert not Offer.objects.open().filter(contact=first).exists()
    with pytest.raises(NotAllowed):
        take_contact(contact_id=first.pk, operator=teammate, at=at)
    colleague = an_operator()
    ready(colleague)
    assert Offer.objects.open().get(contact=first).operator == colleague
    withdraw_complaint(case_id=row.pk, reason="Помирились", at=at, actor=None)
    assert not first.client.kept_apart.exists()
