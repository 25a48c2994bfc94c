"""The page behind a letter: one referral, as long as it waits, each use written down."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client as Browser
from django.urls import reverse

from contactcenter.cases.models import Case
from contactcenter.contacts.models import Queue
from contactcenter.deadlines.models import Rule
from contactcenter.decisions import states
from contactcenter.decisions.links import LIFETIME, token_for
from contactcenter.decisions.models import Decision, Referral
from contactcenter.decisions.operations.referring import withdraw_referral
from contactcenter.staff.models import User
from tests.cast import a_contact
from tests.deadlines.builders import NOON
from tests.decisions.builders import a_department, a_file, an_inquiry, code, refer

NAME = "Степан Озёрский, главный инженер"


@pytest.fixture
def visitor() -> Browser:
    """Somebody without an account."""
    return Browser(headers={"User-Agent": "Test"})


@pytest.fixture
def far(operator: User, queue: Queue, rule: Rule) -> Referral:
    """A question with a file of the client, to a department that is reached by letter only."""
    contact = a_contact(operator=operator, queue=queue)
    case = an_inquiry(operator, contact=contact)
    return refer(case, a_department("far", email="far@example.ru"), actor=operator, attachment_ids=[a_file(contact).pk])


def address(referral: Referral, name: str = "letter", **more: int) -> str:
    return reverse(f"decisions:{name}", kwargs={"token": token_for(referral), **more})


def decision(**fields: object) -> dict[str, object]:
    return {"code": code().pk, "text": "Простой подтверждён.", "amount": "65,00", "name": NAME, **fields}


def uses(referral: Referral) -> list[str]:
    return list(referral.events.filter(verb__startswith="link").order_by("id").values_list("verb", flat=True))


def test_page_shows_the_question_and_its_files_but_no_client(far: Referral, visitor: Browser) -> None:
    page = visitor.get(address(far))

    text = page.content.decode()
    assert page.status_code == 200
    assert far.question in text
    assert "claim.pdf" in text
    assert far.case.client.name not in text
    assert (page["Referrer-Policy"], "no-store" in page["Cache-Control"]) == ("same-origin", True)
    file = visitor.get(address(far, "letter_attachment", attachment_id=far.attachments.get().pk))
    assert b"".join(file.streaming_content) == b"%PDF-1.7 claim"  # type: ignore[attr-defined]  # a stream of a file


def test_decision_closes_the_link(far: Referral, visitor: Browser) -> None:
    link = address(far)
    answer = visitor.post(address(far, "letter_decide"), decision())

    assert answer.status_code == 200
    made = Decision.objects.get()
    assert (made.decided_by, made.outsider, made.amount) == (None, NAME, 6500)
    far.refresh_from_db()
    assert (far.state, far.outsider) == (states.DECIDED, NAME)
    assert visitor.get(link).status_code == 410
    assert visitor.post(link.replace("/letters/", "/letters/") + "decision/", decision()).status_code == 410
    assert Decision.objects.count() == 1


def test_question_stops_the_clock_and_leaves_the_link_open(far: Referral, visitor: Browser) -> None:
    token = token_for(far)  # tells the second it was made in, so that another one would differ
    asked = reverse("decisions:letter_ask", kwargs={"token": token})

    answer = visitor.post(asked, {"text": "С какого дня?", "name": NAME})

    assert answer.url == reverse("decisions:letter", kwargs={"token": token})  # type: ignore[attr-defined]  # a redirect
    far.refresh_from_db()
    assert far.state == states.CLARIFYING
    assert far.messages.get().outsider == NAME
    assert "С какого дня?" in visitor.get(address(far)).content.decode()


def test_question_that_is_not_theirs_is_given_back(far: Referral, visitor: Browser) -> None:
    visitor.post(address(far, "letter_decide"), decision(code="give_back", text="Это дело сети", amount=""))

    far.refresh_from_db()
    assert far.state == states.RETURNED
    assert not Decision.objects.exists()


def test_each_use_is_written_down(far: Referral, visitor: Browser, operator: User) -> None:
    link = address(far)
    visitor.get(link)
    withdraw_referral(referral_id=far.pk, actor=operator, at=NOON)
    visitor.get(link)

    assert uses(far) == ["link_used", "link_refused"]
    trace = far.events.get(verb="link_used").data
    assert (trace["address"], trace["browser"], trace["version"]) == ("127.0.0.1", "Test", 1)


@pytest.mark.parametrize("forged", ["x", "{token}x", ":::", "WzEsMV0:1abc:def"])
def test_forged_link_opens_nothing_and_tells_nothing(forged: str, far: Referral, visitor: Browser) -> None:
    token = forged.format(token=token_for(far))
    page = visitor.get(reverse("decisions:letter", args=[token]))

    assert page.status_code == 404
    assert far.case.number not in page.content.decode()
    assert uses(far) == []


def test_link_expires(far: Referral, visitor: Browser) -> None:
    with time_machine.travel(NOON, tick=False):
        link = address(far)
    with time_machine.travel(NOON + LIFETIME - timedelta(minutes=1), tick=False):
        assert visitor.get(link).status_code == 200
    with time_machine.travel(NOON + LIFETIME + timedelta(minutes=1), tick=False):
        assert visitor.get(link).status_code == 404


def test_link_opens_one_referral_and_files_of_no_other(
    far: Referral, visitor: Browser, operator: User, queue: Queue
) -> None:
    contact = a_contact(operator=operator, queue=queue)
    other = a_file(contact, name="secret.pdf")

    assert visitor.get(address(far, "letter_attachment", attachment_id=other.pk)).status_code == 404


def test_department_with_accounts_only_has_no_link(referral: Referral, visitor: Browser) -> None:
    assert visitor.get(address(referral)).status_code == 404


def test_unsigned_or_empty_decision_is_asked_for_again(far: Referral, visitor: Browser) -> None:
    page = visitor.post(address(far, "letter_decide"), decision(name="", text=""))

    assert page.status_code == 422
    assert not Decision.objects.exists()


def test_forms_are_guarded_against_other_sites(far: Referral) -> None:
    strict = Browser(enforce_csrf_checks=True)

    assert strict.post(address(far, "letter_decide"), decision()).status_code == 403
    assert not Decision.objects.exists()


def test_signed_in_expert_has_no_need_of_links(case: Case, expert: User, referral: Referral, visitor: Browser) -> None:
    visitor.force_login(expert)

    assert visitor.get(f"/department/{referral.pk}/").status_code == 200
