"""manage.py import_articles FOLDER --author NAME"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from contactcenter.staff.models import User
from knowledge.operations.importing import import_folder


class Command(BaseCommand):
    help = "Takes every .md and .docx below FOLDER as a text that waits for approval; says what was refused and why."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--author", required=True, help="who answers for the texts: a login")

    def handle(self, folder: Path, author: str, **_options: Any) -> None:
        if not folder.is_dir():
            raise CommandError(f"{folder} is no folder.")
        person = User.objects.filter(username=author).first()
        if person is None:
            raise CommandError(f"Nobody signs in as {author}.")
        report = import_folder(folder=folder, author=person, at=timezone.now())
        self.stdout.write(f"new: {len(report.new)}, changed: {len(report.changed)}, same: {len(report.same)}")
        for name, why in report.refused:
            self.stdout.write(f"refused: {name}: {why}")
