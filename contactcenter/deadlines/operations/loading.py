"""The norms that an organisation starts with, from data/norms.toml. What is there already is never touched."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from contactcenter.deadlines.models import Calendar, EscalationLevel, Rule, WorkingHours
from contactcenter.deadlines.models.rules import Source

NORMS = Path(__file__).resolve().parent.parent / "data" / "norms.toml"
_LEGAL_CALENDAR = "Производственный календарь России"
_VALID_FROM = date(2024, 1, 1)


@transaction.atomic
def load_norms(*, path: Path = NORMS) -> dict[str, int]:
    """Write what is missing; returns how many calendars, levels and rules were written."""
    norms = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        "calendars": sum(_load_calendar(row) for row in norms["calendars"]),
        "levels": sum(_load_level(row) for row in norms["levels"]),
        "rules": _load_rules(norms["rules"]),
    }


def _load_calendar(row: Mapping[str, Any]) -> bool:
    calendar, created = Calendar.objects.get_or_create(
        name=row["name"],
        defaults={
            "zone": settings.TIME_ZONE,
            "country": row.get("country", ""),
            "base": Calendar.objects.get(name=row["base"]) if "base" in row else None,
            "first_year": row["first_year"],
            "last_year": row["last_year"],
        },
    )
    for stretch in row.get("hours", ()) if created else ():
        for weekday in stretch["days"]:
            WorkingHours.objects.create(
                calendar=calendar,
                weekday=weekday,
                starts=time.fromisoformat(stretch["from"]),
                ends=time.fromisoformat(stretch["until"]),
            )
    return created


def _load_level(row: Mapping[str, Any]) -> bool:
    _level, created = EscalationLevel.objects.get_or_create(
        function="",
        target="",
        level=row["level"],
        defaults={"recipient": row["recipient"], "after_minutes": row["after_minutes"]},
    )
    return created


def _load_rules(rows: Sequence[Mapping[str, Any]]) -> int:
    """Those that are missing, in one statement."""
    known = set(Rule.objects.values_list("code", flat=True))
    calendars = {calendar.name: calendar for calendar in Calendar.objects.all()}
    missing = [_rule(row, calendars) for row in rows if row["code"] not in known]
    return len(Rule.objects.bulk_create(missing))


def _rule(row: Mapping[str, Any], calendars: Mapping[str, Calendar]) -> Rule:
    n, unit = _count(row["term"])
    extension_n, extension_unit = _count(row["extension"]) if "extension" in row else (None, "")
    internal_n, internal_unit = _count(row.get("internal", "0 work_day"))
    return Rule(
        code=row["code"],
        name=row["name"],
        function=row.get("function", ""),
        kind=row.get("kind", ""),
        priority=row.get("priority"),
        target=row["target"],
        n=n,
        unit=unit,
        anchor=row.get("anchor", "registered"),
        roll=row.get("roll", "none"),
        extension_n=extension_n,
        extension_unit=extension_unit,
        internal_n=internal_n,
        internal_unit=internal_unit,
        warn_shares=row["warn"],
        calendar=calendars[row.get("calendar", _LEGAL_CALENDAR)],
        basis=row["basis"],
        source=row.get("source", Source.COMPANY),
        source_note=row.get("source_note", ""),
        valid_from=row.get("valid_from", _VALID_FROM),
    )


def _count(text: str) -> tuple[int, str]:
    n, unit = text.split()
    return int(n), unit
