"""What a script may ask for while it runs, and whether an offer may be made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from contactcenter.contacts.models import Contact
from contactcenter.privacy.models import Consent, Purpose
from knowledge.models import ScriptRun, ScriptVisit

ADS = (Purpose.ADS_PHONE, Purpose.ADS_EMAIL, Purpose.ADS_MESSENGER)


def known_facts(run: ScriptRun, contact: Contact) -> dict[str, Any]:
    """What conditions may ask for."""
    client = contact.client
    answers = run.visits.filter(taken_back_at__isnull=True).exclude(field="") if run.pk else ScriptVisit.objects.none()
    return {
        **{f"answers.{visit.field}": visit.value for visit in answers},
        "client.segment": client.segment,
        "client.kind": client.kind,
        "client.language": client.language,
        "client.contract": client.contract,
        "client.ads": "yes" if takes_ads(contact) else "",
        "contact.channel": contact.channel,
        "contact.queue": contact.queue.slug,
        "contact.topic": contact.topic.slug if contact.topic else "",
    }


def takes_ads(contact: Contact) -> bool:
    """Whether the client has agreed to advertising and not taken it back."""
    return Consent.objects.filter(client=contact.client_id, purpose__in=ADS, withdrawn_at__isnull=True).exists()


def offer_locked(run: ScriptRun, step: Mapping[str, Any], contact: Contact) -> str:
    """Why an offer may not be made now (38-ФЗ, article 18); empty where it may."""
    if not run.visits.filter(step=step["after"], taken_back_at__isnull=True).exists():
        return _("First answer what the client has asked: an offer comes after that.")
    if not takes_ads(contact):
        return _("The client has not agreed to advertising: nothing is offered.")
    return ""
