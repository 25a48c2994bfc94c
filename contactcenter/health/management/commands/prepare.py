"""Everything between installed dependencies and a site that can start, in one process."""

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandParser, call_command, get_commands

from contactcenter.lib.translations import compile_catalogues


class Command(BaseCommand):
    help = "Compiles translations, migrates the database, collects static files; with --demo loads the demo data once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="load the demo organisation and print how to sign in")

    def handle(self, *, demo: bool, **options: Any) -> None:
        for folder in settings.LOCALE_PATHS:
            compile_catalogues(folder)
        call_command("migrate", interactive=False, verbosity=0)
        if not settings.STATIC_FROM_SOURCES:
            call_command("collectstatic", interactive=False, verbosity=0)
        if demo and "demo" in get_commands():
            call_command("demo", stdout=self.stderr)
            call_command("demo", "--show", stdout=self.stdout)
