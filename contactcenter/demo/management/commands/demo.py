"""Load the demo organisation once, and tell how to enter it."""

from __future__ import annotations

import random
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils import timezone

from contactcenter.clients.models import Client
from contactcenter.demo.clients import load_clients
from contactcenter.demo.decisions import load_matrix, load_referrals
from contactcenter.demo.entrances import demo_token, load_widget
from contactcenter.demo.history import finish_functions, load_history, prepare_functions
from contactcenter.demo.organisation import PASSWORD, load_organisation

SEED = 163  # the same people on every machine


class Command(BaseCommand):
    help = "Loads the demo organisation “СеверЛинк” if it is not there yet, and prints how to enter."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--url", default="http://localhost:8000", help="address of the site, for printing")

    def handle(self, *, url: str, **_options: Any) -> None:
        now = timezone.now()
        with transaction.atomic():
            load_demo(at=now)
            token = demo_token(at=now)
        self.stdout.write(
            "\n".join(
                (
                    "",
                    f"Workstation         {url}/            operator1 … operator20, password {PASSWORD}",
                    f"Supervisor's floor  {url}/floor/      supervisor1 … supervisor3, password {PASSWORD}",
                    f"Administration      {url}/admin/      admin, password {PASSWORD}",
                    f"A client's site     {url}/demo/site/  write in the chat in the corner",
                    f"API                 {url}/api/v1/docs/",
                    f"API token           {token}",
                    "",
                )
            )
        )


def load_demo(*, at: datetime) -> None:
    """The organisation, and once its clients and their history."""
    is_new = not Client.objects.exists()
    load_organisation(at=at)
    load_widget()
    load_matrix()
    prepare_functions(at=at)
    if is_new:
        chance = random.Random(SEED)  # noqa: S311 - invented people, not secrets
        clients = load_clients(at=at, chance=chance)
        load_history(at=at, chance=chance, clients=clients)
        load_referrals(at=at)
        finish_functions(at=at, chance=chance)
