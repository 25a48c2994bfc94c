"""The life of a callback, from the promise to its end."""

from django.utils.translation import gettext_lazy as _

from contactcenter.lib.states import StateTable

WAITING = "waiting"
CALLING = "calling"
REACHED = "reached"
GIVEN_UP = "given_up"
CANCELLED = "cancelled"

LIVE = (WAITING, CALLING)

CALLBACK = StateTable(
    initial=WAITING,
    moves={
        (WAITING, "call"): CALLING,  # its moment has come, or somebody calls before it
        (WAITING, "reschedule"): WAITING,
        (WAITING, "cancel"): CANCELLED,
        (WAITING, "give_up"): GIVEN_UP,  # there is no number to call any more
        (CALLING, "reach"): REACHED,
        (CALLING, "miss"): WAITING,  # not reached: the next attempt by rule
        (CALLING, "give_up"): GIVEN_UP,  # not reached for the last time
        (CALLING, "cancel"): CANCELLED,
    },
    labels={
        WAITING: _("agreed"),
        CALLING: _("being called"),
        REACHED: _("reached"),
        GIVEN_UP: _("given up"),
        CANCELLED: _("cancelled"),
    },
    final=frozenset({REACHED, GIVEN_UP, CANCELLED}),
    verbs={
        "agree": _("agreed"),
        "call": _("it was time to call"),
        "reschedule": _("moved to another moment"),
        "cancel": _("cancelled"),
        "reach": _("reached"),
        "miss": _("not reached"),
        "give_up": _("given up"),
    },
)
