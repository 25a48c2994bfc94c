"""The screen of a department: what stands on it, for whom, and what its forms do."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contactcenter.cases.models import Case
from contactcenter.decisions import states
from contactcenter.decisions.models import Decision, Referral
from contactcenter.decisions.operations.moving import Who
from contactcenter.decisions.operations.working import answer_question, ask_back, take_referral
from contactcenter.decisions.queries import inbox, load_by_department
from contactcenter.decisions.screen import groups_of
from contactcenter.staff.models import Department, User
from tests.cast import a_contact
from tests.deadlines.builders import NOON, minutes
from tests.decisions.builders import a_file, an_inquiry, code, decided, refer
from tests.decisions.conftest import SignIn


@pytest.fixture
def desk(expert: User, sign_in: SignIn) -> Browser:
    """The expert's browser."""
    return sign_in(expert)


HTMX = {"HX-Request": "true", "HX-Target": "referral"}


@pytest.mark.parametrize("who", ["operator", "supervisor", "integrator"])
def test_screen_is_for_experts(who: str, referral: Referral, sign_in: SignIn, request: pytest.FixtureRequest) -> None:
    browser = sign_in(request.getfixturevalue(who))

    assert browser.get("/department/").status_code == 403
    assert browser.get(f"/department/{referral.pk}/").status_code == 403


def test_page_shows_the_question_and_hides_the_client(desk: Browser, referral: Referral, case: Case) -> None:
    page = desk.get(f"/department/{referral.pk}/").content.decode()

    assert referral.question in page
    assert case.number in page
    assert case.client.name not in page
    assert f'id="decide-{referral.pk}"' in page


def test_stranger_finds_no_referral(referral: Referral, stranger: User, sign_in: SignIn) -> None:
    browser = sign_in(stranger)

    assert browser.get(f"/department/{referral.pk}/").status_code == 404
    assert browser.post(f"/department/{referral.pk}/taking/").status_code == 404
    assert browser.get("/department/").status_code == 200


def test_chosen_referral_brings_the_list_along(desk: Browser, referral: Referral) -> None:
    page = desk.get(f"/department/{referral.pk}/?show=all", headers=HTMX).content.decode()

    assert "<html" not in page
    assert 'id="referral"' in page
    assert 'hx-swap-oob="morph"' in page


def test_filters_show_what_they_say(
    expert: User, colleague: User, referral: Referral, operator: User, department: Department
) -> None:
    asked, mine, theirs, done = (refer(an_inquiry(operator), department, actor=operator) for _ in range(4))
    ask_back(referral_id=asked.pk, who=Who(user=expert), text="С какого дня?", at=NOON)
    take_referral(referral_id=mine.pk, expert=expert, at=NOON)
    take_referral(referral_id=theirs.pk, expert=colleague, at=NOON)
    decided(done, by=expert)

    def shown(chosen: str) -> set[int]:
        return {row.referral.pk for row in inbox(user=expert, chosen=chosen, as_of=NOON)}

    assert shown("all") == {referral.pk, asked.pk, mine.pk, theirs.pk}
    assert shown("mine") == {asked.pk, mine.pk}
    assert shown("new") == {referral.pk}
    assert shown("clarifying") == {asked.pk}
    assert shown("decided") == {done.pk}


def test_list_is_ordered_by_when_it_is_due(
    expert: User, referral: Referral, operator: User, department: Department
) -> None:
    soon = refer(an_inquiry(operator), department, actor=operator, hours=2)
    late = refer(an_inquiry(operator), department, actor=operator, hours=60)
    asked = refer(an_inquiry(operator), department, actor=operator)
    ask_back(referral_id=asked.pk, who=Who(user=expert), text="С какого дня?", at=NOON)
    at = NOON + timedelta(hours=4)

    rows = inbox(user=expert, chosen="all", as_of=at)

    grouped = [(group.key, [row.referral for row in group.rows]) for group in groups_of(rows, chosen="all", as_of=at)]
    assert grouped == [("overdue", [soon]), ("week", [referral]), ("later", [late]), ("waiting", [asked])]


def test_list_costs_the_same_at_two_rows_and_at_twenty(
    desk: Browser, expert: User, operator: User, department: Department, referral: Referral
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert desk.get("/department/list/?show=all").status_code == 200
        return len(captured)

    refer(an_inquiry(operator), department, actor=operator)
    few = cost()
    for _ in range(18):
        refer(an_inquiry(operator), department, actor=operator)

    assert cost() == few


def test_decision_form_decides_and_answers_with_what_is_now(desk: Browser, referral: Referral) -> None:
    bill = SimpleUploadedFile("Счёт.pdf", b"%PDF-1.7 bill")
    answer = desk.post(
        f"/department/{referral.pk}/decision/",
        {"code": code().pk, "text": "Три дня.", "amount": "1 065,50", "fulfil_by": "2026-06-30", "files": bill},
        headers=HTMX,
    )

    assert (answer.status_code, answer["HX-Retarget"]) == (200, "#referral")
    decision = Decision.objects.get()
    assert (decision.amount, str(decision.fulfil_by), decision.files.get().name) == (106550, "2026-06-30", "Счёт.pdf")
    assert "decide-" not in answer.content.decode()


def test_form_without_reasons_comes_back_with_a_sentence(desk: Browser, referral: Referral) -> None:
    answer = desk.post(f"/department/{referral.pk}/decision/", {"code": code().pk, "text": ""}, headers=HTMX)

    assert answer.status_code == 422
    assert "is-invalid-hint" in answer.content.decode()
    assert Referral.objects.get().state == states.SENT


def test_amount_where_there_can_be_none_stands_beside_its_field(desk: Browser, referral: Referral) -> None:
    given = {"code": code("rejected").pk, "text": "Нет.", "amount": "5"}
    answer = desk.post(f"/department/{referral.pk}/decision/", given, headers=HTMX)

    assert answer.status_code == 422
    assert not Decision.objects.exists()


def test_not_ours_is_a_choice_of_the_same_form(desk: Browser, referral: Referral) -> None:
    desk.post(f"/department/{referral.pk}/decision/", {"code": "give_back", "text": "Дело сети"}, headers=HTMX)

    assert Referral.objects.get().state == states.RETURNED


def test_decision_too_late_is_told_with_what_is_possible(desk: Browser, referral: Referral, expert: User) -> None:
    decided(referral, by=expert)

    answer = desk.post(f"/department/{referral.pk}/decision/", {"code": code().pk, "text": "Ещё раз"}, headers=HTMX)

    assert answer.status_code == 409
    assert "say" in json.loads(answer["HX-Trigger"])
    assert Decision.objects.count() == 1


@pytest.mark.parametrize("door", ["taking", "questions"])
def test_taking_and_asking_by_a_click(door: str, desk: Browser, referral: Referral, expert: User) -> None:
    desk.post(f"/department/{referral.pk}/{door}/", {"text": "С какого дня?"}, headers=HTMX)

    assert Referral.objects.get().expert == expert


def test_dialogs_ask_and_do(desk: Browser, referral: Referral, colleague: User, stranger: User) -> None:
    for door in ("delegation", "extension", "forwarding", "opinions"):
        assert "<dialog" in desk.get(f"/department/{referral.pk}/{door}/").content.decode()
    assert stranger.department

    opinion = {"department": stranger.department_id, "question": "Была ли авария?"}
    desk.post(f"/department/{referral.pk}/opinions/", opinion, headers=HTMX)
    assert "Была ли авария?" in desk.get(f"/department/{referral.pk}/").content.decode()

    handed = desk.post(f"/department/{referral.pk}/delegation/", {"colleague": colleague.pk}, headers=HTMX)
    assert handed.status_code == 200
    assert Referral.objects.get(pk=referral.pk).expert == colleague

    refused = desk.post(f"/department/{referral.pk}/forwarding/", {"department": ""}, headers=HTMX)
    assert (refused.status_code, "<dialog" in refused.content.decode()) == (422, True)


def test_files_are_served_to_the_department_alone(
    desk: Browser, operator: User, department: Department, stranger: User, sign_in: SignIn, queue: object
) -> None:
    contact = a_contact(operator=operator)
    file = a_file(contact)
    case = an_inquiry(operator, contact=contact)
    referral = refer(case, department, actor=operator, attachment_ids=[file.pk])
    other = a_file(a_contact(operator=operator), name="other.pdf")

    served = desk.get(f"/department/{referral.pk}/attachments/{file.pk}/")
    assert served["Content-Disposition"] == 'attachment; filename="claim.pdf"'
    assert desk.get(f"/department/{referral.pk}/attachments/{other.pk}/").status_code == 404
    assert sign_in(stranger).get(f"/department/{referral.pk}/attachments/{file.pk}/").status_code == 404


def test_answer_of_the_operator_is_marked_in_the_list(
    desk: Browser, referral: Referral, expert: User, operator: User
) -> None:
    ask_back(referral_id=referral.pk, who=Who(user=expert), text="С какого дня?", at=NOON)
    answer_question(referral_id=referral.pk, actor=operator, text="С восьмого.", at=NOON + minutes(5))

    [row] = inbox(user=expert, chosen="mine", as_of=timezone.now())
    assert row.referral.last_is_ours is False  # type: ignore[attr-defined]  # an annotation


def test_supervisors_see_what_each_department_owes(referral: Referral, operator: User, stranger: User) -> None:
    assert stranger.department
    refer(an_inquiry(operator), stranger.department, actor=operator, hours=1)
    Referral.objects.get(pk=referral.pk)

    loads = load_by_department()

    assert [(load.department, load.open, load.overdue) for load in loads] == [
        (stranger.department.name, 1, 0),
        (referral.department.name, 1, 0),
    ]
