"""The life of a support request."""

from django.utils.translation import gettext_lazy as _

from contactcenter.lib.states import StateTable

REGISTERED = "registered"
REFERRED = "referred"
DECIDED = "decided"
ANSWERED = "answered"
CLOSED = "closed"

# The client still waits for an answer.
WAITING = (REGISTERED, REFERRED, DECIDED)

SUPPORT_REQUEST = StateTable(
    initial=REGISTERED,
    moves={
        (REGISTERED, "answer"): ANSWERED,  # without a department
        (REGISTERED, "refer"): REFERRED,
        (REGISTERED, "inform"): REGISTERED,
        (REFERRED, "decide"): DECIDED,
        (REFERRED, "recall"): REGISTERED,  # withdrawn, or given back by the department
        (REFERRED, "inform"): REFERRED,
        (DECIDED, "answer"): ANSWERED,
        (DECIDED, "refer"): REFERRED,  # returned for completion, or another department is asked
        (DECIDED, "inform"): DECIDED,
        (ANSWERED, "close"): CLOSED,
        (ANSWERED, "check"): ANSWERED,
        (ANSWERED, "reopen"): REGISTERED,
        (CLOSED, "check"): CLOSED,
        (CLOSED, "reopen"): REGISTERED,
    },
    labels={
        REGISTERED: _("registered"),
        REFERRED: _("with a department"),
        DECIDED: _("decided"),
        ANSWERED: _("answered"),
        CLOSED: _("closed"),
    },
    final=frozenset({CLOSED}),
    verbs={
        "answer": _("Answer"),
        "refer": _("Refer to a department"),
        "decide": _("Decide"),
        "recall": _("Recall"),
        "inform": _("Tell how it goes"),
        "close": _("Close"),
        "check": _("Ask whether it helped"),
        "reopen": _("Reopen"),
    },
)
