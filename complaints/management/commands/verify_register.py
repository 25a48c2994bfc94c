"""`manage.py verify_register`: 0 when the register is whole, 1 and the first broken line when it is not."""

from __future__ import annotations

import re
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from complaints.operations.verifying import verify

_NOTED = re.compile(r"(\d{1,18}):([0-9a-f]{64})")


class Command(BaseCommand):
    help = "Prove the register of complaints: its chain of lines, its numbers, and what its entries say."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--noted",
            metavar="LINE:HASH",
            help="a line and its hash that were noted earlier, outside of the database; it has to be there still",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        proof = verify(noted=_noted(options["noted"]))
        self.stdout.write(f"Lines: {proof.lines}. Entries: {proof.entries}. Head: {proof.lines}:{proof.head}")
        if proof.broken:
            self.stderr.write(self.style.ERROR(proof.broken))
            sys.exit(1)
        self.stdout.write(self.style.SUCCESS("The register is whole."))


def _noted(given: str | None) -> tuple[int, str] | None:
    if not given:
        return None
    found = _NOTED.fullmatch(given)
    if found is None:
        raise CommandError("Write --noted as LINE:HASH, as this command prints the head.")
    return int(found.group(1)), found.group(2)
