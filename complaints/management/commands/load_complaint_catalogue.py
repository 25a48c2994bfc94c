from typing import Any

from django.core.management.base import BaseCommand

from complaints.operations.loading import load_catalogue


class Command(BaseCommand):
    help = "Write the legal grounds and causes of complaints that are missing; what is there is left alone."

    def handle(self, *args: Any, **options: Any) -> None:
        written = load_catalogue()
        self.stdout.write(f"Written: {written['grounds']} grounds, {written['causes']} causes.")
