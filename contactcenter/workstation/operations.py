"""What takes several steps of the floors below in one transaction: wrap-up, a case out of a conversation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contactcenter.cases.models import Case
from contactcenter.cases.operations.follow_ups import add_follow_up
from contactcenter.cases.operations.life import link_contact
from contactcenter.contacts.models import Attachment, Contact, Disposition
from contactcenter.contacts.operations.attachments import keep_attachment, require_size
from contactcenter.contacts.operations.life import close_contact, lock_contact, require_holder, require_voice
from contactcenter.contacts.operations.messages import said_by_key, send_reply, write_note
from contactcenter.functions.registry import LabourFunction, registry
from contactcenter.lib.errors import Conflict, InvalidInput, NotAllowed
from contactcenter.lib.text import clean
from contactcenter.push import topics
from contactcenter.push.publish import publish
from contactcenter.staff.models import PresenceState, User
from contactcenter.staff.operations.presence import change_presence

SUMMARY_LIMIT = 5_000
FILES_LIMIT = 20  # with one message
AFTER_WRAPUP = (PresenceState.READY, PresenceState.BREAK)


@dataclass(frozen=True)
class FollowUpPlan:
    """What the operator promises to do later."""

    text: str
    due_at: datetime


@dataclass(frozen=True)
class CasePlan:
    """One more case that a conversation leaves, of a labour function with the cleaned fields of its form."""

    function: str
    fields: Mapping[str, Any]


@dataclass(frozen=True)
class WrapUp:
    """All that an operator fills in after a conversation.

    `case_fields` are the cleaned fields of the function's form; they count where the disposition leaves a case. `more`
    are cases of other functions: a client who asks the price and reports a fault leaves two.
    """

    disposition: Disposition
    summary: str
    case_fields: Mapping[str, Any] = field(default_factory=dict)
    linked_case_ids: Sequence[int] = ()
    follow_up: FollowUpPlan | None = None
    next_state: str = PresenceState.READY
    # False where the conversation has left its case already.
    registers: bool = True
    more: Sequence[CasePlan] = ()


@transaction.atomic
def complete_wrapup(*, contact_id: int, operator: User, wrapup: WrapUp, at: datetime) -> Sequence[Case]:
    """Register the cases, link others, note the promise, close the contact, go on: all of it or nothing.

    Returns the cases that were registered, that of the disposition first. Raises NotAllowed for somebody else's
    contact, IllegalTransition when it is not in wrap-up, InvalidInput with the field that cannot be taken.
    """
    contact = lock_contact(contact_id)
    require_holder(contact, operator)
    if wrapup.next_state not in AFTER_WRAPUP:
        raise InvalidInput(_("After wrap-up comes “Ready” or “Break”."), field="next_state")
    summary = clean(wrapup.summary, limit=SUMMARY_LIMIT, field="summary", required=True)
    cases = [
        _function_of(plan.function).register_case(contact=contact, operator=operator, fields=plan.fields, at=at)
        for plan in _plans(wrapup)
    ]
    for linked in _cases_to_link(wrapup.linked_case_ids, operator):
        link_contact(case=linked, contact=contact, at=at)
    if wrapup.follow_up:
        add_follow_up(
            operator=operator,
            text=wrapup.follow_up.text,
            due_at=wrapup.follow_up.due_at,
            at=at,
            contact=contact,
            case=cases[0] if cases else None,
        )
    # Before the contact is closed: presence is locked before the seat everywhere, and closing frees the seat.
    change_presence(operator=operator, state=wrapup.next_state, at=at, actor=operator)
    close_contact(
        contact_id=contact.pk,
        actor=operator,
        disposition_id=wrapup.disposition.pk,
        summary=summary,
        at=at,
        data={"case": cases[0].pk, "cases": [case.pk for case in cases]} if cases else None,
    )
    return cases


def _plans(wrapup: WrapUp) -> Sequence[CasePlan]:
    own = CasePlan(wrapup.disposition.function, wrapup.case_fields)
    return [own, *wrapup.more] if wrapup.disposition.leaves_case and wrapup.registers else wrapup.more


def _function_of(slug: str) -> LabourFunction:
    function = registry.find(slug)
    if function is None:
        raise InvalidInput(_("There is no labour function “%(slug)s”.") % {"slug": slug[:30]}, field="function")
    return function


def _cases_to_link(case_ids: Sequence[int], operator: User) -> Sequence[Case]:
    cases = list(Case.objects.visible_to(operator).filter(pk__in=case_ids))
    if len(cases) != len(set(case_ids)):
        raise InvalidInput(_("One of the linked cases does not exist."), field="linked")
    return cases


@transaction.atomic
def register_case_in_conversation(
    *, contact_id: int, operator: User, function: str, fields: Mapping[str, Any], at: datetime
) -> Case:
    """A case of any function, while the conversation goes on. Raises NotAllowed for somebody else's contact."""
    contact = lock_contact(contact_id)
    require_holder(contact, operator)
    case = cast("Case", _function_of(function).register_case(contact=contact, operator=operator, fields=fields, at=at))
    publish(topics.contact(contact.pk), kind="cases", case=case.pk)
    return case


@dataclass(frozen=True)
class File:
    """One file that comes with a reply."""

    name: str
    content: bytes


def files_of(uploads: Sequence[UploadedFile[bytes]]) -> list[File]:
    """What came with a form, read only when number and size may be taken. Raises InvalidInput."""
    if len(uploads) > FILES_LIMIT:
        raise InvalidInput(
            _("At most %(limit)d files go with one message.") % {"limit": FILES_LIMIT}, code="too_many_files"
        )
    for upload in uploads:
        require_size(upload.size or 0)
    return [File(name=upload.name or "", content=upload.read()) for upload in uploads]


def answer_client(
    *, contact_id: int, author: User, text: str, files: Sequence[File], at: datetime, key: str = ""
) -> None:
    """A reply with its files: either all of it goes out or none, and once however often it is sent with one `key`.

    Raises what send_reply and keep_attachment raise; a refused reply leaves no files behind.
    """
    kept: list[Attachment] = []
    try:
        with transaction.atomic():
            contact = lock_contact(contact_id)
            require_voice(contact, author)
            if key and said_by_key(contact, key):
                return
            kept.extend(keep_attachment(contact=contact, name=file.name, content=file.content, at=at) for file in files)
            ids = [attachment.pk for attachment in kept]
            send_reply(contact_id=contact.pk, author=author, text=text, at=at, attachment_ids=ids, key=key)
    except BaseException:
        for attachment in kept:  # their rows are gone with the transaction
            Path(attachment.file.path).unlink(missing_ok=True)
        raise


def note_for_colleagues(*, contact: Contact, author: User, text: str, at: datetime, key: str = "") -> None:
    """Something that the client never sees; whoever may see the contact may write it while it is open."""
    if not contact.is_open:
        raise Conflict(_("The contact is closed: notes belong to its cases now."), code="closed")
    write_note(contact_id=contact.pk, author=author, text=text, at=at, key=key)


@transaction.atomic
def link_case(*, contact_id: int, number: str, operator: User, at: datetime) -> Case:
    """Bind a case to a contact by its number. Raises InvalidInput when there is no such case."""
    contact = lock_contact(contact_id)
    require_holder(contact, operator)
    case = case_by_number(number=number, user=operator)
    link_contact(case=case, contact=contact, at=at)
    publish(topics.contact(contact.pk), kind="cases", case=case.pk)
    return case


def case_by_number(*, number: str, user: User) -> Case:
    """The one case that is meant; raises InvalidInput when none or several could be."""
    found = list(Case.objects.visible_to(user).found_by(number)[:2])
    if len(found) != 1:
        raise InvalidInput(
            _("There is no case “%(number)s”. Write the whole number, for example СП-2026-000123.")
            % {"number": number[:30]},
            code="no_case",
            field="number",
        )
    return found[0]


def apply_transition(*, case: Case, verb: str, actor: User, fields: Mapping[str, Any], at: datetime) -> None:
    """Do to a case what its function lets a dispatcher do by hand; raises InvalidInput for any other verb."""
    function = _function_of(case.function)
    if not actor.has_perm("cases.change_case"):
        raise NotAllowed(_("You may look at cases but not change them."))
    if verb not in function.transitions:
        raise InvalidInput(_("This cannot be done to the case by hand."), field="verb")
    module, _dot, name = function.transitions[verb].rpartition(".")
    getattr(import_module(module), name)(case_id=case.pk, actor=actor, at=at, **fields)
