"""Answering the requests of outages that have ended: at once, and whatever is left every few seconds."""

from __future__ import annotations

import logging
from typing import Any

from celery import shared_task
from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone
from kombu.exceptions import OperationalError

from contactcenter.lib.each import each
from support.models import Outage
from support.operations.settling import settle_outage
from support.queries.outages import outages_to_settle
from support.signals import outage_ended

log = logging.getLogger(__name__)


@shared_task
def settle(outage_id: int) -> None:
    """One batch, and a task for the next one."""
    if settle_outage(outage_id=outage_id, at=timezone.now()):
        _start(outage_id)


@shared_task
def sweep_outages() -> None:
    """What a lost task or a dead worker left."""
    now = timezone.now()
    each(outages_to_settle(), lambda outage_id: settle_outage(outage_id=outage_id, at=now), what="support.sweep")


@receiver(outage_ended, sender=Outage, dispatch_uid="support.settle")
def settle_after_commit(*, outage_id: int, **_kwargs: Any) -> None:
    """A task is a hint: where the broker is away, the sweep settles."""
    transaction.on_commit(lambda: _start(outage_id), robust=True)


def _start(outage_id: int) -> None:
    try:
        settle.apply_async((outage_id,), retry=False)
    except OperationalError as error:
        log.warning("support.broker_away", extra={"error": str(error)})
