"""What the register does not take, each with a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.models import Demand, Ground, Kind, ReplyForm, Way
from complaints.models.complaints import LARGEST_AMOUNT
from contactcenter.deadlines.models.rules import Anchor, Rule, Target
from contactcenter.lib.errors import InvalidInput
from contactcenter.lib.text import clean

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

    from complaints.operations.registering import NewComplaint

MOST_SIGNATORIES = 500


def check_new(new: NewComplaint, *, ground: Ground, received_at: datetime, at: datetime) -> None:
    """Raises InvalidInput for the first thing that cannot be."""
    _check_words(new)
    _check_days(new, received_at=received_at, at=at)
    check_amount(new.amount)
    _check_people(new, received_at=received_at)
    if ground.kind != new.kind:
        raise InvalidInput(
            _("The ground “%(ground)s” is not one of this kind.") % {"ground": ground.name}, field="ground"
        )
    if new.sent_at is None and counts_from_sending(ground, at=at):
        raise InvalidInput(
            _("Say when it was sent: the term is counted from that day."), code="no_sent_at", field="sent_at"
        )


def counts_from_sending(ground: Ground, *, at: datetime) -> bool:
    """Whether the answer's term of this ground begins with the day of sending."""
    day = timezone.localdate(at)
    rules = Rule.objects.filter(kind=ground.code, target=Target.ANSWER, is_active=True, valid_from__lte=day)
    return rules.filter(anchor=Anchor.SENT, function__in=("", "complaints")).exists()


def _check_words(new: NewComplaint) -> None:
    known: Mapping[str, tuple[str, list[str]]] = {
        "kind": (new.kind, Kind.values),
        "demand": (new.demand, ["", *Demand.values]),
        "way": (new.way, ["", *Way.values]),
        "reply_form": (new.reply_form, ReplyForm.values),
    }
    for field, (value, values) in known.items():
        if value not in values:
            raise InvalidInput(_("There is no such choice: %(value)s.") % {"value": value[:30]}, field=field)


def _check_days(new: NewComplaint, *, received_at: datetime, at: datetime) -> None:
    if received_at > at:
        raise InvalidInput(
            _("It cannot have been received in the future."), code="received_in_future", field="received_at"
        )
    if new.sent_at and new.sent_at > received_at:
        raise InvalidInput(
            _("It cannot have been sent after it was received."), code="sent_after_received", field="sent_at"
        )
    if new.contract_on and timezone.localdate(received_at) < new.contract_on:
        raise InvalidInput(
            _("It cannot have been received before the contract of %(day)s.") % {"day": f"{new.contract_on:%d.%m.%Y}"},
            code="received_before_contract",
            field="received_at" if new.received_at else "contract_on",
        )


def _check_people(new: NewComplaint, *, received_at: datetime) -> None:
    if not new.client and not new.contact and not new.is_anonymous:
        raise InvalidInput(_("Say who complains, or that nobody has given a name."), code="nobody", field="client")
    if new.is_anonymous and new.representative:
        raise InvalidInput(
            _("Whoever is represented has a name: it is not anonymous."), code="anonymous", field="representative"
        )
    if new.representative.strip() and not new.authority.strip():
        raise InvalidInput(
            _("A representative shows his authority: write the document, its number and date."),
            code="no_authority",
            field="authority",
        )
    check_authority(new.authority_until, day=timezone.localdate(received_at))
    if len(new.signatories) > MOST_SIGNATORIES:
        raise InvalidInput(_("At most %(most)d complainants.") % {"most": MOST_SIGNATORIES}, field="signatories")


def written(text: str, *, limit: int, field: str, missing: _StrOrPromise, code: str) -> str:
    """Clean text; `missing` is the sentence, and `code` its name, for one that says nothing."""
    try:
        return clean(text, limit=limit, field=field, required=True)
    except InvalidInput as refusal:
        if refusal.code == "empty":
            raise InvalidInput(missing, code=code, field=field) from None
        raise


def check_authority(until: date | None, *, day: date) -> None:
    """Raises InvalidInput for an authority that had ended."""
    if until and until < day:
        raise InvalidInput(
            _("The authority of the representative had ended on %(day)s.") % {"day": f"{until:%d.%m.%Y}"},
            code="authority_ended",
            field="authority_until",
        )


def check_amount(amount: int | None, *, field: str = "amount") -> None:
    """Kopecks, zero or more. Raises InvalidInput."""
    if amount is not None and not 0 <= amount <= LARGEST_AMOUNT:
        raise InvalidInput(_("An amount is zero or more, and not astronomical."), code="bad_amount", field=field)
