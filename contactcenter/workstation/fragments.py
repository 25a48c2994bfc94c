"""What the live hub draws of the workstation: once for everybody who watches a topic, so nothing here knows the viewer.

The topic operator:ID is the exception: only that operator watches it, on all screens that he has open.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from contactcenter.cases.models import Case, CaseEvent
from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, Message, Queue
from contactcenter.lib.memory import KeyedMemory
from contactcenter.push import fragments
from contactcenter.routing.models import Offer, OfferOutcome
from contactcenter.staff.models import Presence, PresenceState, User
from contactcenter.workstation import tabs
from contactcenter.workstation.marks import name_of
from contactcenter.workstation.queries import company, desk, transcript, work
from contactcenter.workstation.sentences import NOT_RESPONDING, OFFER_ENDS, WRAPUP_CLOSED, WRAPUP_OVER
from contactcenter.workstation.shell import Shell, context_of, queue_counter

Changes = list[Mapping[str, Any]]


def draw_queue(queue_id: str, changes: Changes) -> str:
    """The counter in the top bar, and everybody who waits."""
    queue = Queue.objects.filter(pk=queue_id).first()
    if queue is None:
        return ""
    [summary] = desk.queue_summaries([queue])
    context = {"queue": queue_counter(summary), "waiting": desk.waiting_in([queue])}
    return render_to_string("workstation/live/queue.html", context)


# Who he is and what he may see costs as many questions as all that a frame tells, and changes once a month.
_viewer = KeyedMemory[str, User | None](
    lambda operator_id: User.objects.filter(pk=operator_id, is_active=True).first(), seconds=5
)


def draw_operator(operator_id: str, changes: Changes) -> str:
    """Own state, contacts, offer, deadlines: of these what the changes touch."""
    user = _viewer(operator_id)
    if user is None:
        return ""
    kinds = {str(change.get("kind")) for change in changes}
    shell = Shell(user=user, path="", now=timezone.now())
    is_offer = bool(kinds & {"offer", "offer_ended", "opened", "wrapup_over"})
    context = {
        **context_of(shell),
        "with_offer": is_offer,
        # What is only held out to him has changed nothing of what he has in hand.
        "with_contacts": kinds != {"offer"},
        "with_watch": bool(kinds & {"cases", "follow_ups", "notice"}),
        "ended": _how_it_ended(user, changes) or _whose_wrapup_is_over(user, changes),
        "opened": _opened(user, changes),
        "summons": _summons(user, changes),
    }
    if is_offer and shell.offer:
        context["handover"] = company.handover_note(shell.offer.contact)
        context["facts"] = tabs.client_context(contact=shell.offer.contact, user=user, at=shell.now)
    if context["with_watch"]:
        context |= {
            "deadlines": work.watched_deadlines(user, as_of=shell.now),
            "follow_ups": work.open_follow_ups(user),
        }
    return render_to_string("workstation/live/operator.html", context)


def _how_it_ended(user: User, changes: Changes) -> dict[str, Any]:
    """Why an offer left the screen, where the operator did not end it himself."""
    ended = [change["offer"] for change in changes if change.get("kind") == "offer_ended"]
    lost = Offer.objects.filter(pk__in=ended, operator=user, outcome__in=(OfferOutcome.EXPIRED, OfferOutcome.WITHDRAWN))
    offer = lost.order_by("-pk").first()
    if offer is None:
        return {}
    is_away = Presence.objects.filter(operator=user, state=PresenceState.NO_ANSWER).exists()
    is_missed = offer.outcome == OfferOutcome.EXPIRED and is_away
    return {"offer": offer.pk, "sentence": NOT_RESPONDING if is_missed else OFFER_ENDS[offer.outcome]}


def _whose_wrapup_is_over(user: User, changes: Changes) -> dict[str, Any]:
    over = [change["contact"] for change in changes if change.get("kind") == "wrapup_over"]
    contact = Contact.objects.filter(pk__in=over, operator=user).select_related("client").order_by("-pk").first()
    if contact is None:
        return {}
    sentence = WRAPUP_OVER if contact.state == states.WRAPUP else WRAPUP_CLOSED
    return {"offer": f"wrapup-{contact.pk}", "sentence": sentence % {"name": name_of(contact)}}


def _opened(user: User, changes: Changes) -> list[Contact]:
    """What has come into his hands by itself and is still there."""
    came = [change["contact"] for change in changes if change.get("kind") == "opened"]
    return list(desk.contacts_with_labels(Contact.objects.held_by(user).filter(pk__in=came))) if came else []


def _summons(user: User, changes: Changes) -> list[Message]:
    """The words with which somebody calls or whispers, of conversations that are still his to see."""
    said = [change["message"] for change in changes if change.get("kind") in ("asked", "whisper")]
    words = Message.objects.filter(pk__in=[pk for pk in said if pk], contact__in=Contact.objects.visible_to(user))
    return list(words.select_related("author", "contact__client", "contact__address").order_by("pk")) if said else []


def draw_desk(contact_id: str, _changes: Changes) -> str:
    """Who takes part: only so that open pages notice, since what each may do there differs."""
    contact = Contact.objects.filter(pk=contact_id).first()
    if contact is None:
        return ""
    signal = company.signal_of(company.people_of(contact))
    return render_to_string("workstation/contact/people_signal.html", {"contact": contact, "people_signal": signal})


def draw_contact(contact_id: str, changes: Changes) -> str:
    """The end of the conversation, how far our messages have come, and what state it is in."""
    contact = desk.contacts_with_labels(Contact.objects.filter(pk=contact_id)).first()
    if contact is None:
        return ""
    kinds = {str(change.get("kind")) for change in changes}
    context = {
        "contact": contact,
        "into": f"log-{contact.pk}",
        "lines": transcript.last_lines(contact) if kinds & {"message", "moved"} else [],
        "marks": transcript.last_marks(contact) if "delivery" in kinds else [],
        "answer_due": desk.answer_due(contact),
        "case_count": contact.case_contacts.count(),
    }
    return render_to_string("workstation/contact/parts.html", context)


def draw_case(case_id: str, changes: Changes) -> str:
    """The state, and the number of the last event, by which an open page knows that it must load itself anew."""
    case = Case.objects.filter(pk=case_id).first()
    if case is None:
        return ""
    last = CaseEvent.objects.filter(case=case).order_by("-pk").values_list("pk", flat=True).first()
    return render_to_string("workstation/cases/state.html", {"case": case, "version": last})


def register() -> None:
    """Called once, when the app is ready."""
    fragments.register("queue", draw_queue)
    fragments.register("operator", draw_operator)
    fragments.register("contact", draw_contact)
    fragments.register("desk", draw_desk)
    fragments.register("case", draw_case)
