"""Load the products, symptoms, faults and trees that an organisation starts with."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from support.operations.loading import load_catalogue


class Command(BaseCommand):
    help = "Writes the catalogue of support where it is missing; trees that were changed become new versions."

    def handle(self, **_options: Any) -> None:
        counts = load_catalogue(at=timezone.now())
        self.stdout.write(", ".join(f"{kind}: {count}" for kind, count in counts.items()))
