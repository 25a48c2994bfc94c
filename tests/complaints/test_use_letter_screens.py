"""Letters on screen, in the register, over the API, and behind the mark."""

import io
from datetime import datetime

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse
from rest_framework.test import APIClient

from complaints.letters import states
from complaints.models import Letterhead, LetterTemplate, OutgoingLetter
from complaints.operations import letters_files
from complaints.operations.letters_approving import cancel_letter
from complaints.queries.letters import newest_version
from contactcenter.staff.models import User
from tests.complaints.letters import Office, a_decided_complaint, a_letter, again, an_office, text_of

HTMX = {"HX-Request": "true"}


@pytest.fixture
def office(at: datetime) -> Office:
    return an_office(at)


@pytest.fixture(autouse=True)
def drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters_files, "letter_pdf", lambda *_what: b"%PDF-1.7")


def sits(user: User) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


def address(name: str, letter: OutgoingLetter) -> str:
    return reverse(f"complaints:{name}", args=[letter.pk])


def test_letter_goes_its_whole_way_on_screen(office: Office, operator: User) -> None:
    row = a_decided_complaint(at=office.at, actor=operator)
    writes, approves = sits(operator), sits(office.head)
    template, letterhead = LetterTemplate.objects.get(name="Требование удовлетворено"), office.letterhead
    assert writes.get(reverse("complaints:letter_new", args=[row.pk])).status_code == 200
    begun = writes.post(
        reverse("complaints:letter_new", args=[row.pk]), {"template": template.pk, "letterhead": letterhead.pk}
    )
    letter = OutgoingLetter.objects.get()
    assert begun.headers["HX-Redirect"] == address("letter", letter)
    fields = newest_version(letter).content.as_data()
    edited = writes.post(address("letter_draft", letter), {**fields, "text": "Деньги вернём."}, headers=HTMX)
    assert edited.headers["HX-Redirect"]
    assert writes.get(address("letter_submit", letter)).status_code == 200
    writes.post(address("letter_submit", letter), {"approver": office.head.pk})
    assert "Деньги вернём." in approves.get(address("letter", letter)).content.decode()
    approves.post(address("letter_approve", letter))
    assert approves.get(address("letter_sign", letter)).status_code == 200
    approves.post(address("letter_sign", letter), {})
    assert writes.get(address("letter_send", letter)).status_code == 200
    writes.post(address("letter_send", letter), {"way": "post", "postal_id": "10100080000001"})
    assert writes.get(address("letter_deliver", letter)).status_code == 200
    sent = again(letter)
    assert (sent.state, text_of(sent)) == (states.SENT, "Деньги вернём.")
    assert sent.number in writes.get(reverse("complaints:letters")).content.decode()


def test_case_shows_its_letter(office: Office, operator: User) -> None:
    letter = a_letter(office, operator)
    page = sits(operator).get(reverse("workstation:case", args=[letter.complaint_id])).content.decode()
    assert address("letter", letter) in page
    assert letter.heading in page


def test_wrong_text_is_told_beside_its_field(office: Office, operator: User) -> None:
    letter = a_letter(office, operator)
    fields = newest_version(letter).content.as_data()
    answer = sits(operator).post(address("letter_draft", letter), {**fields, "text": " "}, headers=HTMX)
    assert answer.status_code == 422
    assert "id_text-error" in answer.content.decode()
    assert letter.versions.count() == 1


def test_refusals_are_sentences(office: Office, operator: User, supervisor: User) -> None:
    letter = a_letter(office, operator, state=states.APPROVAL)
    assert sits(supervisor).post(address("letter_approve", letter), headers=HTMX).status_code == 403
    assert sits(operator).post(address("letter_send", letter), {"way": "post"}, headers=HTMX).status_code == 409


def test_register_finds_by_number_addressee_and_heading(office: Office, operator: User) -> None:
    letter = a_letter(office, operator, state=states.SIGNED)
    other = a_letter(office, operator)
    browser = sits(operator)
    for text in (letter.number, letter.number[-6:], "гордееву", "рассмотр", letter.complaint.number):
        assert letter.number in browser.get(reverse("complaints:letters"), {"q": text}).content.decode()
    assert letter.number not in browser.get(reverse("complaints:letters"), {"q": "сидорову"}).content.decode()
    unsigned = browser.get(reverse("complaints:letters"), {"state": "unsigned"}).content.decode()
    assert address("letter", other) in unsigned
    assert letter.number not in unsigned


def test_head_finds_what_waits_for_him_and_nothing_else(office: Office, operator: User) -> None:
    waiting, draft = a_letter(office, operator, state=states.APPROVAL), a_letter(office, operator)
    browser = sits(office.head)
    page = browser.get(reverse("complaints:letters")).content.decode()
    assert address("letter", waiting) in page
    assert browser.get(address("letter", draft)).status_code == 404


@pytest.mark.parametrize(("kind", "start"), [("pdf", b"%PDF"), ("docx", b"PK")])
def test_files_are_served_to_who_may_see_the_letter(
    office: Office, operator: User, expert: User, kind: str, start: bytes
) -> None:
    letter = a_letter(office, operator)
    where = reverse("complaints:letter_file", args=[letter.pk, 1, kind])
    answer = sits(operator).get(where)
    assert b"".join(answer).startswith(start)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert sits(expert).get(where).status_code == 404


# Behind the mark


def checked(token: str) -> tuple[int, str]:
    answer = Browser().get(reverse("complaints:letter_check", args=[token]))
    # Around it stand the time and the address that was asked for.
    return answer.status_code, answer.content.decode().partition("<main")[2].partition("</main>")[0]


def test_mark_shows_number_day_masked_addressee_and_state(office: Office, operator: User) -> None:
    letter = a_letter(office, operator, state=states.SIGNED)
    status, page = checked(letter.token)
    assert status == 200
    assert letter.number in page
    assert "Г••• П.А." in page
    for secret in ("Гордееву", letter.complaint.number, letter.heading, "Макарова", "Соколова", "650"):
        assert secret not in page


def test_mark_of_a_cancelled_letter_says_so(office: Office, operator: User) -> None:
    letter = a_letter(office, operator, state=states.SIGNED)
    cancel_letter(letter_id=letter.pk, reason="Ошибка", actor=operator, at=office.at)
    status, page = checked(letter.token)
    assert status == 200
    assert "pill-crit" in page
    assert "Ошибка" not in page


def test_unsigned_letter_and_no_letter_look_alike(office: Office, operator: User) -> None:
    draft = a_letter(office, operator)
    assert checked(draft.token) == checked("A" * 22)
    assert checked(draft.token)[0] == checked("x")[0] == checked("\0")[0] == 404


# Administration and API


def test_own_form_with_an_unknown_field_is_refused_in_the_administration(office: Office, administrator: User) -> None:
    document = docx.Document()
    document.add_paragraph("{{ letter.adressee }}")
    out = io.BytesIO()
    document.save(out)
    administrator.is_superuser = True
    administrator.save()
    where = reverse("admin:complaints_letterhead_change", args=[office.letterhead.pk])
    given = {"title": "Бланк", "name": "Общество", "font_size": 13, "left_margin": 20, "position": 0, "is_active": "on"}
    file = SimpleUploadedFile("form.docx", out.getvalue())
    answer = sits(administrator).post(where, {**given, "form_file": file})
    assert answer.status_code == 200
    assert "letter.adressee" in answer.content.decode()
    assert Letterhead.objects.get().form is None


def test_our_form_comes_back_as_their_own(office: Office, administrator: User) -> None:
    administrator.is_superuser = True
    administrator.save()
    browser = sits(administrator)
    form = browser.get(reverse("admin:complaints_letterhead_form", args=[office.letterhead.pk])).content
    where = reverse("admin:complaints_letterhead_change", args=[office.letterhead.pk])
    given = {"title": "Бланк", "name": "Общество", "font_size": 13, "left_margin": 20, "position": 0, "is_active": "on"}
    answer = browser.post(where, {**given, "form_file": SimpleUploadedFile("form.docx", form)})
    assert answer.status_code == 302
    assert bytes(Letterhead.objects.get().form or b"") == form


def test_template_with_a_trick_is_refused_in_the_administration(office: Office, administrator: User) -> None:
    administrator.is_superuser = True
    administrator.save()
    template = LetterTemplate.objects.all()[0]
    where = reverse("admin:complaints_lettertemplate_change", args=[template.pk])
    given = {"name": template.name, "kind": "", "outcome": "", "position": 0, "heading": "О"}
    answer = sits(administrator).post(where, {**given, "body": "{{ complaint.__class__ }}"})
    assert answer.status_code == 200
    assert "__class__" in answer.content.decode()
    assert template.versions.count() == 1


def test_api_reads_letters_and_writes_none(office: Office, operator: User, supervisor: User) -> None:
    letter = a_letter(office, operator, state=states.SENT)
    api = APIClient()
    api.force_login(supervisor)
    (row,) = api.get("/api/v1/outgoing-letters/", {"state": "sent"}).json()["results"]
    assert (row["number"], row["sha256"]) == (letter.number, newest_version(letter).sha256)
    assert row["dispatches"][0]["postal_id"] == "10100080000001"
    assert api.post("/api/v1/outgoing-letters/", {}, format="json").status_code == 405
