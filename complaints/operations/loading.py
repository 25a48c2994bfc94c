"""The grounds and causes that an organisation starts with, from data/grounds.toml. What is there is never touched."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
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
        "grounds": _load_grounds(rows["grounds"]),
        "causes": _load_causes(rows["causes"]),
    }


def _load_grounds(rows: Sequence[Mapping[str, Any]]) -> int:
    known = set(Ground.objects.values_list("code", flat=True))
    missing = [
        Ground(
            code=row["code"],
            name=row["name"],
            kind=row["kind"],
            demand=row.get("demand", ""),
            registration_counts=row.get("registration_counts", True),
            forward_kind=row.get("forward_kind", ""),
            position=position,
        )
        for position, row in enumerate(rows)
        if row["code"] not in known
    ]
    return len(Ground.objects.bulk_create(missing))


def _load_causes(rows: Sequence[Mapping[str, Any]]) -> int:
    tops = [Cause(code=row["code"], name=row["name"], position=place) for place, row in enumerate(rows)]
    written = _write_missing(tops)
    above = {cause.code: cause for cause in Cause.objects.all()}
    return written + _write_missing(
        [
            Cause(code=code, name=name, parent=above[row["code"]], position=place)
            for row in rows
            for place, (code, name) in enumerate(row.get("below", ()))
        ]
    )


def _write_missing(causes: Sequence[Cause]) -> int:
    known = set(Cause.objects.values_list("code", flat=True))
    return len(Cause.objects.bulk_create([cause for cause in causes if cause.code not in known]))
