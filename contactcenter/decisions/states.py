"""The life of a referral: a question of the contact centre to a department."""

from django.utils.translation import gettext_lazy as _

from contactcenter.lib.states import StateTable

SENT = "sent"
TAKEN = "taken"
CLARIFYING = "clarifying"
REWORK = "rework"
DECIDED = "decided"
RETURNED = "returned"
PASSED_ON = "passed_on"
WITHDRAWN = "withdrawn"

# The department owes something: a case with such a referral cannot be answered or closed.
OPEN = frozenset({SENT, TAKEN, CLARIFYING, REWORK})

REFERRAL = StateTable(
    initial=SENT,
    moves={
        (SENT, "take"): TAKEN,
        (SENT, "delegate"): TAKEN,
        (SENT, "ask"): CLARIFYING,
        (SENT, "decide"): DECIDED,
        (SENT, "extend"): SENT,
        (SENT, "give_back"): RETURNED,
        (SENT, "pass_on"): PASSED_ON,
        (SENT, "withdraw"): WITHDRAWN,
        (TAKEN, "delegate"): TAKEN,
        (TAKEN, "ask"): CLARIFYING,
        (TAKEN, "decide"): DECIDED,
        (TAKEN, "extend"): TAKEN,
        (TAKEN, "give_back"): RETURNED,
        (TAKEN, "pass_on"): PASSED_ON,
        (TAKEN, "withdraw"): WITHDRAWN,
        (CLARIFYING, "answer"): TAKEN,
        (CLARIFYING, "delegate"): CLARIFYING,
        (CLARIFYING, "decide"): DECIDED,  # the answer was found without the contact centre
        (CLARIFYING, "give_back"): RETURNED,
        (CLARIFYING, "pass_on"): PASSED_ON,
        (CLARIFYING, "withdraw"): WITHDRAWN,
        (REWORK, "take"): TAKEN,
        (REWORK, "delegate"): TAKEN,
        (REWORK, "ask"): CLARIFYING,
        (REWORK, "decide"): DECIDED,
        (REWORK, "extend"): REWORK,
        (REWORK, "give_back"): RETURNED,
        (REWORK, "pass_on"): PASSED_ON,
        (REWORK, "withdraw"): WITHDRAWN,
        (DECIDED, "return"): REWORK,  # the decision is not enough to answer the client with
        (RETURNED, "pass_on"): PASSED_ON,
        (RETURNED, "withdraw"): WITHDRAWN,
    },
    labels={
        SENT: _("new"),
        TAKEN: _("in work"),
        CLARIFYING: _("asks the operator"),
        REWORK: _("to be completed"),
        DECIDED: _("decided"),
        RETURNED: _("not theirs, given back"),
        PASSED_ON: _("passed on"),
        WITHDRAWN: _("withdrawn"),
    },
    final=frozenset({PASSED_ON, WITHDRAWN}),
    verbs={
        "take": _("Take"),
        "delegate": _("Hand to a colleague"),
        "ask": _("Ask the operator"),
        "answer": _("Answer the department"),
        "decide": _("Decide"),
        "extend": _("Extend the deadline"),
        "give_back": _("Give back: not ours"),
        "return": _("Return for completion"),
        "pass_on": _("Pass on to another department"),
        "withdraw": _("Withdraw"),
    },
)
