"""manage.py load_deadline_rules"""

from typing import Any

from django.core.management.base import BaseCommand

from contactcenter.deadlines.operations.loading import load_norms


class Command(BaseCommand):
    help = "Write the calendars, levels of escalation and rules of deadlines that are missing; changes nothing else."

    def handle(self, *_args: Any, **_options: Any) -> None:
        counts = load_norms()
        self.stdout.write("Written: " + ", ".join(f"{number} {name}" for name, number in counts.items()) + ".")
