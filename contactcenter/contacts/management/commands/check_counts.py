"""python manage.py check_counts [--repair]"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from contactcenter.contacts.models import Queue
from contactcenter.contacts.operations.counting import compare_counts, correct_counts


class Command(BaseCommand):
    """Counts the contacts and compares; a difference ends it with an error unless it was put right."""

    help = "Count who waits and what came in two days, and compare with what the screens show."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether to write."""
        parser.add_argument(
            "--repair", action="store_true", help="put right what differs; the site may go on meanwhile"
        )

    def handle(self, *_args: Any, repair: bool, **_options: Any) -> None:
        """One line for each queue and minute that differs."""
        look = correct_counts if repair else compare_counts
        wrong = look(as_of=timezone.now())
        names = dict(Queue.objects.filter(pk__in={one.queue_id for one in wrong}).values_list("pk", "name"))
        for one in wrong:
            missing = ", ".join(f"{name} {number:+d}" for name, number in one.missing.items())
            self.stdout.write(f"{names.get(one.queue_id, one.queue_id)}, {one.minute:%d.%m. %H:%M}: {missing}")
        if wrong and not repair:
            raise CommandError(f"{len(wrong)} counts differ. To put them right: manage.py check_counts --repair")
        self.stdout.write(f"{len(wrong)} counts were put right." if wrong else "All counts are true.")
