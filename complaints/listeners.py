"""What happens in answer to others: events of cases become lines, decisions of departments become outcomes."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from complaints.operations.deciding import take_over
from complaints.operations.lines import follow
from contactcenter.cases.models import CaseEvent
from contactcenter.cases.signals import case_event_written
from contactcenter.decisions.models import Decision, Referral


@receiver(case_event_written, sender=CaseEvent, dispatch_uid="complaints.register")
def write_register(*, event: CaseEvent, **_kwargs: Any) -> None:
    """The registration itself is written when the entry is whole."""
    if event.case.function == "complaints" and event.verb != "register":
        follow(event)


@receiver(post_save, sender=Decision, dispatch_uid="complaints.decisions")
def take_over_decision(*, instance: Decision, created: bool, **_kwargs: Any) -> None:
    """The last department that was asked has decided; its referral has moved already, and the case is locked."""
    case = instance.referral.case
    if created and case.function == "complaints" and not Referral.objects.open().filter(case=case).exists():
        take_over(instance, case=case, at=instance.at)
