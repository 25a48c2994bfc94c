"""Approval, signature and the register of outgoing letters: four eyes, numbers without gaps, nothing half done."""

from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from complaints.letters import pdf as pdf_module
from complaints.letters import states
from complaints.letters.pdf import PdfUnavailable
from complaints.models import FileKind, LetterEvent, LetterFile, OutgoingLetter, OutgoingSeries, Signatory
from complaints.operations import letters_approving, letters_files
from complaints.operations.letters_approving import (
    approve_letter,
    cancel_letter,
    recall_letter,
    return_letter,
    sign_letter,
    submit_letter,
)
from complaints.operations.letters_files import file_of
from complaints.queries.letters import approvers_for, newest_version
from contactcenter.cases.models import CaseEvent
from contactcenter.lib.errors import IllegalTransition, InvalidInput, NotAllowed
from contactcenter.staff.models import Department, Role, User
from tests.cast import a_user
from tests.complaints.letters import Office, a_letter, again, an_office


@pytest.fixture
def office(at: datetime) -> Office:
    return an_office(at)


@pytest.fixture
def really_drawn() -> None:
    """For who wants the pages themselves; everybody else is served quicker."""


@pytest.fixture(autouse=True)
def drawn(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "really_drawn" not in request.fixturenames:
        monkeypatch.setattr(letters_files, "letter_pdf", lambda *_what: b"%PDF-1.7")


def verbs_of(letter: OutgoingLetter) -> list[str]:
    return [event.verb for event in LetterEvent.objects.filter(letter=letter).order_by("pk")]


def test_way_from_draft_to_register_leaves_one_event_a_step(office: Office, operator: User) -> None:
    letter = a_letter(office, operator, state=states.SIGNED)
    assert letter.state == states.SIGNED
    assert verbs_of(letter) == ["compose", "submit", "approve", "sign"]
    told = CaseEvent.objects.filter(case=letter.complaint_id, verb__startswith="letter_")
    assert [event.verb for event in told.order_by("pk")] == [
        "letter_compose",
        "letter_submit",
        "letter_approve",
        "letter_sign",
    ]


def test_signed_letter_has_number_day_mark_and_both_files(office: Office, operator: User, really_drawn: None) -> None:
    letter = a_letter(office, operator, state=states.SIGNED)
    version = newest_version(letter)
    year = office.at.astimezone().year
    assert letter.number == f"ИСХ-{year}-000001"
    assert version.content.number == letter.number
    assert version.content.signatory == "Г.Л. Макарова"
    assert version.content.position == "Начальник отдела расчётов"
    assert version.content.signature_mark[1] == "Макарова Галина Львовна"
    assert letter.token in version.content.verification_url
    assert len(letter.token) >= 22
    assert {file.kind for file in version.files.all()} == {FileKind.PDF, FileKind.DOCX}


def test_signed_by_hand_it_bears_no_electronic_mark(office: Office, operator: User) -> None:
    letter = a_letter(office, operator, state=states.APPROVED)
    sign_letter(letter_id=letter.pk, actor=office.head, at=office.at, by_hand=True)
    assert newest_version(letter).content.signature_mark == ()


def test_numbers_follow_one_another_and_a_rollback_gives_them_back(office: Office, operator: User) -> None:
    first, second = (a_letter(office, operator, state=states.APPROVED) for _number in range(2))
    with transaction.atomic():
        sign_letter(letter_id=first.pk, actor=office.head, at=office.at)
        transaction.set_rollback(True)
    for letter in (second, first):
        sign_letter(letter_id=letter.pk, actor=office.head, at=office.at)
    assert [again(letter).number[-6:] for letter in (second, first)] == ["000001", "000002"]


def test_who_was_not_quick_enough_gets_the_next_number(
    office: Office, operator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (a_letter(office, operator, state=states.APPROVED) for _number in range(2))
    year = office.at.astimezone().year
    guesses = iter([f"ИСХ-{year}-000001", f"ИСХ-{year}-000001", f"ИСХ-{year}-000002"])
    monkeypatch.setattr(letters_approving, "next_outgoing_number", lambda _day: next(guesses))
    for letter in (first, second):
        sign_letter(letter_id=letter.pk, actor=office.head, at=office.at)
    assert [newest_version(letter).content.number[-6:] for letter in (first, second)] == ["000001", "000002"]
    assert OutgoingSeries.objects.get().last == 2


def test_cancelled_number_stays_with_its_reason(office: Office, operator: User) -> None:
    letter = a_letter(office, operator, state=states.SIGNED)
    number = letter.number
    cancelled = cancel_letter(letter_id=letter.pk, reason="Ошибка в сумме", actor=operator, at=office.at)
    assert (cancelled.number, cancelled.cancel_reason) == (number, "Ошибка в сумме")
    assert list(OutgoingLetter.objects.registered()) == [cancelled]


def test_database_keeps_a_registered_letter(office: Office, operator: User) -> None:
    letter = a_letter(office, operator, state=states.SIGNED)
    for change in ({"number": "ИСХ-2026-999999"}, {"token": "x"}, {"registered_on": "2020-01-01"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            OutgoingLetter.objects.filter(pk=letter.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        LetterFile.objects.filter(version__letter=letter).delete()


def test_nobody_approves_what_he_has_written(office: Office, supervisor: User) -> None:
    Department.objects.create(name="Смена", code="shift", head=supervisor)
    letter = a_letter(office, supervisor)
    assert supervisor not in approvers_for(letter)
    with pytest.raises(InvalidInput):
        submit_letter(letter_id=letter.pk, approver_id=supervisor.pk, actor=supervisor, at=office.at)
    with pytest.raises(IntegrityError), transaction.atomic():
        OutgoingLetter.objects.filter(pk=letter.pk).update(approver=supervisor)


def test_author_who_became_its_head_still_cannot_approve(office: Office, operator: User) -> None:
    letter = a_letter(office, operator, state=states.APPROVAL)
    with pytest.raises(NotAllowed) as refusal:
        approve_letter(letter_id=letter.pk, actor=operator, at=office.at)
    assert refusal.value.code == "own_letter"
    assert again(letter).state == states.APPROVAL


def test_only_the_head_whom_it_was_handed_to_approves(office: Office, operator: User) -> None:
    other = a_user("other", Role.EXPERT)
    Department.objects.create(name="Другой", code="other", head=other)
    letter = a_letter(office, operator, state=states.APPROVAL)
    with pytest.raises(NotAllowed) as refusal:
        approve_letter(letter_id=letter.pk, actor=other, at=office.at)
    assert refusal.value.code == "not_head"


def test_who_is_no_head_cannot_be_chosen(office: Office, operator: User, expert: User, teammate: User) -> None:
    letter = a_letter(office, operator)
    for nobody in (expert, teammate):
        with pytest.raises(InvalidInput):
            submit_letter(letter_id=letter.pk, approver_id=nobody.pk, actor=operator, at=office.at)


def test_only_a_signatory_signs(office: Office, operator: User, supervisor: User) -> None:
    letter = a_letter(office, operator, state=states.APPROVED)
    with pytest.raises(NotAllowed) as refusal:
        sign_letter(letter_id=letter.pk, actor=supervisor, at=office.at)
    assert refusal.value.code == "no_signatory"
    Signatory.objects.create(user=operator, position="Диспетчер")
    with pytest.raises(NotAllowed) as own:
        sign_letter(letter_id=letter.pk, actor=operator, at=office.at)
    assert own.value.code == "own_letter"
    assert again(letter).number == ""


@pytest.mark.parametrize("state", [states.DRAFT, states.APPROVAL])
def test_what_is_not_approved_is_not_signed(office: Office, operator: User, state: str) -> None:
    letter = a_letter(office, operator, state=state)
    with pytest.raises(IllegalTransition):
        sign_letter(letter_id=letter.pk, actor=office.head, at=office.at)
    assert not OutgoingSeries.objects.exists()


def test_second_signature_changes_nothing(office: Office, operator: User) -> None:
    letter = a_letter(office, operator, state=states.SIGNED)
    with pytest.raises(IllegalTransition):
        sign_letter(letter_id=letter.pk, actor=office.head, at=office.at)
    assert again(letter).number == letter.number
    assert letter.versions.filter(reason="sign").count() == 1


def test_returned_letter_is_a_draft_with_the_remark(office: Office, operator: User) -> None:
    letter = a_letter(office, operator, state=states.APPROVAL)
    with pytest.raises(InvalidInput):
        return_letter(letter_id=letter.pk, remark=" ", actor=office.head, at=office.at)
    returned = return_letter(letter_id=letter.pk, remark="Уточните срок.", actor=office.head, at=office.at)
    assert (returned.state, returned.remark, returned.approver) == (states.DRAFT, "Уточните срок.", None)


def test_who_handed_it_in_takes_it_back(office: Office, operator: User) -> None:
    letter = a_letter(office, operator, state=states.APPROVAL)
    assert recall_letter(letter_id=letter.pk, actor=operator, at=office.at).state == states.DRAFT


def test_employee_whom_it_is_about_neither_sees_nor_touches_it(office: Office, operator: User, teammate: User) -> None:
    letter = a_letter(office, operator)
    letter.complaint.about.add(teammate, office.head)
    assert not OutgoingLetter.objects.visible_to(teammate).exists()
    assert OutgoingLetter.objects.visible_to(operator).exists()
    assert office.head not in approvers_for(again(letter))
    with pytest.raises(NotAllowed):
        cancel_letter(letter_id=letter.pk, reason="Так", actor=teammate, at=office.at)


def test_head_sees_what_he_was_handed_and_no_other_letter(office: Office, operator: User) -> None:
    a_letter(office, operator)
    handed = a_letter(office, operator, state=states.APPROVAL)
    assert list(OutgoingLetter.objects.visible_to(office.head)) == [handed]


def test_without_pango_nothing_is_handed_in_and_nothing_half_done(
    office: Office, operator: User, really_drawn: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = a_letter(office, operator)

    def missing(name: str) -> None:
        raise OSError(name)

    monkeypatch.setattr(pdf_module, "import_module", missing)
    with pytest.raises(PdfUnavailable):
        submit_letter(letter_id=letter.pk, approver_id=office.head.pk, actor=operator, at=office.at)
    assert again(letter).state == states.DRAFT
    assert not LetterFile.objects.exists()


def test_file_is_made_once_and_kept(office: Office, operator: User) -> None:
    version = newest_version(a_letter(office, operator))
    first = file_of(version, kind=FileKind.DOCX, at=office.at)
    assert file_of(version, kind=FileKind.DOCX, at=office.at) == first
    assert LetterFile.objects.count() == 1
