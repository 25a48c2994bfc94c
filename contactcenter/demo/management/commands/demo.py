"""Load the demo organisation once, and tell how to enter it."""

from __future__ import annotations

import random
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils import timezone

from contactcenter.clients.models import Client
from contactcenter.demo.clients import load_clients
from contactcenter.demo.entrances import load_entrances
from contactcenter.demo.history import load_history
from contactcenter.demo.organisation import PASSWORD, load_organisation

SEED = 163  # the same people on every machine


class Command(BaseCommand):
    help = "Loads the demo organisation “СеверЛинк” if it is not there yet."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--show", action="store_true", help="only print how to enter")
        parser.add_argument("--url", default="http://127.0.0.1:8000", help="address of the site, for printing")

    def handle(self, *, show: bool, url: str, **_options: Any) -> None:
        token = None if show else self._load()
        lines = [
            f"  Workstation        {url}/              operator1 … operator20, password {PASSWORD}",
            f"  Supervisor's floor {url}/floor/        supervisor1 … supervisor3, password {PASSWORD}",
            f"  Administration     {url}/admin/        admin, password {PASSWORD}",
            f"  A client's site    {url}/demo/site/    write in the chat in the corner",
            f"  API                {url}/api/v1/docs/",
        ]
        if token:
            lines.append(f"  API token          {token}")
        self.stdout.write("\n".join(["", *lines, ""]))

    @transaction.atomic
    def _load(self) -> str | None:
        now = timezone.now()
        is_new = not Client.objects.exists()
        load_organisation(at=now)
        if is_new:
            chance = random.Random(SEED)  # noqa: S311 - invented people, not secrets
            clients = load_clients(at=now, chance=chance)
            load_history(at=now, chance=chance, clients=clients)
        return load_entrances(at=now)
