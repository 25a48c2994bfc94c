"""What the screens of others show of an entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from complaints.models import Complaint
from contactcenter.cases.models import Case
from contactcenter.contacts.models import Contact, Direction, Message
from contactcenter.deadlines.words import moment_text
from contactcenter.decisions.money import in_roubles

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


def panel_context(*, case: Case) -> Mapping[str, Any]:
    """What the case panel shows besides the case itself."""
    rows = Complaint.objects.select_related(
        "ground", "rule", "cause__parent", "decided_by", "answered_by", "repeats", "joined_to", "acknowledgement"
    ).prefetch_related("about", "complainants", "files", "joined")
    return {"complaint": rows.filter(case=case).first()}


def facts(*, case: Case) -> Sequence[tuple[_StrOrPromise, str]]:
    """What a department may know: no name and no address of whoever complains."""
    row = Complaint.objects.select_related("ground", "cause__parent").get(case=case)
    return [
        (_("Kind"), row.get_kind_display()),
        (_("Legal ground"), row.ground.name),
        (_("What the client says"), row.text),
        (_("Demand"), row.get_demand_display() if row.demand else ""),
        (_("Amount"), "" if row.amount is None else in_roubles(row.amount)),
        (_("Product"), row.product),
        (_("Cause"), str(row.cause or "")),
        (_("About whom or what"), row.about_note),
        (_("Answer due"), moment_text(row.due_at) if row.due_at else ""),
    ]


def wrapup_initial(*, contact: Contact) -> Mapping[str, Any]:
    """The client's own words, and his contract."""
    first = Message.objects.filter(contact=contact, direction=Direction.IN).exclude(body="").order_by("pk").first()
    return {"text": first.body if first else "", "contract": contact.client.contract}
