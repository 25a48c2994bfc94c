"""The grounds and causes that an organisation starts with, from data/grounds.toml. What is there is never touched."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import transaction

from complaints.models import Cause, Ground

CATALOGUE = Path(__file__).resolve().parent.parent / "data" / "grounds.toml"


@transaction.atomic
def load_catalogue(*, path: Path = CATALOGUE) -> dict[str, int]:
    """Write what is missing; returns how many grounds and causes were written."""
    rows = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        "grounds": sum(_load_ground(row, position) for position, row in enumerate(rows["grounds"])),
        "causes": sum(_load_causes(row, position) for position, row in enumerate(rows["causes"])),
    }


def _load_ground(row: Mapping[str, Any], position: int) -> bool:
    _ground, created = Ground.objects.get_or_create(
        code=row["code"],
        defaults={
            "name": row["name"],
            "kind": row["kind"],
            "demand": row.get("demand", ""),
            "registration_counts": row.get("registration_counts", True),
            "forward_kind": row.get("forward_kind", ""),
            "position": position,
        },
    )
    return created


def _load_causes(row: Mapping[str, Any], position: int) -> int:
    top, created = Cause.objects.get_or_create(code=row["code"], defaults={"name": row["name"], "position": position})
    written = int(created)
    for place, (code, name) in enumerate(row.get("below", ())):
        _cause, created = Cause.objects.get_or_create(
            code=code, defaults={"name": name, "parent": top, "position": place}
        )
        written += int(created)
    return written
