"""Who is told of what: notices to people with accounts, letters to departments without."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from contactcenter.deadlines.models import NoticeKind
from contactcenter.deadlines.operations.notices import tell_staff
from contactcenter.decisions.models import Letter, LetterKind, Referral
from contactcenter.decisions.operations.letters import write_letter
from contactcenter.decisions.operations.moving import Who
from contactcenter.decisions.queries import experts_of
from contactcenter.push import topics
from contactcenter.push.publish import publish
from contactcenter.staff.models import User


def tell_department(
    referral: Referral, *, verb: str, at: datetime, letter: LetterKind | None = None, but: User | None = None
) -> None:
    """The expert who has taken it, else everybody of the department; by letter too where it works by letters."""
    expert = referral.expert if referral.expert and referral.expert.is_active else None
    people = [expert] if expert else list(experts_of(referral.department))
    _give(referral, people, verb=verb, at=at, but=but)
    if letter and referral.by_email:
        write_letter(referral=referral, kind=letter, at=at)


def tell_contact_centre(referral: Referral, *, verb: str, at: datetime, who: Who) -> None:
    """The owner of the case and who asked."""
    people = {user.pk: user for user in (referral.case.owner, referral.asked_by) if user and user.is_active}
    _give(referral, people.values(), verb=verb, at=at, but=who.user)
    for user in people:
        if user != referral.case.owner_id:  # the owner was told with the event of the case
            publish(topics.operator(user), kind="cases")


def tell_of_time(referral: Referral, *, kind: LetterKind, at: datetime) -> Letter | None:
    """A reminder to a department that works by letters; people with accounts have the notice of the clock."""
    if not referral.by_email or not referral.is_open:
        return None
    return write_letter(referral=referral, kind=kind, at=at)


def _give(referral: Referral, people: Iterable[User], *, verb: str, at: datetime, but: User | None) -> None:
    tell_staff(
        users=[user.pk for user in people if but is None or user.pk != but.pk],
        kind=NoticeKind.REFERRAL,
        facts={"verb": verb, "referral": referral.pk, "department": referral.department.name},
        at=at,
        case=referral.case,
    )
