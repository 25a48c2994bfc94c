"""Play clients, and if wanted operators, until Ctrl+C."""

from __future__ import annotations

import random
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from contactcenter.demo.traffic import Traffic
from contactcenter.staff.models import User

TICK = 0.5  # seconds


class Command(BaseCommand):
    help = "Plays clients writing in, and operators answering, so that the floor lives. Ctrl+C ends it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rate", type=float, default=2, help="new contacts a minute (default 2)")
        parser.add_argument("--operators", type=int, default=6, help="how many operators are played (default 6)")
        parser.add_argument("--seconds", type=float, default=0, help="how long (default: until Ctrl+C)")

    def handle(self, *, rate: float, operators: int, seconds: float, **_options: Any) -> None:
        if not 0 < rate <= 6_000:
            raise CommandError("--rate must be more than 0 and at most 6000 contacts a minute.")
        # operator1 stays free for the person who watches.
        played = list(User.objects.filter(username__regex=r"^operator\d+$").exclude(username="operator1"))
        chance = random.Random()  # noqa: S311 - a play
        traffic = Traffic(operators=played[:operators], chance=chance)
        if not User.objects.filter(username="operator1").exists():
            raise CommandError("Load the demo organisation first: manage.py demo")
        self.stdout.write(f"{rate:g} contacts a minute, {len(traffic.operators)} operators are played. Ctrl+C ends it.")
        traffic.begin(at=timezone.now())
        try:
            self._play(traffic, rate=rate, seconds=seconds)
        except KeyboardInterrupt:
            pass
        finally:
            traffic.end(at=timezone.now())

    def _play(self, traffic: Traffic, *, rate: float, seconds: float) -> None:
        started = time.monotonic()
        next_arrival = started
        while not seconds or time.monotonic() - started < seconds:
            while next_arrival <= time.monotonic():
                traffic.arrive(at=timezone.now())
                next_arrival += traffic.chance.expovariate(rate / 60)
            traffic.tick(at=timezone.now())
            time.sleep(TICK)
