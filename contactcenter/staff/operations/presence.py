"""An operator's state: every change closes one interval and opens the next."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from contactcenter.lib.each import each
from contactcenter.lib.errors import InvalidInput, NotAllowed
from contactcenter.push import topics
from contactcenter.push.publish import publish
from contactcenter.staff.models import BreakReason, Presence, PresenceInterval, PresenceState, User
from contactcenter.staff.signals import presence_changed

# An operator who gave no sign of life for so long is gone.
GONE_AFTER = timedelta(seconds=20)


@transaction.atomic
def change_presence(
    *,
    operator: User,
    state: str,
    at: datetime,
    actor: User | None = None,
    reason: BreakReason | None = None,
    note: str = "",
) -> Presence:
    """Put `operator` into `state`; `actor` is who did it (None: the system). The same state again changes nothing.

    Raises InvalidInput for an unknown state, for one that only the system gives, or for a reason with anything but a
    break; NotAllowed for a person who is not active any more.
    """
    if state not in PresenceState.values:
        raise InvalidInput(_("There is no state “%(state)s”.") % {"state": state[:20]}, field="state")
    if state == PresenceState.NO_ANSWER and actor:
        raise InvalidInput(_("Nobody is put to “Not responding” by hand."), field="state")
    if reason and state != PresenceState.BREAK:
        raise InvalidInput(_("Only a break has a reason."), field="reason")
    if not operator.is_active and state != PresenceState.OFFLINE:
        raise NotAllowed(_("This person does not work here any more."), code="not_active")
    presence = _locked(operator, at)
    if (presence.state, presence.reason_id) == (state, reason.pk if reason else None):
        Presence.objects.filter(pk=presence.pk).update(seen_at=at)
        return presence
    before = presence.state
    # Clocks of two machines may disagree by a little; an interval never ends before it began.
    moment = max(at, presence.since)
    PresenceInterval.objects.create(
        operator=operator,
        state=before,
        reason_id=presence.reason_id,
        note=presence.note,
        started_at=presence.since,
        ended_at=moment,
        ended_by=actor,
    )
    presence.state, presence.reason, presence.note = state, reason, note
    presence.since, presence.seen_at = moment, moment
    presence.save()
    presence_changed.send(sender=Presence, presence=presence, before=before, at=at)
    publish(topics.operator(operator.pk), kind="presence")
    publish(topics.FLOOR)
    return presence


def _locked(operator: User, at: datetime) -> Presence:
    Presence.objects.get_or_create(operator=operator, defaults={"since": at, "seen_at": at})
    return Presence.objects.select_for_update(no_key=True).get(operator=operator)


def record_signs_of_life(*, operator_ids: Collection[int], at: datetime) -> int:
    """These operators' screens are alive. One statement for a whole process, so that 1,500 sockets cost one write."""
    return (
        Presence.objects.filter(operator_id__in=operator_ids, seen_at__lt=at)
        .exclude(state=PresenceState.OFFLINE)
        .update(seen_at=at)
    )


def sign_out_the_gone(*, as_of: datetime) -> list[int]:
    """Put offline whoever has been silent for GONE_AFTER; returns their ids."""
    gone: list[int] = []

    def sign_out_one(presence: Presence) -> bool:
        if signed_out := _sign_out_if_still_gone(operator=presence.operator, as_of=as_of):
            gone.append(presence.operator_id)
        return signed_out

    silent = Presence.objects.gone(as_of=as_of - GONE_AFTER).select_related("operator")
    each(silent, sign_out_one, what="staff.sign_out")
    return gone


@transaction.atomic
def _sign_out_if_still_gone(*, operator: User, as_of: datetime) -> bool:
    # Looked at again under the lock: a sign of life may have come since the list was read.
    presence = Presence.objects.select_for_update(no_key=True).get(operator=operator)
    if presence.state == PresenceState.OFFLINE or presence.seen_at >= as_of - GONE_AFTER:
        return False
    change_presence(operator=operator, state=PresenceState.OFFLINE, at=as_of, note=_("no sign of life"))
    return True


def end_presence(*, operator: User, at: datetime) -> None:
    """Offline, if he is anything else; who has never been here leaves no trace."""
    if Presence.objects.filter(operator=operator).exclude(state=PresenceState.OFFLINE).exists():
        change_presence(operator=operator, state=PresenceState.OFFLINE, at=at)
