"""Letters to clients, by the mail server that the settings name.

Each has a Message-ID of its own that stays the same however often it is sent, and names the letters before it, so that
the client's program keeps the talk together and an answer can be brought back to its contact.
"""

from __future__ import annotations

from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPServerDisconnected

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from contactcenter.cases.models import Case
from contactcenter.clients.models import AddressKind
from contactcenter.contacts.models import Channel, Contact, Delivery, Direction, Message
from contactcenter.contacts.models.contacts import ContactDirection
from contactcenter.contacts.operations.outbox import Courier, DeliveryRefused
from contactcenter.lib.mail import message_id

# What a program shows as one talk it finds by the last of these; longer headers get cut on the way.
REFERENCES = 20
_PERMANENT = 500


def send_letter(delivery: Delivery) -> None:
    """Send it, or say why not: DeliveryRefused when trying again is no use or could reach the client twice."""
    letter = letter_of(delivery)
    connection = get_connection()
    connection.open()  # whatever fails so far is tried again: nothing has been said yet
    try:
        connection.send_messages([letter])
    except SMTPRecipientsRefused as refusal:
        _give_up_if_permanent(next(iter(refusal.recipients.values()), (0, b"")), refusal)
        raise
    except SMTPDataError as refusal:
        _give_up_if_permanent((refusal.smtp_code, refusal.smtp_error), refusal)
        raise
    except (SMTPServerDisconnected, OSError) as lost:
        if isinstance(lost, SMTPException) and not isinstance(lost, SMTPServerDisconnected):
            raise  # an answer of the server, which has not taken the letter
        raise DeliveryRefused(_("It is not known whether the client has received it.")) from lost
    finally:
        _leave(connection)


def letter_of(delivery: Delivery) -> EmailMessage:
    """The letter of a delivery; raises DeliveryRefused when there is nowhere to send it."""
    message = delivery.message
    references = references_of(message)
    letter = EmailMessage(
        subject=subject_of(message.contact),
        body=body_of(message),
        to=[_recipient(delivery)],
        reply_to=[settings.DEFAULT_FROM_EMAIL],
        headers={
            "Message-ID": message_id("delivery", delivery.pk),
            **({"In-Reply-To": references[-1], "References": " ".join(references)} if references else {}),
        },
    )
    for attachment in message.attachments.order_by("pk"):
        with attachment.file.open("rb") as file:
            letter.attach(attachment.name, file.read(), attachment.content_type)
    return letter


def body_of(message: Message) -> str:
    """The words; an answer to a form on a site repeats what was asked there, which the client has nowhere else."""
    if message.contact.channel != Channel.WEBFORM:
        return message.body
    asked = Message.objects.filter(contact=message.contact_id, direction=Direction.IN).exclude(body="").order_by("pk")
    first = asked.first()
    if first is None:
        return message.body
    head = _("You wrote on %(moment)s:") % {"moment": date_format(localtime(first.created_at), "j E Y, H:i")}
    return "\n".join([message.body, "", head, *(f"> {line}" for line in first.body.splitlines())])


def subject_of(contact: Contact) -> str:
    """The case that the contact serves, or what it is about."""
    case = Case.objects.filter(contacts=contact).order_by("-pk").first()
    about = f"{case.number}. {case.subject}" if case else str(contact.topic or contact.queue)
    subject = f"Re: {about}" if contact.direction == ContactDirection.INBOUND else about
    return " ".join(subject.split())


def references_of(message: Message) -> list[str]:
    """Message-IDs of the letters before this one: of the same contact, and of others about the same case."""
    same_case = Q(contact__cases__in=Case.objects.filter(contacts=message.contact_id))
    earlier = (
        Message.objects.filter(Q(contact=message.contact_id) | same_case, channel=Channel.EMAIL, pk__lt=message.pk)
        .filter(Q(direction=Direction.IN) & ~Q(external_id="") | Q(delivery__isnull=False))
        .select_related("delivery")
        .order_by("-pk")
        .distinct()[:REFERENCES]
    )
    return [_name_of(letter) for letter in reversed(earlier)]


def _name_of(letter: Message) -> str:
    if letter.direction == Direction.IN:
        return f"<{letter.external_id.strip('<>')}>"
    return message_id("delivery", letter.delivery.pk)


def _recipient(delivery: Delivery) -> str:
    # The outbox writes down the thread where a contact has one, and in mail that is no address.
    address = delivery.message.contact.address
    if address and address.kind == AddressKind.EMAIL:
        return address.value
    if "@" not in delivery.recipient:
        raise DeliveryRefused(_("The client has no e-mail address any more."))
    return delivery.recipient


def _give_up_if_permanent(answer: tuple[int, bytes | str], refusal: SMTPException) -> None:
    code, text = answer
    if code >= _PERMANENT:
        said = text.decode(errors="replace") if isinstance(text, bytes) else text
        raise DeliveryRefused(_("The mail server refuses it: %(answer)s") % {"answer": f"{code} {said}"}) from refusal


def _leave(connection: object) -> None:
    """Saying goodbye may fail; the letter is where it is by then."""
    try:
        connection.close()  # type: ignore[attr-defined]  # every backend has it
    except (SMTPException, OSError):
        return


# Not repeatable: some programs drop a letter of the same name, but nobody can rely on it.
COURIER = Courier(send=send_letter, repeatable=False)
