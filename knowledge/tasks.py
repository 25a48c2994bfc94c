"""What happens to the knowledge base by itself."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from contactcenter.lib.locks import single
from knowledge.operations.use import remind_owners
from knowledge.operations.vocabulary import count_lexemes


@shared_task
def tend_knowledge() -> None:
    """Once an hour: remind owners, count the words."""
    with single("knowledge.tend") as mine:
        if mine:
            remind_owners(as_of=timezone.now())
            count_lexemes()
