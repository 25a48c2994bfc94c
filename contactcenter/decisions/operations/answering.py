"""Telling the client what was decided: by the conversation that runs, or by a letter; through the outbox either way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from contactcenter.cases.models import Case
from contactcenter.cases.operations.life import link_contact, lock_case, note_case_event
from contactcenter.clients.models import AddressKind, Client, ClientAddress
from contactcenter.contacts import states as contact_states
from contactcenter.contacts.models import Contact, Message, Queue
from contactcenter.contacts.operations.life import lock_contact
from contactcenter.contacts.operations.messages import send_reply
from contactcenter.contacts.operations.outbound import write_to_client
from contactcenter.decisions import states
from contactcenter.decisions.models import AnswerTemplate, ClientAnswer, Decision, Referral
from contactcenter.decisions.models.answers import PLACEHOLDER
from contactcenter.decisions.money import in_roubles
from contactcenter.decisions.operations.moving import require_contact_centre
from contactcenter.decisions.queries import require_no_open_referrals
from contactcenter.functions.registry import registry
from contactcenter.lib.errors import Conflict, InvalidInput
from contactcenter.privacy.masking import mask_email
from contactcenter.staff.models import User


@dataclass(frozen=True)
class Way:
    """How the client can be reached now: the conversation of this operator, or one of the client's mailboxes."""

    key: str
    contact: Contact | None = None
    address: ClientAddress | None = None

    @property
    def label(self) -> str:
        """In words, the address masked."""
        if self.contact:
            return str(_("in the running conversation, %(channel)s")) % {"channel": self.contact.get_channel_display()}
        assert self.address
        return str(_("by e-mail, %(address)s")) % {"address": mask_email(self.address.value)}


@dataclass(frozen=True)
class Answer:
    """What the client is told. A final one answers the case."""

    text: str
    way: str
    is_final: bool = True
    template: AnswerTemplate | None = None


def ways_to_answer(*, case: Case, user: User) -> list[Way]:
    """Conversations of the case that this operator holds, then mailboxes, the newest first."""
    running = Contact.objects.held_by(user).filter(client=case.client_id, state=contact_states.ACTIVE)
    mailboxes = ClientAddress.objects.filter(client=case.client_id, kind=AddressKind.EMAIL).order_by("-pk")
    return [
        *(Way(f"contact:{contact.pk}", contact=contact) for contact in running),
        *(Way(f"email:{address.pk}", address=address) for address in mailboxes),
    ]


def _called(client: Client) -> str:
    """As a letter addresses its reader: by name and patronymic, without the surname."""
    return " ".join(filter(None, (client.first_name, client.patronymic))) or client.name


def draft_answer(*, decision: Decision, template: AnswerTemplate | None) -> str:
    """The text that an answer begins with: the reasons of the department, within a template if there is one."""
    if template is None:
        return decision.text
    case = decision.referral.case
    words = {
        "number": case.number,
        "decision": decision.text,
        "name": _called(case.client),
        "amount": in_roubles(decision.amount) if decision.amount is not None else "",
        "day": formats.date_format(decision.fulfil_by, "SHORT_DATE_FORMAT") if decision.fulfil_by else "",
    }
    return PLACEHOLDER.sub(lambda found: words.get(found[1], found[0]), template.body)


@transaction.atomic
def answer_client(*, referral_id: int, answer: Answer, actor: User, at: datetime) -> ClientAnswer:
    """Send the answer and record it on the case; a final one is the answer of the labour function too.

    Raises NotAllowed, Conflict before the decision or while another department owes one, InvalidInput for an empty text
    or a way that is no longer open.
    """
    require_contact_centre(actor)
    referral = Referral.objects.select_related("department", "case").get(pk=referral_id)
    way = _way(referral.case, answer, actor)
    if way.contact:
        lock_contact(way.contact.pk)  # before the case, as everywhere
    case = lock_case(referral.case_id)
    if Referral.objects.filter(pk=referral_id, state=states.DECIDED).first() is None:
        raise Conflict(_("There is no decision yet that the client could be told."), code="not_decided")
    if answer.is_final:
        require_no_open_referrals(case)
    message = _send(case, way, text=answer.text, actor=actor, at=at)
    told = ClientAnswer.objects.create(
        case=case,
        referral=referral,
        message=message,
        template=answer.template,
        is_final=answer.is_final,
        actor=actor,
        at=at,
    )
    note_case_event(case, verb="tell_client", at=at, actor=actor, data={"referral": referral.pk, "message": message.pk})
    _record(case, message, is_final=answer.is_final, actor=actor, at=at)
    return told


def _record(case: Case, message: Message, *, is_final: bool, actor: User, at: datetime) -> None:
    """What the labour function makes of it: its answer, or word of how it goes."""
    function = registry.find(case.function)
    if function is None:
        return
    if is_final and function.record_answer:
        function.record_answer(case_id=case.pk, text=message.body, actor=actor, at=at)
    elif not is_final and function.record_update and "inform" in function.states.allowed(case.state):
        function.record_update(case_id=case.pk, text=message.body, actor=actor, at=at)


def _way(case: Case, answer: Answer, actor: User) -> Way:
    way = next((way for way in ways_to_answer(case=case, user=actor) if way.key == answer.way), None)
    if way is None:
        raise InvalidInput(
            _("The client can no longer be reached this way. Choose another one."), code="way_closed", field="way"
        )
    return way


def _send(case: Case, way: Way, *, text: str, actor: User, at: datetime) -> Message:
    if way.contact:
        link_contact(case=case, contact=way.contact, at=at)
        return send_reply(contact_id=way.contact.pk, author=actor, text=text, at=at)
    assert way.address
    message = write_to_client(
        address=way.address, queue=_queue_of(case), text=text, at=at, author=actor, topic=case.topic
    )
    link_contact(case=case, contact=message.contact, at=at)
    return message


def _queue_of(case: Case) -> Queue:
    """The queue whose business the letter is: of the topic, of the case's first contact, or any of its function."""
    if case.topic and case.topic.queue:
        return case.topic.queue
    first = Contact.objects.filter(cases=case).select_related("queue").order_by("pk").first()
    queue = first.queue if first else Queue.objects.active().filter(function=case.function).order_by("pk").first()
    if queue is None:
        raise Conflict(_("No queue serves such cases: an administrator has to set one up."), code="no_queue")
    return queue
