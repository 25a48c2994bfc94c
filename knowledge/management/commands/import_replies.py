"""manage.py import_replies FILE.csv"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from knowledge.operations.importing import import_replies


class Command(BaseCommand):
    help = "Takes prepared replies from a CSV file with the columns shortcut, body and function."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, file: Path, **_options: Any) -> None:
        try:
            text = file.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as failure:
            raise CommandError(f"{file} cannot be read: {failure}") from failure
        report = import_replies(text=text)
        self.stdout.write(f"new: {len(report.new)}, changed: {len(report.changed)}, same: {len(report.same)}")
        for name, why in report.refused:
            self.stdout.write(f"refused: {name}: {why}")
