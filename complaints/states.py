"""The life of a complaint, a claim, a suggestion or a word of thanks."""

from django.utils.translation import gettext_lazy as _

from contactcenter.lib.states import StateTable

REGISTERED = "registered"
ACKNOWLEDGED = "acknowledged"
REFERRED = "referred"
DECIDED = "decided"
ANSWERED = "answered"
EXECUTED = "executed"
CLOSED = "closed"
WITHDRAWN = "withdrawn"
FORWARDED = "forwarded"
JOINED = "joined"
CANCELLED = "cancelled"

# The client still waits for an answer.
WAITING = (REGISTERED, ACKNOWLEDGED, REFERRED, DECIDED)

_BEFORE_DECISION = (REGISTERED, ACKNOWLEDGED, REFERRED)
_ENDED_EARLY = (WITHDRAWN, FORWARDED)

COMPLAINT = StateTable(
    initial=REGISTERED,
    moves={
        (REGISTERED, "acknowledge"): ACKNOWLEDGED,
        (REGISTERED, "refer"): REFERRED,
        (REGISTERED, "decide"): DECIDED,
        (REGISTERED, "answer"): ANSWERED,  # suggestions and thanks need no decision
        (ACKNOWLEDGED, "refer"): REFERRED,
        (ACKNOWLEDGED, "decide"): DECIDED,
        (ACKNOWLEDGED, "answer"): ANSWERED,
        (REFERRED, "acknowledge"): REFERRED,
        (REFERRED, "decide"): DECIDED,
        (REFERRED, "recall"): REGISTERED,  # withdrawn from the department, or given back by it
        (DECIDED, "answer"): ANSWERED,
        (DECIDED, "decide"): DECIDED,  # the register's own decision, or another one before the answer
        (DECIDED, "refer"): REFERRED,  # returned for completion, or another department is asked
        (DECIDED, "acknowledge"): DECIDED,
        **{(state, "extend"): state for state in WAITING},
        **{(state, "withdraw"): WITHDRAWN for state in WAITING},
        **{(state, "forward"): FORWARDED for state in _BEFORE_DECISION},
        **{(state, "join"): JOINED for state in _BEFORE_DECISION},
        (ANSWERED, "execute"): EXECUTED,
        (ANSWERED, "close"): CLOSED,  # nothing was promised that is to be done
        (ANSWERED, "reopen"): REGISTERED,
        (EXECUTED, "close"): CLOSED,
        (EXECUTED, "reopen"): REGISTERED,
        (CLOSED, "reopen"): REGISTERED,  # on appeal
        **{(state, "reopen"): REGISTERED for state in _ENDED_EARLY},
        (JOINED, "separate"): REGISTERED,
        **{(state, "cancel"): CANCELLED for state in _BEFORE_DECISION},
    },
    labels={
        REGISTERED: _("registered"),
        ACKNOWLEDGED: _("acknowledged"),
        REFERRED: _("with a department"),
        DECIDED: _("decided"),
        ANSWERED: _("answered"),
        EXECUTED: _("executed"),
        CLOSED: _("closed"),
        WITHDRAWN: _("withdrawn"),
        FORWARDED: _("forwarded"),
        JOINED: _("joined to another"),
        CANCELLED: _("cancelled"),
    },
    final=frozenset({CLOSED, WITHDRAWN, FORWARDED, JOINED, CANCELLED}),
    verbs={
        "acknowledge": _("Confirm to the client"),
        "refer": _("Refer to a department"),
        "recall": _("Recall"),
        "decide": _("Decide"),
        "answer": _("Answer"),
        "execute": _("Record the execution"),
        "close": _("Close"),
        "extend": _("Extend the deadline"),
        "withdraw": _("Withdraw"),
        "forward": _("Forward to another organisation"),
        "join": _("Join to another entry"),
        "separate": _("Separate again"),
        "reopen": _("Reopen on appeal"),
        "cancel": _("Cancel the entry"),
    },
)
