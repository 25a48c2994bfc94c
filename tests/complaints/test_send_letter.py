"""How a signed letter reaches the client, and what is known of it."""

from datetime import date, datetime, timedelta

import pytest

from complaints.letters import states
from complaints.models import LetterDispatch, OutgoingLetter
from complaints.operations import letters_files
from complaints.operations.letters_approving import sign_letter
from complaints.operations.letters_sending import Dispatch, record_delivery, send_letter
from contactcenter.contacts.models import Attachment, Delivery, Message
from contactcenter.lib.errors import Conflict, IllegalTransition, InvalidInput, NotAllowed
from contactcenter.staff.models import User
from tests.complaints.builders import entry
from tests.complaints.letters import Office, a_letter, again, an_office, with_mailbox


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


def signed(office: Office, preparer: User) -> OutgoingLetter:
    return a_letter(office, preparer, state=states.SIGNED)


def test_letter_by_email_carries_the_pdf_and_answers_the_entry(
    office: Office, operator: User, really_drawn: None
) -> None:
    letter = signed(office, operator)
    mailbox = with_mailbox(letter.complaint.case.client, office.at)
    send_letter(letter_id=letter.pk, dispatch=Dispatch(way=f"email:{mailbox.pk}"), actor=operator, at=office.at)
    message = Message.objects.get(letter_dispatch__letter=letter)
    assert letter.number in message.body
    assert message.delivery.recipient == mailbox.value
    (file,) = message.attachments.all()
    assert file.name == f"{letter.number}.pdf"
    assert file.content_type == "application/pdf"
    with file.file.open("rb") as content:
        assert content.read(5) == b"%PDF-"
    row = entry(letter.complaint_id)
    assert (row.state, row.outgoing_number, row.outgoing_on) == ("answered", letter.number, letter.registered_on)
    assert again(letter).state == states.SENT


def test_what_is_not_signed_is_not_sent(office: Office, operator: User) -> None:
    letter = a_letter(office, operator, state=states.APPROVED)
    with pytest.raises(IllegalTransition):
        send_letter(letter_id=letter.pk, dispatch=Dispatch(way="post"), actor=operator, at=office.at)
    mailbox = with_mailbox(letter.complaint.case.client, office.at)
    with pytest.raises(IllegalTransition):
        send_letter(letter_id=letter.pk, dispatch=Dispatch(way=f"email:{mailbox.pk}"), actor=operator, at=office.at)
    assert not LetterDispatch.objects.exists()
    assert not Delivery.objects.filter(recipient=mailbox.value).exists()
    assert entry(letter.complaint_id).state == "decided"


def test_letter_by_post_keeps_its_day_and_number(office: Office, operator: User) -> None:
    letter = signed(office, operator)
    assert letter.registered_on
    given = Dispatch(way="post", posted_on=letter.registered_on, postal_id="101000 80 000001")
    row = send_letter(letter_id=letter.pk, dispatch=given, actor=operator, at=office.at)
    assert (row.posted_on, row.postal_id) == (letter.registered_on, "10100080000001")
    assert entry(letter.complaint_id).state == "answered"


@pytest.mark.parametrize("days", [-1, 1])
def test_day_before_the_letter_or_ahead_is_refused(office: Office, operator: User, days: int) -> None:
    letter = signed(office, operator)
    assert letter.registered_on
    given = Dispatch(way="post", posted_on=letter.registered_on + timedelta(days=days))
    with pytest.raises(InvalidInput) as refusal:
        send_letter(letter_id=letter.pk, dispatch=given, actor=operator, at=office.at)
    assert refusal.value.field == "posted_on"


def test_signed_by_hand_goes_on_paper_only(office: Office, operator: User) -> None:
    letter = a_letter(office, operator, state=states.APPROVED)
    sign_letter(letter_id=letter.pk, actor=office.head, at=office.at, by_hand=True)
    mailbox = with_mailbox(letter.complaint.case.client, office.at)
    with pytest.raises(Conflict) as refusal:
        send_letter(letter_id=letter.pk, dispatch=Dispatch(way=f"email:{mailbox.pk}"), actor=operator, at=office.at)
    assert refusal.value.code == "signed_by_hand"
    assert not Attachment.objects.exists()
    send_letter(letter_id=letter.pk, dispatch=Dispatch(way="hand"), actor=operator, at=office.at)


def test_way_that_is_closed_is_refused(office: Office, operator: User) -> None:
    letter = signed(office, operator)
    with pytest.raises(InvalidInput) as refusal:
        send_letter(letter_id=letter.pk, dispatch=Dispatch(way="email:0"), actor=operator, at=office.at)
    assert refusal.value.field == "way"


def test_sent_once_more_it_answers_only_once(office: Office, operator: User) -> None:
    letter = a_letter(office, operator, state=states.SENT)
    send_letter(letter_id=letter.pk, dispatch=Dispatch(way="hand"), actor=operator, at=office.at)
    assert letter.dispatches.count() == 2
    assert entry(letter.complaint_id).state == "answered"


def test_delivery_is_recorded_with_how_it_is_known(office: Office, operator: User) -> None:
    letter = a_letter(office, operator, state=states.SENT)
    (dispatch,) = letter.dispatches.all()
    assert letter.registered_on
    delivered = record_delivery(
        letter_id=letter.pk, dispatch_id=dispatch.pk, delivered_on=letter.registered_on, note="Уведомление о вручении",
        actor=operator, at=office.at,
    )  # fmt: skip
    assert (delivered.state, delivered.delivered_on) == (states.DELIVERED, letter.registered_on)
    dispatch.refresh_from_db()
    assert dispatch.delivery_note == "Уведомление о вручении"


def test_delivery_before_it_went_is_refused(office: Office, operator: User) -> None:
    letter = a_letter(office, operator, state=states.SENT)
    (dispatch,) = letter.dispatches.all()
    with pytest.raises(InvalidInput) as refusal:
        record_delivery(
            letter_id=letter.pk, dispatch_id=dispatch.pk, delivered_on=date(2020, 1, 1), note="", actor=operator,
            at=office.at,
        )  # fmt: skip
    assert refusal.value.field == "delivered_on"


def test_who_only_reads_sends_nothing(office: Office, operator: User, integrator: User) -> None:
    letter = signed(office, operator)
    with pytest.raises(NotAllowed):
        send_letter(letter_id=letter.pk, dispatch=Dispatch(way="post"), actor=integrator, at=office.at)
