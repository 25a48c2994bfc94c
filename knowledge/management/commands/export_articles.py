"""manage.py export_articles FOLDER"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from knowledge.operations.importing import export_folder


class Command(BaseCommand):
    help = "Writes every published article as Markdown below FOLDER, in the form that import_articles reads."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, folder: Path, **_options: Any) -> None:
        self.stdout.write(f"written: {export_folder(folder=folder)}")
