"""The life of an inquiry."""

from django.utils.translation import gettext_lazy as _

from contactcenter.lib.states import StateTable

OPEN = "open"
ANSWERED = "answered"
CLOSED = "closed"
CONVERTED = "converted"

INQUIRY = StateTable(
    initial=OPEN,
    moves={
        (OPEN, "answer"): ANSWERED,
        (OPEN, "inform"): OPEN,
        (OPEN, "convert"): CONVERTED,  # into a case of another function, which continues this one
        (ANSWERED, "close"): CLOSED,
        (ANSWERED, "reopen"): OPEN,
        (CLOSED, "reopen"): OPEN,
    },
    labels={
        OPEN: _("open"),
        ANSWERED: _("answered"),
        CLOSED: _("closed"),
        CONVERTED: _("passed on"),
    },
    final=frozenset({CLOSED, CONVERTED}),
    verbs={
        "answer": _("Answer"),
        "inform": _("Tell how it goes"),
        "close": _("Close"),
        "reopen": _("Reopen"),
        "convert": _("Pass on"),
    },
)
