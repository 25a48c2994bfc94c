"""Departments without accounts: letters with a link, through a real mail server; when each is sent, and once."""

import re
from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone
from pytest_django import Settings

from contactcenter.cases.models import Case
from contactcenter.deadlines.models import Rule
from contactcenter.deadlines.operations.sweep import sweep
from contactcenter.decisions.models import Letter, LetterKind, LetterState, Referral
from contactcenter.decisions.operations.deciding import decide, return_for_completion
from contactcenter.decisions.operations.letters import ATTEMPTS, LEASE, due_letters, send_letter
from contactcenter.decisions.operations.moving import Who
from contactcenter.decisions.operations.referring import withdraw_referral
from contactcenter.decisions.operations.working import answer_question, ask_back
from contactcenter.staff.models import User
from tests.cast import commits
from tests.deadlines.builders import NOON, minutes
from tests.decisions.builders import QUESTION, a_department, refer, verdict
from tests.fakes.mail import MailServer
from tests.racing import race

OUTSIDER = "Степан Озёрский, главный инженер"


@pytest.fixture
def far(case: Case, rule: Rule, operator: User, settings: Settings) -> Referral:
    """A question to a department that is reached by letter only."""
    settings.SITE_URL = "https://desk.example.org"
    return refer(case, a_department("far", email="far@example.ru"), actor=operator)


def kinds() -> list[str]:
    return list(Letter.objects.order_by("id").values_list("kind", flat=True))


def outsider(referral: Referral) -> Who:
    return Who(outsider=OUTSIDER, link_version=Referral.objects.get(pk=referral.pk).link_version)


def test_letter_brings_the_question_and_a_link_that_opens(far: Referral, mail_server: MailServer, case: Case) -> None:
    assert send_letter(letter_id=Letter.objects.get().pk, at=NOON)

    [letter] = mail_server.letters
    assert mail_server.recipients == [["far@example.ru"]]
    assert case.number in letter["Subject"]
    assert letter["Message-ID"] == f"<referral-letter-{Letter.objects.get().pk}@example.org>"
    text = letter.get_content()
    assert QUESTION in " ".join(text.split())
    assert case.client.last_name not in text
    link = re.search(r"https://desk\.example\.org(/department/letters/\S+/)", text)
    assert link
    assert Browser().get(link[1]).status_code == 200
    assert Letter.objects.get().state == LetterState.SENT


def test_reminders_and_the_breach_are_written_by_the_sweep_once(far: Referral) -> None:
    assert far.deadline
    due = far.deadline.due_at

    def sweep_twice(seconds: float) -> None:
        moment = NOON + timedelta(seconds=seconds)
        for _time in range(2):
            sweep(as_of=moment)

    span = (due - NOON).total_seconds()
    for moment in (0.1, 0.99, 1.0, 1.5):
        sweep_twice(span * moment)

    assert kinds() == ["question", "reminder", "overdue"]


@pytest.mark.django_db(transaction=True)
def test_two_sweepers_write_one_reminder(far: Referral) -> None:
    assert far.deadline
    moment = far.deadline.due_at

    race(lambda: sweep(as_of=moment), lambda: sweep(as_of=moment))

    assert kinds().count("overdue") == 1


def test_letters_follow_what_the_contact_centre_does(far: Referral, operator: User, mail_server: MailServer) -> None:
    ask_back(referral_id=far.pk, who=outsider(far), text="С какого дня?", at=NOON + minutes(5))
    answer_question(referral_id=far.pk, actor=operator, text="С восьмого.", at=NOON + minutes(10))
    send_letter(letter_id=Letter.objects.latest("id").pk, at=NOON + minutes(10))
    assert "С восьмого." in mail_server.letters[-1].get_content()

    with commits():
        withdraw_referral(referral_id=far.pk, actor=operator, at=NOON + minutes(20))

    assert kinds() == [LetterKind.QUESTION, LetterKind.ANSWER, LetterKind.ENDED]
    send_letter(letter_id=Letter.objects.latest("id").pk, at=NOON + minutes(20))
    assert "/department/letters/" not in mail_server.letters[-1].get_content()


def test_returned_decision_is_asked_for_by_letter(far: Referral, operator: User) -> None:
    decide(referral_id=far.pk, who=outsider(far), verdict=verdict(), at=NOON + minutes(5))
    return_for_completion(referral_id=far.pk, actor=operator, reason="Нет суммы", at=NOON + minutes(10))

    assert kinds() == [LetterKind.QUESTION, LetterKind.REWORK]


def test_server_that_is_away_is_asked_again_and_given_up_at_last(far: Referral, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens there
    letter = Letter.objects.get()

    for attempt in range(ATTEMPTS):
        assert send_letter(letter_id=letter.pk, at=NOON + timedelta(days=attempt))
        assert not send_letter(letter_id=letter.pk, at=NOON + timedelta(days=attempt))

    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == (LetterState.FAILED, ATTEMPTS)
    assert due_letters(as_of=NOON + timedelta(days=99)) == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_a_letter_once(far: Referral, mail_server: MailServer) -> None:
    letter = Letter.objects.get()
    later = timezone.now() + timedelta(days=1)  # where the site runs as well, its worker leaves the letter alone
    Letter.objects.update(state=LetterState.WAITING, next_try_at=later)

    results = race(*[lambda: send_letter(letter_id=letter.pk, at=later)] * 3)

    assert sorted(results) == [False, False, True]
    assert len(mail_server.letters) == 1


def test_letter_of_a_worker_that_died_is_sent_again(far: Referral, mail_server: MailServer) -> None:
    Letter.objects.update(state=LetterState.SENDING, claimed_at=NOON)
    assert due_letters(as_of=NOON + LEASE / 2) == []

    [letter] = due_letters(as_of=NOON + 2 * LEASE)

    assert send_letter(letter_id=letter, at=NOON + 2 * LEASE)
    assert len(mail_server.letters) == 1
