"""After an outage: every request of its group is answered and closed, each once, whatever dies in between.

A request is done when its `settled_at` stands; that is written in the transaction that answers and closes it, so a
batch can be broken off and taken up again anywhere, by anybody, any number of times.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from contactcenter.cases.models import Case
from contactcenter.cases.operations.follow_ups import add_follow_up
from contactcenter.cases.operations.life import lock_case, move_case
from contactcenter.contacts.models import Contact
from contactcenter.decisions.models import Referral
from contactcenter.decisions.operations.referring import withdraw_referral
from contactcenter.lib.each import each
from support.models import Outage, OutageMessageKind, SupportRequest
from support.operations.life import Solution, settle_locked
from support.operations.outages import lock_conversation, tell_client
from support.queries.outages import TO_SETTLE, unsettled
from support.states import ANSWERED, WAITING

BATCH = 50
CALL_WITHIN = timedelta(hours=1)


def settle_outage(*, outage_id: int, at: datetime, batch: int = BATCH) -> int:
    """One batch of the requests of an outage that has ended; returns how many were settled.

    One that fails is logged and stays for the next time; the rest go on.
    """
    case_ids = unsettled(outage_id=outage_id, limit=batch)
    done = each(case_ids, lambda case_id: settle_request(case_id=case_id, at=at), what="support.settle")
    if not case_ids or len(case_ids) == done < batch:
        _finish(outage_id=outage_id, at=at)
    return done


@transaction.atomic
def _finish(*, outage_id: int, at: datetime) -> None:
    outage = Outage.objects.select_for_update(no_key=True).get(pk=outage_id)
    if outage.ended_at and not SupportRequest.objects.filter(TO_SETTLE, outage=outage).exists():
        Outage.objects.filter(pk=outage_id, settled_at__isnull=True).update(settled_at=at)


@transaction.atomic
def settle_request(*, case_id: int, at: datetime) -> bool:
    """Tell the client, answer and close one request of an outage that has ended; False when that was done before."""
    contact = lock_conversation(case_id)
    case = lock_case(case_id)
    row = SupportRequest.objects.select_related("outage").get(case=case)
    outage = row.outage
    if outage is None or outage.ended_at is None or row.settled_at:
        return False
    if case.state in WAITING:
        _answer(case, outage=outage, contact=contact, at=at)
        case.refresh_from_db()
    if case.state == ANSWERED:
        move_case(case, verb="close", at=at, actor=outage.ended_by, data={"outage": outage.pk, "reason": outage.name})
    SupportRequest.objects.filter(case=case).update(settled_at=at)
    return True


def _answer(case: Case, *, outage: Outage, contact: Contact | None, at: datetime) -> None:
    for referral_id in list(Referral.objects.open().filter(case=case).values_list("pk", flat=True)):
        # The question is settled: nobody has to decide any more.
        withdraw_referral(referral_id=referral_id, actor=None, at=at, reason=outage.name[:300])
    case.refresh_from_db()
    solution = Solution(answer=outage.closing_text, cause=outage.name)
    settle_locked(case, solution=solution, at=at, actor=outage.ended_by)
    told = contact and tell_client(outage, contact, kind=OutageMessageKind.END, text=outage.closing_text, at=at)
    if not told:
        _remember_to_call(case, at=at)


def _remember_to_call(case: Case, *, at: datetime) -> None:
    """Who cannot be written to is called by whoever answers for the request."""
    if case.owner:
        add_follow_up(
            operator=case.owner,
            text=_("%(case)s: tell the client that it works again") % {"case": case.number},
            due_at=at + CALL_WITHIN,
            at=at,
            case=case,
        )
