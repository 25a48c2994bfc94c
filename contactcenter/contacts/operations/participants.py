"""Several people around one conversation: asked beside it, invited into it, gone from it.

One operator stays responsible. Whoever is called takes nothing of his own capacity, sees the conversation as long as he
takes part, and is out of it when it leaves the operator's hands.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, Message, NoteKind, Participant, ParticipantRole
from contactcenter.contacts.operations.life import lock_contact, note_event, require_holder
from contactcenter.contacts.operations.messages import said_by_key, write_note
from contactcenter.lib.errors import Conflict, InvalidInput, NotAllowed
from contactcenter.push import topics
from contactcenter.push.publish import publish
from contactcenter.staff.models import Presence, PresenceState, Role, User

# Who knows something: those who talk to clients, those who steer them, those who decide.
ADVISERS = (Role.OPERATOR, Role.SUPERVISOR, Role.EXPERT)
MOST = 10  # people in one conversation: more is a meeting


@transaction.atomic
def consult(*, contact_id: int, operator: User, person: User, question: str, at: datetime) -> Participant:
    """Ask a colleague or an expert beside the conversation; the client sees nothing of it.

    Somebody who was asked before is asked once more. Raises NotAllowed when the contact is not the operator's,
    InvalidInput for somebody who cannot be asked or without a question, Conflict when the conversation is over.
    """
    contact = _running(contact_id, operator)
    _require_other(contact, person, roles=ADVISERS)
    participant = _called(contact, person, role=ParticipantRole.CONSULTANT, by=operator, at=at)
    message = write_note(contact_id=contact.pk, author=operator, text=question, at=at, kind=NoteKind.CONSULT)
    _tell(contact, participant, verb="consult", at=at, actor=operator, message=message)
    return participant


@transaction.atomic
def invite(*, contact_id: int, operator: User, person: User, at: datetime, note: str = "") -> Participant:
    """Let a second operator write to the client too; whoever was asked for advice is raised to it.

    Raises as `consult` does, and Conflict for an operator who is not at work.
    """
    contact = _running(contact_id, operator)
    _require_other(contact, person, roles=(Role.OPERATOR, Role.SUPERVISOR))
    if not Presence.objects.filter(operator=person).exclude(state=PresenceState.OFFLINE).exists():
        raise Conflict(_("%(name)s is not at work now.") % {"name": person}, code="not_at_work")
    participant = _called(contact, person, role=ParticipantRole.GUEST, by=operator, at=at)
    said = note.strip() and write_note(contact_id=contact.pk, author=operator, text=note, at=at, kind=NoteKind.CONSULT)
    _tell(contact, participant, verb="invite", at=at, actor=operator, message=said or None)
    return participant


@transaction.atomic
def advise(*, contact_id: int, author: User, text: str, at: datetime, key: str = "") -> Message:
    """A word of the consultation: from who was called, or from the operator who called him; `key` as for an answer.

    Raises NotAllowed for anybody else.
    """
    contact = lock_contact(contact_id)
    people = list(contact.participants.present().values_list("person_id", flat=True))
    if author.pk not in (*people, contact.operator_id):
        raise NotAllowed(_("You were not called into this conversation."), code="not_called")
    if key and (known := said_by_key(contact, key)):
        return known
    message = write_note(contact_id=contact.pk, author=author, text=text, at=at, key=key, kind=NoteKind.CONSULT)
    for person_id in {*people, contact.operator_id} - {author.pk, None}:
        publish(topics.operator(int(person_id or 0)), kind="asked", contact=contact.pk, message=message.pk)
    return message


@transaction.atomic
def end_participation(*, contact_id: int, person: User, actor: User, at: datetime) -> bool:
    """He leaves, or the operator or a supervisor thanks him; False when he has left already.

    Raises NotAllowed for anybody else.
    """
    contact = lock_contact(contact_id)
    if actor.pk not in (person.pk, contact.operator_id) and not actor.has_role(Role.SUPERVISOR):
        raise NotAllowed(_("Only the operator of the conversation may do this."), code="not_yours")
    if not contact.participants.present().filter(person=person).update(until=at):
        return False
    note_event(contact, verb="leave", at=at, actor=actor, data={"person": person.pk})
    _tell_gone(contact, person.pk)
    return True


def leave_all(*, person_id: int, at: datetime) -> int:
    """Who has gone off shift writes to nobody's client any more; questions to him stay until he is back."""
    person = User.objects.get(pk=person_id)
    guest = Participant.objects.of(person).filter(role=ParticipantRole.GUEST)
    contact_ids = list(guest.values_list("contact_id", flat=True))
    return sum(end_participation(contact_id=pk, person=person, actor=person, at=at) for pk in contact_ids)


def dissolve(contact: Contact, *, at: datetime) -> None:
    """The contact has left its operator's hands, or somebody who took part is its operator now."""
    present = contact.participants.present()
    over = present if contact.state not in states.HELD else present.filter(person=contact.operator_id)
    people = list(over.values_list("person_id", flat=True))
    if people:
        over.update(until=at)
    for person_id in people:
        _tell_gone(contact, person_id)


def _running(contact_id: int, operator: User) -> Contact:
    contact = lock_contact(contact_id)
    require_holder(contact, operator)
    if contact.state != states.ACTIVE:
        raise Conflict(_("The conversation is over: return to it first."), code="not_active")
    return contact


def _require_other(contact: Contact, person: User, *, roles: tuple[Role, ...]) -> None:
    if person.pk == contact.operator_id:
        raise InvalidInput(_("You have this contact yourself."), code="yourself", field="person")
    if not person.is_active or not any(person.has_role(role) for role in roles):
        raise InvalidInput(
            _("%(name)s cannot be called into a conversation.") % {"name": person},
            code="cannot_be_called",
            field="person",
        )


def _called(contact: Contact, person: User, *, role: str, by: User, at: datetime) -> Participant:
    present = contact.participants.present()
    found = present.filter(person=person).first()
    if found is None:
        if present.count() >= MOST:
            raise Conflict(_("There are too many people in this conversation already."), code="too_many")
        return Participant.objects.create(contact=contact, person=person, role=role, called_by=by, since=at)
    # A guest who is asked something stays a guest.
    if role == ParticipantRole.GUEST and found.role != role:
        found.role = role
        found.save(update_fields={"role"})
    return found


def _tell(
    contact: Contact, participant: Participant, *, verb: str, at: datetime, actor: User, message: Message | None
) -> None:
    note_event(contact, verb=verb, at=at, actor=actor, data={"person": participant.person_id})
    publish(topics.desk(contact.pk), kind="people")
    publish(
        topics.operator(participant.person_id),
        kind="asked",
        contact=contact.pk,
        message=message.pk if message else None,
    )


def _tell_gone(contact: Contact, person_id: int) -> None:
    publish(topics.desk(contact.pk), kind="people")
    publish(topics.operator(person_id), kind="parted", contact=contact.pk)
