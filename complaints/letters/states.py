"""The life of an official letter."""

from django.utils.translation import gettext_lazy as _

from contactcenter.lib.states import StateTable

DRAFT = "draft"
APPROVAL = "approval"
APPROVED = "approved"
SIGNED = "signed"
SENT = "sent"
DELIVERED = "delivered"
CANCELLED = "cancelled"

# Still being written: one at a time for an entry of the register.
UNSIGNED = (DRAFT, APPROVAL, APPROVED)
# In the register of outgoing letters.
REGISTERED = (SIGNED, SENT, DELIVERED)

LETTER = StateTable(
    initial=DRAFT,
    moves={
        (DRAFT, "edit"): DRAFT,
        (DRAFT, "confirm"): DRAFT,
        (DRAFT, "submit"): APPROVAL,
        (APPROVAL, "approve"): APPROVED,
        (APPROVAL, "return"): DRAFT,
        (APPROVAL, "recall"): DRAFT,
        (APPROVED, "sign"): SIGNED,
        (APPROVED, "return"): DRAFT,
        (SIGNED, "send"): SENT,
        (SENT, "send"): SENT,  # by another way as well
        (SENT, "deliver"): DELIVERED,
        **{(state, "cancel"): CANCELLED for state in (*UNSIGNED, SIGNED)},
    },
    labels={
        DRAFT: _("draft"),
        APPROVAL: _("waits for approval"),
        APPROVED: _("approved"),
        SIGNED: _("signed"),
        SENT: _("sent"),
        DELIVERED: _("delivered"),
        CANCELLED: _("cancelled"),
    },
    final=frozenset({DELIVERED, CANCELLED}),
    verbs={
        "edit": _("Edit"),
        "confirm": _("Confirm the addressee"),
        "submit": _("Hand in for approval"),
        "approve": _("Approve"),
        "return": _("Return for rework"),
        "recall": _("Take back"),
        "sign": _("Sign and register"),
        "send": _("Send"),
        "deliver": _("Record the delivery"),
        "cancel": _("Cancel the letter"),
    },
)

# What became of a letter, for its page and for the timeline of the case.
DONE = {
    "compose": (_("Letter begun"), "file-text"),
    "edit": (_("Letter edited"), "pencil"),
    "confirm": (_("Addressee confirmed"), "user-check"),
    "submit": (_("Letter handed in for approval"), "send"),
    "approve": (_("Letter approved"), "check"),
    "return": (_("Letter returned for rework"), "arrow-back-up"),
    "recall": (_("Letter taken back"), "arrow-back-up"),
    "sign": (_("Letter signed and registered"), "writing"),
    "send": (_("Letter sent"), "send"),
    "deliver": (_("Letter delivered"), "circle-check"),
    "cancel": (_("Letter cancelled"), "x"),
}
