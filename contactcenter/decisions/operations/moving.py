"""The one door through which a referral changes: lock, guard, write, events on the referral and on its case, hints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from contactcenter.cases.models import Case
from contactcenter.cases.operations.life import lock_case, move_case, note_case_event
from contactcenter.decisions import states
from contactcenter.decisions.models import Referral, ReferralEvent
from contactcenter.decisions.signals import ReferralMove, referral_moved
from contactcenter.functions.registry import registry
from contactcenter.lib.errors import NotAllowed
from contactcenter.push import topics
from contactcenter.push.publish import change, publish_all
from contactcenter.staff.models import User

# Verb of a referral -> verb that leads the case on, where the table of its function knows it in the state it is in.
# What takes a question away from the last department leads the case back.
_CASE_VERBS = {"refer": "refer", "return": "refer", "decide": "decide", "give_back": "recall", "withdraw": "recall"}
# These count for the case only when no other department owes anything.
_OF_THE_LAST = frozenset({"decide", "give_back", "withdraw"})


@dataclass(frozen=True)
class Who:
    """Who acts for a department: an expert, or somebody who came by the link in a letter and has signed his name."""

    user: User | None = None
    outsider: str = ""
    link_version: int = 0


def lock_referral(referral_id: int) -> Referral:
    """The referral with its case, both locked, the case first. Raises Referral.DoesNotExist."""
    case = lock_case(Referral.objects.values_list("case_id", flat=True).get(pk=referral_id))
    locked = Referral.objects.select_for_update(no_key=True, of=("self",))
    referral = locked.select_related("department", "expert", "asked_by").get(pk=referral_id)
    referral.case = case
    return referral


def require_department(referral: Referral, who: Who) -> None:
    """Only the department that was asked: its experts, its head, or who holds the newest link to this very referral."""
    if who.user is None:
        if not referral.by_email or who.link_version != referral.link_version:
            raise NotAllowed(_("This link is no longer valid."), code="link_revoked")
        return
    if not who.user.has_perm("decisions.decide_referral") or not _belongs(referral, who.user):
        raise NotAllowed(_("This was asked of another department."), code="not_your_department")


def require_taker(referral: Referral, who: Who) -> None:
    """Whoever has taken it works on it; the head of the department may as well."""
    require_department(referral, who)
    allowed = {referral.expert_id, referral.department.head_id}
    if referral.expert_id and (who.user is None or who.user.pk not in allowed):
        raise NotAllowed(
            _("%(expert)s has taken this referral.") % {"expert": referral.expert}, code="taken_by_another"
        )


def require_contact_centre(user: User | None) -> None:
    """Who may ask departments; nobody (None) is another system, which the API has looked at."""
    if user is not None and not user.has_perm("decisions.refer_case"):
        raise NotAllowed(_("You may not ask departments."), code="may_not_refer")


def require_asker(referral: Referral, user: User | None) -> None:
    """The contact centre, or the expert of another department who wanted this opinion."""
    if user is None or user.pk != referral.asked_by_id:
        require_contact_centre(user)


def _belongs(referral: Referral, user: User) -> bool:
    return user.department_id == referral.department_id or referral.department.head_id == user.pk


def move_referral(
    referral: Referral,
    *,
    verb: str,
    at: datetime,
    who: Who,
    reason: str = "",
    data: Mapping[str, Any] | None = None,
    **changes: Any,
) -> Referral:
    """Lead a locked referral along its table; its case moves along, or notes what happened. Raises IllegalTransition.

    `reason` is shown in the timeline of the case, `data` stays with the referral's own event.
    """
    before = referral.state
    referral.state = states.REFERRAL.next(before, verb)
    referral.decided_at = at if referral.state == states.DECIDED else None
    for name, value in changes.items():
        setattr(referral, name, value)
    referral.save(update_fields={"state", "decided_at", *changes})
    note_referral(referral, verb=verb, before=before, at=at, who=who, data=data)
    lead_case(referral, verb=verb, before=before, at=at, actor=who.user, reason=reason)
    return referral


def note_referral(
    referral: Referral,
    *,
    verb: str,
    at: datetime,
    who: Who,
    before: str | None = None,
    data: Mapping[str, Any] | None = None,
) -> None:
    """One event, and the hint to the department."""
    ReferralEvent.objects.create(
        referral=referral,
        at=at,
        actor=who.user,
        outsider=who.outsider,
        verb=verb,
        before=referral.state if before is None else before,
        after=referral.state,
        data=dict(data or {}),
    )
    publish_all(change(topics.department(referral.department_id), kind="referrals", referral=referral.pk))


def lead_case(referral: Referral, *, verb: str, before: str, at: datetime, actor: User | None, reason: str) -> Case:
    """The case follows: by a verb of its own table if it has one for this, else with a note in its timeline."""
    case = referral.case
    others = Referral.objects.open().filter(case=case).exclude(pk=referral.pk).exists()
    case_verb = _CASE_VERBS.get(verb, "")
    facts = {"referral": referral.pk, "department": referral.department.name, "reason": reason}
    function = registry.find(case.function)
    counts = not (others and verb in _OF_THE_LAST)
    if function and counts and case_verb in function.states.allowed(case.state):
        move_case(case, verb=case_verb, at=at, actor=actor, data=facts)
    else:
        note_case_event(case, verb=note_verb(verb), at=at, actor=actor, data=facts)
    last_open = not others and not referral.is_open
    move = ReferralMove(referral=referral, case=case, verb=verb, before=before, last_open=last_open, at=at)
    referral_moved.send(sender=Referral, move=move)
    return case


def note_verb(verb: str) -> str:
    """The verb of a case's event for a verb of a referral."""
    return verb if verb in {"refer", "decide"} else f"referral_{verb}"
