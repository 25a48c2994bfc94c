"""Who is around one conversation, what each of them may do there, and who could be called or given it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, Message, NoteKind, Participant, Queue
from contactcenter.contacts.operations.messages import BY_LETTER, letter_address
from contactcenter.functions.registry import registry
from contactcenter.routing.models import QueueMember
from contactcenter.routing.operations.steering import STEER
from contactcenter.staff.models import PresenceState, Role, User

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

Choices = list[tuple[str, str]]
Groups = list[tuple[str, Choices]]


@dataclass(frozen=True)
class Voice:
    """One way to say something in a conversation; all but `reply` stay in the house."""

    kind: str
    label: _StrOrPromise
    placeholder: _StrOrPromise
    icon: str = ""


REPLY = Voice("reply", gettext_lazy("Answer to the client"), gettext_lazy("Write an answer. / calls prepared texts"))
NOTE = Voice("note", gettext_lazy("Note"), gettext_lazy("A note for colleagues; the client does not see it"), "lock")
CONSULT = Voice(
    "consult",
    gettext_lazy("Consultation"),
    gettext_lazy("To those who were called in; the client does not see it"),
    "message-question",
)
WHISPER = Voice(
    "whisper",
    gettext_lazy("Whisper"),
    gettext_lazy("To the operator, with a sound; the client does not see it"),
    "speakerphone",
)


@dataclass(frozen=True)
class Company:
    """The people of one conversation, as one of them sees it."""

    contact: Contact
    people: Sequence[Participant]
    viewer: User
    may_take_over: bool
    # Whether there is a way to write to the client at all.
    may_write: bool = True

    @property
    def own(self) -> Participant | None:
        """The viewer's own part."""
        return next((one for one in self.people if one.person_id == self.viewer.pk), None)

    @property
    def is_mine(self) -> bool:
        """Whether the viewer is its operator."""
        return self.contact.operator_id == self.viewer.pk

    @property
    def may_end(self) -> bool:
        """Whether the viewer thanks others."""
        return self.is_mine or self.viewer.has_role(Role.SUPERVISOR)

    @property
    def voices(self) -> list[Voice]:
        """How the viewer may speak here; the first one is what the composer begins with."""
        if self.contact.state != states.ACTIVE:
            return []
        if self.is_mine:
            found = [REPLY, NOTE, *([CONSULT] if self.people else [])]
        else:
            found = ([REPLY, CONSULT] if self.own.is_guest else [CONSULT]) if self.own else []
            found += [WHISPER] if self.viewer.has_perm(STEER) else []
        return found if self.may_write else [voice for voice in found if voice != REPLY]

    @property
    def signal(self) -> str:
        """Differs when the people differ."""
        return signal_of(self.people)


def signal_of(people: Sequence[Participant]) -> str:
    """What a page compares to know that it must load itself anew."""
    return " ".join(f"{one.person_id}{one.role[:1]}" for one in people)


def people_of(contact: Contact) -> list[Participant]:
    """Who takes part now, in the order in which they were called."""
    return list(contact.participants.present().select_related("person").order_by("pk"))


def company_of(contact: Contact, viewer: User) -> Company:
    """The people of a contact for one viewer; nobody takes part in what nobody has in hand."""
    people = people_of(contact) if contact.state in states.HELD else []
    return Company(
        contact,
        people,
        viewer,
        may_take_over=_may_take_over(contact, viewer),
        may_write=contact.channel not in BY_LETTER or letter_address(contact) is not None,
    )


def _may_take_over(contact: Contact, viewer: User) -> bool:
    if contact.state != states.ACTIVE or contact.operator_id == viewer.pk:
        return False
    if viewer.has_perm(STEER):
        return True
    queue = contact.queue
    if not queue.colleagues_take_over or contact.operator is None:
        return False
    if queue.within_team and (viewer.team_id is None or viewer.team_id != contact.operator.team_id):
        return False
    return QueueMember.objects.filter(queue=queue, operator=viewer).exists()


def called_to(person: User) -> list[Participant]:
    """Where somebody was called to and has not left, the latest first."""
    return list(
        Participant.objects.of(person).select_related(
            "called_by", "contact__client", "contact__address", "contact__queue", "contact__topic", "contact__operator"
        )
    )


def handover_note(contact: Contact) -> Message | None:
    """What the colleague who transferred it wrote for whoever takes it; None where nobody did."""
    if contact.handed_over_by_id is None:
        return None
    notes = Message.objects.filter(contact=contact, note_kind=NoteKind.HANDOVER, author=contact.handed_over_by_id)
    return notes.select_related("author").order_by("-pk").first()


# Who could be asked. Each list is one statement, whatever the number of people.


def colleagues_to_give(contact: Contact, *, giver: User, as_of: datetime) -> Groups:
    """Operators who are ready and have room, by queue, the contact's own first: `operator-queue` with a name."""
    free = (
        QueueMember.objects.filter(queue__is_active=True, operator__is_active=True, operator__seat__ready=True)
        .filter(operator__seat__ringing=False)
        .exclude(operator=giver)
        .select_related("operator__seat", "queue")
        .order_by("queue__name", "-level", "operator__last_name")
    )
    groups: dict[int, tuple[str, Choices]] = {contact.queue_id: (contact.queue.name, [])}
    for member in free:
        if _fits(member, contact, giver, as_of):
            groups.setdefault(member.queue_id, (member.queue.name, []))[1].append(
                (f"{member.operator_id}-{member.queue_id}", str(member.operator))
            )
    return [group for group in groups.values() if group[1]]


def _fits(member: QueueMember, contact: Contact, giver: User, as_of: datetime) -> bool:
    if not member.operator.seat.has_room_for(contact):
        return False
    same_queue = member.queue_id == contact.queue_id
    waited = as_of - contact.in_queue_since if same_queue else timedelta()
    if timedelta(seconds=member.after_seconds) > waited:
        return False
    return not member.queue.within_team or (giver.team_id is not None and member.operator.team_id == giver.team_id)


def functions_to_give(contact: Contact) -> Choices:
    """Labour functions that have another queue than the contact's own."""
    others = Queue.objects.active().exclude(pk=contact.queue_id).values_list("function", flat=True).distinct()
    slugs = set(others)
    return [(function.slug, str(function.label)) for function in registry if function.slug in slugs]


def people_to_call(contact: Contact, *, caller: User) -> Groups:
    """Who could be asked, in three groups: colleagues who are here, experts by department, supervisors."""
    busy = [caller.pk, contact.operator_id or 0]
    staff = User.objects.filter(is_active=True).exclude(pk__in=busy).order_by("last_name", "first_name", "pk")
    here = staff.filter(groups__name=Role.OPERATOR, presence__isnull=False)
    groups = [
        (_("Colleagues at work"), _named(here.exclude(presence__state=PresenceState.OFFLINE))),
        (_("Experts"), _named(staff.filter(groups__name=Role.EXPERT).select_related("department"))),
        (_("Supervisors"), _named(staff.filter(groups__name=Role.SUPERVISOR))),
    ]
    return [group for group in groups if group[1]]


def _named(people: QuerySet[User]) -> Choices:
    return [(str(one.pk), f"{one} — {one.department}" if one.department_id else str(one)) for one in people]
