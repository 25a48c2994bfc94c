"""The responsible department is told of each complaint."""

from __future__ import annotations

from datetime import datetime, timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from complaints.models import Cause, DepartmentLetter, DepartmentLetterState
from complaints.operations.mailing import ATTEMPTS, LEASE, due_letters, send_letter
from contactcenter.deadlines.models import Notice, NoticeKind
from contactcenter.deadlines.words import notice_text
from contactcenter.decisions.models import ReferralRule
from contactcenter.staff.models import Department, User
from tests.complaints.builders import a_complaint

pytestmark = pytest.mark.django_db


@pytest.fixture
def department(db: None) -> Department:
    found = Department.objects.create(name="Отдел претензий", code="claims", email="claims@example.ru")
    ReferralRule.objects.create(function="complaints", department=found)
    return found


def test_its_people_and_its_mailbox_are_told(department: Department, expert: User, at: datetime) -> None:
    row = a_complaint(ground="telecom_claim", text="Дважды списали", at=at)
    assert (row.department, row.case.department) == (department, department)
    notice = Notice.objects.get(user=expert)
    assert notice.kind == NoticeKind.COMPLAINT
    assert row.number in notice_text(notice)
    [letter_id] = due_letters(as_of=at)
    assert send_letter(letter_id=letter_id, at=at)
    assert not send_letter(letter_id=letter_id, at=at)
    [sent] = mail.outbox
    assert sent.to == ["claims@example.ru"]
    assert row.number in sent.subject
    assert "Дважды списали" in sent.body
    assert row.complainant not in sent.body
    assert DepartmentLetter.objects.get().state == DepartmentLetterState.SENT


def test_branch_of_causes_says_which(department: Department, at: datetime) -> None:
    billing = Department.objects.create(name="Отдел расчётов", code="billing")
    cause = Cause.objects.get(code="charge-double")
    assert cause.parent_id
    Cause.objects.filter(pk=cause.parent_id).update(department=billing)
    assert a_complaint(cause=Cause.objects.get(pk=cause.pk), at=at).department == billing


def test_whom_it_is_about_hears_nothing(department: Department, expert: User, at: datetime) -> None:
    expert.email = department.email
    expert.save()
    a_complaint(kind="complaint", about=(expert,), at=at)
    assert not Notice.objects.exists()
    assert not DepartmentLetter.objects.exists()


def test_letter_is_tried_again_and_given_up_at_last(
    department: Department, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(self: EmailMessage, fail_silently: bool = False) -> int:
        raise SMTPServerDisconnected("away")

    monkeypatch.setattr(EmailMessage, "send", away)
    a_complaint(at=at)
    moment = at
    for _try in range(ATTEMPTS):
        [letter_id] = due_letters(as_of=moment)
        send_letter(letter_id=letter_id, at=moment)
        moment += timedelta(hours=3)
    letter = DepartmentLetter.objects.get()
    assert (letter.state, letter.attempts) == (DepartmentLetterState.FAILED, ATTEMPTS)
    assert "away" in letter.error


def test_letter_of_a_dead_worker_is_sent_again(department: Department, at: datetime) -> None:
    a_complaint(at=at)
    DepartmentLetter.objects.update(state=DepartmentLetterState.SENDING, claimed_at=at)
    letter = DepartmentLetter.objects.get()
    assert not send_letter(letter_id=letter.pk, at=at + LEASE)
    assert send_letter(letter_id=letter.pk, at=at + LEASE + timedelta(seconds=1))
