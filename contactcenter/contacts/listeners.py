"""What contacts do when an administrator changes something."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from contactcenter.contacts.models import ChannelWeight, PriorityRule
from contactcenter.contacts.queries import rules, weights

# Known in this process at once, in the others in half a minute.


@receiver((post_save, post_delete), sender=ChannelWeight, dispatch_uid="contacts.weights")
def follow_weight(**_kwargs: Any) -> None:
    """How much a contact takes."""
    weights.forget()


@receiver((post_save, post_delete), sender=PriorityRule, dispatch_uid="contacts.priority_rules")
def follow_rule(**_kwargs: Any) -> None:
    """Who is served sooner."""
    rules.forget()
