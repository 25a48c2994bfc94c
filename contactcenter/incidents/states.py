"""The life of an incident: an abnormal situation that somebody at the desk reports to those who steer."""

from django.utils.translation import gettext_lazy as _

from contactcenter.lib.states import StateTable

NEW = "new"
ACKNOWLEDGED = "acknowledged"
CLOSED = "closed"

INCIDENT = StateTable(
    initial=NEW,
    moves={
        (NEW, "acknowledge"): ACKNOWLEDGED,
        (NEW, "add"): NEW,
        (ACKNOWLEDGED, "act"): ACKNOWLEDGED,
        (ACKNOWLEDGED, "add"): ACKNOWLEDGED,
        (ACKNOWLEDGED, "close"): CLOSED,
    },
    labels={
        NEW: _("new"),
        ACKNOWLEDGED: _("being dealt with"),
        CLOSED: _("closed"),
    },
    final=frozenset({CLOSED}),
    verbs={
        "report": _("Reported"),
        "acknowledge": _("Acknowledge"),
        "act": _("Note what was done"),
        "add": _("Add"),
        "close": _("Close"),
        "escalate": _("Escalated"),
    },
)
