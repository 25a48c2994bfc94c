"""The choices that the register is written in."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    COMPLAINT = "complaint", _("Complaint")
    CLAIM = "claim", _("Claim")
    SUGGESTION = "suggestion", _("Suggestion")
    GRATITUDE = "gratitude", _("Gratitude")


# Each kind has a series of numbers of its own.
PREFIX_OF: Mapping[str, str] = {
    Kind.CLAIM: "ПР",
    Kind.COMPLAINT: "ЖЛ",
    Kind.SUGGESTION: "ПЖ",
    Kind.GRATITUDE: "БЛ",
}
# Those that ask for something: they are decided before they are answered.
DECIDED_KINDS = frozenset({Kind.COMPLAINT, Kind.CLAIM})


class Demand(models.TextChoices):
    """What the complainant wants."""

    REPLACEMENT = "replacement", _("replace")
    REPAIR = "repair", _("repair")
    REFUND = "refund", _("refund")
    PRICE_CUT = "price_cut", _("reduce the price")
    DAMAGES = "damages", _("pay damages")
    PERSONAL_DATA = "personal_data", _("personal data")
    STOP_ADVERTISING = "stop_advertising", _("stop advertising")
    OTHER = "other", _("other")


class Way(models.TextChoices):
    """How it came."""

    PHONE = "phone", _("Telephone")
    EMAIL = "email", _("E-mail")
    CHAT = "chat", _("Chat or messenger")
    SITE = "site", _("Form on a site")
    PAPER = "paper", _("Letter on paper")
    PERSON = "person", _("In person")
    SYSTEM = "system", _("Other system")


class ReplyForm(models.TextChoices):
    """How the complainant wants the answer; a telecom operator answers on paper or electronically as it was claimed."""

    AS_RECEIVED = "as_received", _("by the way it came")
    EMAIL = "email", _("by e-mail")
    PAPER = "paper", _("on paper")


class Outcome(models.TextChoices):
    UPHELD = "upheld", _("upheld")
    PARTLY = "partly", _("upheld in part")
    REJECTED = "rejected", _("rejected")


# Resolution codes of departments that say the same; any other code leaves the outcome to the contact centre.
OUTCOME_OF_CODE: Mapping[str, str] = {
    "upheld": Outcome.UPHELD,
    "partly-upheld": Outcome.PARTLY,
    "rejected": Outcome.REJECTED,
}
