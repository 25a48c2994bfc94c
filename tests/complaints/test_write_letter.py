"""Beginning a letter from the case and its decision, and writing it."""

from dataclasses import replace
from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from complaints.letters import states
from complaints.models import LetterEvent, LetterTemplate, LetterVersion, OutgoingLetter
from complaints.operations.letters_approving import submit_letter
from complaints.operations.letters_setup import save_wording
from complaints.operations.letters_writing import Draft, compose_letter, confirm_addressee, edit_letter
from complaints.queries.letters import newest_version, templates_for
from contactcenter.cases.models import CaseEvent
from contactcenter.clients.models import Client
from contactcenter.lib.errors import Conflict, IllegalTransition, InvalidInput, NotAllowed
from contactcenter.staff.models import User
from tests.cast import a_client
from tests.complaints.builders import a_complaint
from tests.complaints.letters import Office, a_decided_complaint, a_letter, an_office, text_of


@pytest.fixture
def office(at: datetime) -> Office:
    return an_office(at)


def draft_of(letter: OutgoingLetter, **changes: str) -> Draft:
    content = newest_version(letter).content
    names = Draft.__dataclass_fields__
    return replace(Draft(**{name: getattr(content, name) for name in names}), **changes)


def test_letter_is_filled_in_from_the_case_and_its_decision(office: Office, operator: User) -> None:
    letter = a_letter(office, operator)
    content = newest_version(letter).content
    number = letter.complaint.number
    assert letter.state == states.DRAFT
    assert content.addressee == "Гордееву П.А."
    assert content.salutation == "Уважаемый Павел Андреевич!"
    assert content.heading == "О рассмотрении претензии"
    assert content.reference_number == number
    assert f"претензию от {content.reference_date} № {number}" in content.text
    assert "Списание 03.11.2026 повторное." in content.text
    assert "650 (шестьсот пятьдесят) рублей 00 копеек" in content.text
    assert "Роскомнадзора" in content.text  # the way to appeal of a telecom claim
    assert content.preparer == "Соколова Мария"
    assert content.number == ""


def test_beginning_leaves_one_version_and_one_event_of_letter_and_case(office: Office, operator: User) -> None:
    letter = a_letter(office, operator)
    assert [version.reason for version in letter.versions.all()] == ["compose"]
    assert [event.verb for event in LetterEvent.objects.filter(letter=letter)] == ["compose"]
    assert CaseEvent.objects.filter(case=letter.complaint_id, verb="letter_compose").count() == 1


def test_templates_that_fit_come_first_and_others_not_at_all(office: Office, operator: User) -> None:
    row = a_decided_complaint(at=office.at, actor=operator)
    assert [template.name for template in templates_for(row)] == ["Требование удовлетворено"]


def test_term_is_said_in_words_where_there_is_one(office: Office, operator: User) -> None:
    letter = a_letter(office, operator)
    assert "не позднее" in text_of(letter)
    assert "None" not in text_of(letter)


def test_second_letter_waits_until_the_first_is_signed(office: Office, operator: User) -> None:
    letter = a_letter(office, operator)
    with pytest.raises(Conflict) as refusal:
        compose_letter(
            case_id=letter.complaint_id, template=LetterTemplate.objects.all()[0], actor=operator, at=office.at
        )
    assert refusal.value.code == "letter_in_work"


def test_nothing_is_written_before_the_decision(office: Office, operator: User, at: datetime) -> None:
    row = a_complaint(at=at, actor=operator, ground="telecom_claim")
    with pytest.raises(Conflict) as refusal:
        compose_letter(case_id=row.pk, template=LetterTemplate.objects.all()[0], actor=operator, at=at)
    assert refusal.value.code == "not_decided"
    assert not OutgoingLetter.objects.exists()


def test_anonymous_complaint_has_nobody_to_write_to(office: Office, operator: User, at: datetime) -> None:
    row = a_complaint(at=at, actor=operator, is_anonymous=True, kind="suggestion")
    with pytest.raises(Conflict) as refusal:
        compose_letter(case_id=row.pk, template=LetterTemplate.objects.all()[0], actor=operator, at=at)
    assert refusal.value.code == "anonymous"


def test_who_may_not_write_is_refused(office: Office, operator: User, integrator: User) -> None:
    row = a_decided_complaint(at=office.at, actor=operator)
    with pytest.raises(NotAllowed):
        compose_letter(case_id=row.pk, template=LetterTemplate.objects.all()[0], actor=integrator, at=office.at)


def test_edited_text_is_a_new_version_and_the_old_one_stays(office: Office, operator: User, teammate: User) -> None:
    letter = a_letter(office, operator)
    before = text_of(letter)
    edit_letter(letter_id=letter.pk, draft=draft_of(letter, text="Мы всё вернём."), actor=teammate, at=office.at)
    assert [(one.number, one.author, one.content.text) for one in letter.versions.order_by("number")] == [
        (1, operator, before),
        (2, teammate, "Мы всё вернём."),
    ]
    assert len({one.sha256 for one in letter.versions.all()}) == 2


def test_saving_what_is_there_changes_nothing(office: Office, operator: User) -> None:
    letter = a_letter(office, operator)
    edit_letter(letter_id=letter.pk, draft=draft_of(letter), actor=operator, at=office.at)
    assert letter.versions.count() == 1
    assert not LetterEvent.objects.filter(letter=letter, verb="edit").exists()


def test_answer_without_a_text_is_refused_and_changes_nothing(office: Office, operator: User) -> None:
    letter = a_letter(office, operator)
    with pytest.raises(InvalidInput) as refusal:
        edit_letter(letter_id=letter.pk, draft=draft_of(letter, text=" \n "), actor=operator, at=office.at)
    assert (refusal.value.code, refusal.value.field) == ("no_text", "text")
    assert letter.versions.count() == 1


@pytest.mark.parametrize("field", ["heading", "addressee", "salutation"])
def test_letter_without_a_requisite_is_refused(office: Office, operator: User, field: str) -> None:
    letter = a_letter(office, operator)
    with pytest.raises(InvalidInput) as refusal:
        edit_letter(letter_id=letter.pk, draft=draft_of(letter, **{field: " "}), actor=operator, at=office.at)
    assert refusal.value.field == field


def test_heading_loses_its_full_stop(office: Office, operator: User) -> None:
    letter = a_letter(office, operator)
    changed = edit_letter(
        letter_id=letter.pk, draft=draft_of(letter, heading="О возврате денег."), actor=operator, at=office.at
    )
    assert changed.heading == "О возврате денег"


def doubtful() -> Client:
    return a_client("Кравец Олег Ильич")


def test_doubtful_addressee_is_not_handed_in_before_somebody_looked(office: Office, operator: User) -> None:
    letter = a_letter(office, operator, client=doubtful())
    assert letter.doubts == ["surname"]
    with pytest.raises(Conflict) as refusal:
        submit_letter(letter_id=letter.pk, approver_id=office.head.pk, actor=operator, at=office.at)
    assert refusal.value.code == "addressee_unchecked"
    confirm_addressee(letter_id=letter.pk, actor=operator, at=office.at)
    submitted = submit_letter(letter_id=letter.pk, approver_id=office.head.pk, actor=operator, at=office.at)
    assert submitted.state == states.APPROVAL


def test_who_corrects_the_addressee_has_looked(office: Office, operator: User) -> None:
    letter = a_letter(office, operator, client=doubtful())
    changed = edit_letter(
        letter_id=letter.pk, draft=draft_of(letter, addressee="Кравецу О.И."), actor=operator, at=office.at
    )
    assert changed.addressee == "Кравецу О.И."
    assert changed.confirmed_by == operator
    assert not changed.needs_check


def test_letter_to_a_representative_is_looked_at(office: Office, operator: User) -> None:
    letter = a_letter(office, operator, representative="Петров И.И.", authority="Доверенность № 1")
    assert letter.doubts == ["representative"]


def test_letter_that_was_handed_in_is_not_edited(office: Office, operator: User) -> None:
    letter = a_letter(office, operator, state=states.APPROVAL)
    with pytest.raises(IllegalTransition):
        edit_letter(letter_id=letter.pk, draft=draft_of(letter, text="Иначе."), actor=operator, at=office.at)


def test_changed_template_leaves_a_letter_its_own(office: Office, operator: User) -> None:
    letter = a_letter(office, operator)
    template = letter.template.template
    version = save_wording(template=template, heading="Другой", body="Другое.", at=office.at, author=operator)
    assert version.number == 2
    assert letter.template.number == 1
    assert text_of(letter) != "Другое."


def test_template_with_an_unknown_field_is_not_kept(office: Office, operator: User) -> None:
    template = LetterTemplate.objects.all()[0]
    with pytest.raises(InvalidInput, match=r"complaint\.nubmer"):
        save_wording(template=template, heading="О", body="{{ complaint.nubmer }}", at=office.at, author=operator)
    assert template.versions.count() == 1


def test_versions_cannot_be_rewritten(office: Office, operator: User) -> None:
    letter = a_letter(office, operator)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        LetterVersion.objects.filter(letter=letter).update(sha256="0")
