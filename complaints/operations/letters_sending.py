"""How a signed letter reaches the client: by the outbox with the PDF attached, by post, or from hand to hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.letters import states
from complaints.letters.wording import KIND_WORDS
from complaints.letters.words import day
from complaints.models import DispatchWay, FileKind, LetterDispatch, OutgoingLetter
from complaints.operations.answering import answer_complaint
from complaints.operations.letters import lock_letter, move_letter, require_writer
from complaints.operations.letters_files import file_of
from complaints.queries.letters import newest_version
from complaints.states import WAITING
from contactcenter.cases.operations.life import link_contact
from contactcenter.contacts.models import Contact, Message, Queue
from contactcenter.contacts.operations.attachments import keep_attachment
from contactcenter.contacts.operations.life import lock_contact
from contactcenter.contacts.operations.messages import send_reply
from contactcenter.contacts.operations.outbound import write_to_client
from contactcenter.decisions.operations.answering import Way, ways_to_answer
from contactcenter.lib.errors import Conflict, InvalidInput
from contactcenter.lib.text import clean
from contactcenter.staff.models import User

ON_PAPER = {"post": DispatchWay.POST, "hand": DispatchWay.HANDED}


@dataclass(frozen=True)
class Dispatch:
    """How it goes: `way` is the key of a way to answer (email:7, contact:9), `post` or `hand`."""

    way: str
    posted_on: date | None = None
    postal_id: str = ""


@transaction.atomic
def send_letter(*, letter_id: int, dispatch: Dispatch, actor: User, at: datetime) -> LetterDispatch:
    """Send it, or note that it was posted or handed over; the entry of the register is answered with it.

    Raises NotAllowed, IllegalTransition before it is signed, InvalidInput for a way that is not open or a day to come,
    Conflict for what was signed by hand and has no paper's way, or while a department owes a decision.
    """
    require_writer(actor)
    way = None if dispatch.way in ON_PAPER else _way(letter_id, dispatch, actor)
    if way and way.contact:
        lock_contact(way.contact.pk)  # before the case, as everywhere
    letter = lock_letter(letter_id, actor=actor)
    states.LETTER.next(letter.state, "send")
    row = _on_paper(letter, dispatch, at) if way is None else _by_outbox(letter, way, actor=actor, at=at)
    row.actor, row.at = actor, at
    row.save()
    data = {"way": row.get_way_display(), **({"reason": row.postal_id} if row.postal_id else {})}
    move_letter(letter, verb="send", at=at, actor=actor, data=data, sent_at=letter.sent_at or at)
    if letter.complaint.case.state in WAITING:
        answer_complaint(
            case_id=letter.complaint_id,
            text="\n".join(newest_version(letter).content.paragraphs)[:10_000],
            at=at,
            actor=actor,
            outgoing_number=letter.number,
            outgoing_on=letter.registered_on,
            delivery=" ".join(filter(None, (str(row.get_way_display()), row.postal_id))),
        )
    return row


def _way(letter_id: int, dispatch: Dispatch, actor: User) -> Way:
    letter = OutgoingLetter.objects.select_related("complaint__case").get(pk=letter_id)
    ways = ways_to_answer(case=letter.complaint.case, user=actor)
    way = next((way for way in ways if way.key == dispatch.way), None)
    if way is None:
        raise InvalidInput(
            _("The client can no longer be reached this way. Choose another one."), code="way_closed", field="way"
        )
    return way


def _on_paper(letter: OutgoingLetter, dispatch: Dispatch, at: datetime) -> LetterDispatch:
    today = timezone.localtime(at, timezone.get_default_timezone()).date()
    posted_on = dispatch.posted_on or today
    assert letter.registered_on
    if not letter.registered_on <= posted_on <= today:
        raise InvalidInput(_("A letter goes out between its own date and today."), code="bad_day", field="posted_on")
    postal_id = clean(dispatch.postal_id, limit=40, field="postal_id").replace(" ", "")
    return LetterDispatch(letter=letter, way=ON_PAPER[dispatch.way], posted_on=posted_on, postal_id=postal_id)


def _by_outbox(letter: OutgoingLetter, way: Way, *, actor: User, at: datetime) -> LetterDispatch:
    if letter.by_hand:
        raise Conflict(
            _("It was signed by hand: post it or hand it over. A file without the signature is no answer."),
            code="signed_by_hand",
        )
    written = file_of(newest_version(letter), kind=FileKind.PDF, at=at)
    with written.file.open("rb") as file:
        pdf = file.read()
    case, name, text = letter.complaint.case, f"{letter.number}.pdf", _cover(letter)
    message: Message
    if way.contact:
        link_contact(case=case, contact=way.contact, at=at)
        contact = Contact.objects.get(pk=way.contact.pk)
        attachment = keep_attachment(contact=contact, name=name, content=pdf, at=at)
        message = send_reply(contact_id=contact.pk, author=actor, text=text, at=at, attachment_ids=[attachment.pk])
        return LetterDispatch(letter=letter, way=DispatchWay.CONVERSATION, message=message)
    assert way.address
    message = write_to_client(
        address=way.address, queue=_queue(letter), text=text, at=at, author=actor, topic=case.topic, files=[(name, pdf)]
    )
    link_contact(case=case, contact=message.contact, at=at)
    return LetterDispatch(letter=letter, way=DispatchWay.EMAIL, message=message)


def _cover(letter: OutgoingLetter) -> str:
    """What is written beside the file, in the language of letters."""
    content = newest_version(letter).content
    about = KIND_WORDS[letter.complaint.kind][2]
    return (
        f"{content.salutation}\n\nНаправляем ответ на Вашу {about} № {letter.complaint.number}: письмо "
        f"№ {letter.number} от {content.date}, файл приложен.\n\nПроверить, что письмо отправили мы, можно по адресу "
        f"{content.verification_url}\n\n{content.organisation.short_name or content.organisation.name}"
    ).replace("Вашу предложение", "Ваше предложение")


def _queue(letter: OutgoingLetter) -> Queue:
    """The queue whose business the answers are."""
    case = letter.complaint.case
    if case.topic and case.topic.queue:
        return case.topic.queue
    queue = Queue.objects.active().filter(function=case.function).order_by("pk").first()
    if queue is None:
        raise Conflict(_("No queue serves such cases: an administrator has to set one up."), code="no_queue")
    return queue


@transaction.atomic
def record_delivery(
    *, letter_id: int, dispatch_id: int, delivered_on: date, note: str, actor: User, at: datetime
) -> OutgoingLetter:
    """The client has it: on which day, and how that is known. Raises InvalidInput for a day before it went or ahead."""
    require_writer(actor)
    letter = lock_letter(letter_id, actor=actor)
    states.LETTER.next(letter.state, "deliver")
    row = LetterDispatch.objects.filter(letter=letter, pk=dispatch_id).first()
    if row is None:
        raise InvalidInput(_("The letter did not go this way."), code="no_dispatch", field="dispatch")
    zone = timezone.get_default_timezone()
    today = timezone.localtime(at, zone).date()
    went = row.posted_on or timezone.localtime(row.at, zone).date()
    if not went <= delivered_on <= today:
        raise InvalidInput(
            _("A letter arrives between the day when it went, %(day)s, and today.") % {"day": day(went)},
            code="bad_day",
            field="delivered_on",
        )
    row.delivered_on, row.delivery_note = delivered_on, clean(note, limit=300, field="note")
    row.save(update_fields=["delivered_on", "delivery_note"])
    data = {"way": row.get_way_display(), "day": day(delivered_on), **({"reason": row.delivery_note} if note else {})}
    return move_letter(letter, verb="deliver", at=at, actor=actor, data=data, delivered_on=delivered_on)
