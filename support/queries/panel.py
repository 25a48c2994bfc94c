"""What stands beside a conversation about a fault: outages, repetitions, a tree to walk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, Direction, Message
from contactcenter.staff.models import User
from support.models import Fault
from support.models.trees import Outcome
from support.queries.outages import addresses_of, requests_of_contact, suggested
from support.queries.repeats import lately
from support.queries.runs import Walk, trees_for, walk_of


def contact_context(*, contact: Contact, user: User, at: datetime) -> Mapping[str, Any] | None:
    """None where the conversation has nothing to do with support."""
    requests = requests_of_contact(contact)
    topic = contact.topic
    if contact.queue.function != "support" and not (topic and topic.function == "support") and not requests:
        return None
    joined = [request.outage for request in requests if request.outage]
    outages = [*joined, *(outage for outage in suggested(client=contact.client, product=None) if outage not in joined)]
    walk = walk_of(contact)
    may_walk = contact.operator_id == user.pk and contact.state == states.ACTIVE
    return {
        "walk": walk,
        "may_walk": may_walk,
        "trees": trees_for(contact) if may_walk else [],
        "outages": outages,
        "joined": {outage.pk for outage in joined},
        "requests": requests,
        "waiting_case": next((request.case for request in requests if request.case.is_open), None),
        "lately": lately(client=contact.client, before=at, besides=[request.pk for request in requests]),
        "faults": known_faults(walk),
    }


def known_faults(walk: Walk | None) -> list[Fault]:
    """Those of the product that the tree is about."""
    if walk is None:
        return []
    faults = Fault.objects.filter(product=walk.run.version.tree.product_id, is_active=True)
    return list(faults.order_by("name")[:12])


def wrapup_initial(*, contact: Contact) -> Mapping[str, Any]:
    """What the tree found out, the client's own words, and where his service is."""
    first = Message.objects.filter(contact=contact, direction=Direction.IN).exclude(body="").order_by("pk").first()
    walk = walk_of(contact)
    run = walk.run if walk else None
    return {
        "description": first.body if first else "",
        "service_address": next(iter(addresses_of(contact.client)), ""),
        "product": run.version.tree.product_id if run else None,
        "cause": run.cause if run else "",
        "remedy": run.outcome_text if run and run.outcome == Outcome.REMEDY else "",
    }
