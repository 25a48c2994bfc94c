"""Events as sentences: what a person reads instead of a verb of a state table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from contactcenter.cases.models import CaseEvent
from contactcenter.contacts.models import ContactEvent
from contactcenter.functions.registry import registry
from contactcenter.functions.sentences import case_sentences
from contactcenter.routing.models import OfferOutcome

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

# What is worth a line in the transcript. Offers that came and went are the supervisor's business.
CONTACT_VERBS: dict[str, _StrOrPromise] = {
    "arrive": _("The client has come"),
    "as_message": _("The client could not wait: the words are kept as a message"),
    "call_due": _("It is time to call the client"),
    "accept": _("%(who)s accepted the contact"),
    "take": _("%(who)s took the contact from the queue"),
    "transfer": _("%(who)s transferred the contact to another queue"),
    "take_over": _("%(who)s took the conversation over"),
    "consult": _("%(who)s asked a colleague for advice"),
    "invite": _("%(who)s invited a colleague into the conversation"),
    "leave": _("A colleague left the conversation"),
    "return": _("The operator went offline; the contact returned to the queue"),
    "move": _("The contact was moved to another queue"),
    "finish": _("%(who)s finished the conversation"),
    "resume": _("The conversation goes on"),
    "abandon": _("The client left without an answer"),
    "close": _("%(who)s closed the contact"),
    "write": _("%(who)s wrote to the client"),
}
_CLIENT_FINISHED = _("The client finished the conversation")
# A transfer, where it was not to another queue.
_TO_COLLEAGUE = _("%(who)s handed the contact to a colleague")
_TAKEN_AWAY = _("%(who)s took the contact away from its operator")
# Why a contact was closed without a disposition.
_CLOSED_WITHOUT: dict[str, _StrOrPromise] = {
    "none": _("Closed: this queue has no wrap-up"),
    "over": _("Closed by itself: the time for wrap-up was over"),
    "skipped": _("Closed: wrap-up was skipped"),
}

CASE_VERBS: dict[str, _StrOrPromise] = {
    "register": _("Registered"),
    "link": _("Linked to a contact"),
}

# Why an offer left the screen by itself.
OFFER_ENDS: dict[str, _StrOrPromise] = {
    OfferOutcome.EXPIRED: _("The time to accept has run out: the contact went to the next operator."),
    OfferOutcome.WITHDRAWN: _("The offer was taken back: the client has left, or the contact went another way."),
}

NOT_RESPONDING = _(
    "The time to accept has run out: the contact went to the next operator, and you are “Not responding”."
)
WRAPUP_OVER = _("The time for wrap-up is over: %(name)s.")
WRAPUP_CLOSED = _("The time for wrap-up was over, and the contact was closed: %(name)s.")

VERB_ICONS = {
    "register": "file-plus",
    "answer": "message-check",
    "close": "circle-check",
    "reopen": "refresh",
    "convert": "transfer",
    "refer": "arrow-right",
    "decide": "gavel",
}


def verb_icon(verb: str) -> str:
    """The icon of an event of a case."""
    brought = case_sentences[verb][1] if verb in case_sentences else "point"
    return VERB_ICONS.get(verb, brought)


def contact_sentence(event: ContactEvent) -> str:
    """One sentence about one event of a contact."""
    if event.verb == "finish" and event.actor is None:
        return str(_CLIENT_FINISHED)
    if event.verb == "close" and (without := _CLOSED_WITHOUT.get(event.data.get("without", ""))):
        return str(without)
    who = event.actor.short_name if event.actor else "—"
    said = CONTACT_VERBS[event.verb]
    if event.verb == "transfer":
        said = _TO_COLLEAGUE if "operator" in event.data else _TAKEN_AWAY if "taken_from" in event.data else said
    return str(said) % {"who": who}


def case_sentence(event: CaseEvent, *, function: str) -> str:
    """One sentence about one event of a case, in the words of its function where it has some."""
    found = registry.find(function)
    if found and event.verb in found.event_labels:
        return str(found.event_labels[event.verb])
    if event.verb in CASE_VERBS:
        return str(CASE_VERBS[event.verb])
    if event.verb in case_sentences:
        return str(case_sentences[event.verb][0])
    if found and event.before != event.after:
        return str(_("State: %(state)s") % {"state": found.states.labels.get(event.after, event.after)})
    return event.verb.replace("_", " ").capitalize()
