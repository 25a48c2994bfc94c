"""One's own state, breaks, the end of the shift."""

from __future__ import annotations

from django.test import Client as Browser
from django.utils import timezone

from contactcenter.cases.models import FollowUp
from contactcenter.contacts import states
from contactcenter.contacts.models import Queue
from contactcenter.deadlines.models import NoticeKind
from contactcenter.deadlines.operations.notices import tell_staff
from contactcenter.staff.models import BreakReason, Presence, PresenceState, User
from tests.cast import a_contact, commits
from tests.workstation.conftest import SignIn

HTMX = {"HX-Request": "true"}


def state_of(user: User) -> str:
    return Presence.objects.get(operator=user).state


def test_state_is_chosen_with_its_reason(desk: Browser, operator: User) -> None:
    lunch = BreakReason.objects.create(name="Обед")

    page = desk.post("/presence/", {"state": "break", "reason": lunch.pk}, headers=HTMX).content.decode()

    assert state_of(operator) == PresenceState.BREAK
    assert "Обед" in page


def test_unknown_state_is_refused(desk: Browser, operator: User) -> None:
    assert desk.post("/presence/", {"state": "asleep"}, headers=HTMX).status_code == 422
    assert not Presence.objects.filter(operator=operator).exists()


def test_reason_without_a_break_is_refused(desk: Browser, operator: User) -> None:
    lunch = BreakReason.objects.create(name="Обед")

    assert desk.post("/presence/", {"state": "ready", "reason": lunch.pk}, headers=HTMX).status_code == 422


def test_supervisor_without_a_seat_has_no_state(supervisor: User, sign_in: SignIn) -> None:
    assert sign_in(supervisor).post("/presence/", {"state": "ready"}, headers=HTMX).status_code == 403


def test_signing_out_hands_running_work_back(desk: Browser, operator: User, queue: Queue) -> None:
    contact = a_contact(operator=operator)

    with commits():
        answer = desk.post("/logout/")

    assert answer.headers["Location"] == "/login/"
    assert state_of(operator) == PresenceState.OFFLINE
    contact.refresh_from_db()
    assert contact.state == states.QUEUED
    assert desk.get("/").status_code == 302


def test_sign_out_is_no_link(desk: Browser) -> None:
    assert desk.get("/logout/").status_code == 405


def test_task_is_done_by_its_owner_only(operator: User, teammate: User, sign_in: SignIn) -> None:
    now = timezone.now()
    task = FollowUp.objects.create(operator=operator, text="Перезвонить", due_at=now, created_at=now)
    address = f"/follow-ups/{task.pk}/completion/"

    sign_in(teammate).post(address, headers=HTMX)
    assert FollowUp.objects.open().filter(pk=task.pk).exists()

    sign_in(operator).post(address, headers=HTMX)
    assert not FollowUp.objects.open().filter(pk=task.pk).exists()


def test_bell_counts_what_is_new_until_it_is_seen(desk: Browser, operator: User) -> None:
    facts = {"calendar": "РФ", "last": "2027-12-31"}
    tell_staff(users=[operator.pk], kind=NoticeKind.CALENDAR, facts=facts, at=timezone.now())

    assert '<span class="count">1</span>' in desk.get("/cases/").content.decode()
    assert "РФ" in desk.get("/notices/", headers=HTMX).content.decode()

    desk.post("/notices/", headers=HTMX)

    assert '<span class="count">1</span>' not in desk.get("/cases/").content.decode()
