"""The two tabs that every contact has beside it; scripts and knowledge bring theirs from their own apps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from contactcenter.contacts.models import Contact
from contactcenter.functions.panels import Panel, panels
from contactcenter.staff.models import User
from contactcenter.workstation.queries import people, work


def client_context(*, contact: Contact, user: User, at: datetime) -> Mapping[str, Any]:
    """Who writes."""
    client = contact.client
    return {
        "client": client,
        "addresses": people.addresses_of(client),
        "consents": people.consents_of(client),
        "open_cases": people.open_cases_of(client, user=user, as_of=at),
        "last_contacts": people.last_contacts_of(client, user=user, besides=contact.pk),
    }


def case_context(*, contact: Contact, user: User, at: datetime) -> Mapping[str, Any]:
    """What this contact is about: its cases, the newest one in full."""
    cases = work.cases_of_contact(contact, user=user)
    newest = cases[0] if cases else None
    return {
        "cases": cases,
        "case": newest,
        "steps": work.steps_of(newest) if newest else [],
        "deadlines": work.deadlines_of(newest, user=user, as_of=at) if newest else [],
        "may_register": contact.is_open and contact.operator_id == user.pk,
    }


def register() -> None:
    """Called once, when the app is ready."""
    panels.register(Panel("client", _("Client"), "workstation/panels/client.html", client_context, position=1))
    panels.register(Panel("case", _("Case"), "workstation/panels/case.html", case_context, position=3))
