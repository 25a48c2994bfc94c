"""The life of a contact, from arrival to wrap-up."""

from django.utils.translation import gettext_lazy as _

from contactcenter.lib.states import StateTable

QUEUED = "queued"
OFFERED = "offered"
ACTIVE = "active"
WRAPUP = "wrapup"
CLOSED = "closed"
ABANDONED = "abandoned"

OPEN = frozenset({QUEUED, OFFERED, ACTIVE, WRAPUP})
HELD = frozenset({ACTIVE, WRAPUP})  # an operator has it in hand

CONTACT = StateTable(
    initial=QUEUED,
    moves={
        (QUEUED, "offer"): OFFERED,
        (QUEUED, "take"): ACTIVE,  # an operator picks it from the list
        (QUEUED, "move"): QUEUED,  # into another queue
        (QUEUED, "overflow"): QUEUED,  # its queue is closed, full or too slow
        (QUEUED, "reprioritise"): QUEUED,  # served sooner or later than its age says
        (QUEUED, "abandon"): ABANDONED,
        (OFFERED, "accept"): ACTIVE,
        (OFFERED, "decline"): QUEUED,
        (OFFERED, "expire"): QUEUED,
        (OFFERED, "withdraw"): QUEUED,  # the operator is gone, or a supervisor takes the offer back
        (OFFERED, "abandon"): ABANDONED,
        (QUEUED, "call_later"): CLOSED,  # the client would rather be called: he is neither answered nor lost
        (OFFERED, "call_later"): CLOSED,
        (ACTIVE, "transfer"): QUEUED,
        (ACTIVE, "take_over"): ACTIVE,  # a colleague or a supervisor goes on in the operator's stead
        (ACTIVE, "return"): QUEUED,  # the operator is gone: back with its original age
        (ACTIVE, "finish"): WRAPUP,
        (WRAPUP, "resume"): ACTIVE,  # the client wrote once more
        (WRAPUP, "close"): CLOSED,
    },
    labels={
        QUEUED: _("waiting"),
        OFFERED: _("offered"),
        ACTIVE: _("in conversation"),
        WRAPUP: _("wrap-up"),
        CLOSED: _("closed"),
        ABANDONED: _("abandoned"),
    },
    final=frozenset({CLOSED, ABANDONED}),
    verbs={
        "arrive": _("arrived"),
        "offer": _("offered"),
        "accept": _("accepted"),
        "decline": _("declined"),
        "expire": _("not answered in time"),
        "withdraw": _("offer taken back"),
        "take": _("taken from the list"),
        "answer": _("first answer"),
        "transfer": _("transferred"),
        "take_over": _("taken over"),
        "consult": _("a colleague asked"),
        "invite": _("a colleague invited"),
        "leave": _("a participant left"),
        "whisper": _("a supervisor whispered"),
        "return": _("returned: the operator is gone"),
        "overflow": _("sent on to another queue"),
        "as_message": _("waits as a message"),
        "call_later": _("waits for a call instead"),
        "call_due": _("it is time to call"),
        "miss_call": _("the client was not reached"),
        "move": _("moved to another queue"),
        "reprioritise": _("priority changed"),
        "finish": _("conversation finished"),
        "resume": _("conversation resumed"),
        "close": _("closed"),
        "abandon": _("left without an answer"),
        "resend": _("message sent again"),
        "extend_wrapup": _("one minute more for wrap-up"),
        "remind_wrapup": _("reminded that the time for wrap-up is over"),
    },
)
