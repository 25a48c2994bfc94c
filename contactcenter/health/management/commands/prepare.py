"""Everything between installed dependencies and a site that can start, in one process."""

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandParser, call_command
from django.utils.translation.reloader import translation_file_changed

from contactcenter.health.pulse import forget_pulses
from contactcenter.lib.translations import compile_catalogues


class Command(BaseCommand):
    help = "Compiles translations, collects static files, migrates the database; with --demo loads the demo data once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="load the demo organisation and print how to sign in")
        parser.add_argument("--url", default="http://localhost:8000", help="address of the site, for printing")
        parser.add_argument("--without-database", action="store_true", help="only the files, for building an image")

    def handle(self, *, demo: bool, url: str, without_database: bool, **options: Any) -> None:
        for folder in settings.LOCALE_PATHS:
            for catalogue in compile_catalogues(folder):
                translation_file_changed(None, catalogue)  # this very process writes texts of the demo
        if not settings.STATIC_FROM_SOURCES:
            call_command("collectstatic", interactive=False, verbosity=0)
        if without_database:
            return
        forget_pulses()
        call_command("migrate", interactive=False, verbosity=0)
        if demo:
            call_command("demo", url=url, stdout=self.stdout)
