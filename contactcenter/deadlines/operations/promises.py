"""The promises of a case to its client, kept together: a first response, word of how it goes, an answer.

Each has a clock where a rule wants one; the caller holds the case locked or has just written it.
"""

from __future__ import annotations

from datetime import datetime

from contactcenter.cases.models import Case
from contactcenter.contacts.models import Contact
from contactcenter.deadlines.models import Target
from contactcenter.deadlines.operations.clocks import start_clock, stop_clock
from contactcenter.staff.models import User

PROMISES = (Target.FIRST_RESPONSE, Target.NEXT_UPDATE, Target.ANSWER)


def promise(*, case: Case, contact: Contact | None, at: datetime, actor: User | None) -> None:
    """A case was registered, in this conversation if there is one. Raises what start_clock raises."""
    for target in PROMISES:
        start_clock(case=case, target=target, at=at, actor=actor)
    # Whoever is being spoken to has had the first response already.
    if contact and (responded := contact.answered_at or contact.accepted_at):
        stop_clock(case=case, target=Target.FIRST_RESPONSE, at=min(responded, at), actor=actor)


def promise_again(*, case: Case, at: datetime, actor: User | None) -> None:
    """A case was reopened: new promises count from now, whatever the first ones had used up."""
    for target in (Target.NEXT_UPDATE, Target.ANSWER):
        start_clock(case=case, target=target, at=at, since=at, actor=actor)


def give_word(*, case: Case, at: datetime, actor: User | None) -> None:
    """The client was told how it goes: that is a first response, and the time to the next word begins anew."""
    stop_clock(case=case, target=Target.FIRST_RESPONSE, at=at, actor=actor)
    stop_clock(case=case, target=Target.NEXT_UPDATE, at=at, actor=actor)
    start_clock(case=case, target=Target.NEXT_UPDATE, at=at, since=at, actor=actor)


def keep_promises(*, case: Case, at: datetime, actor: User | None) -> None:
    """The client has the answer: nothing more is promised."""
    for target in PROMISES:
        stop_clock(case=case, target=target, at=at, actor=actor)
