"""python -m bench [NAME...]: each in a database of its own; prints a table, writes bench/results.json and results.svg.

Needs DATABASE_URL and REDIS_URL, as `python -m contactcenter.local -- ` gives them.
"""

from __future__ import annotations

import importlib
import json
import os
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

NAMES = ("arrival", "size", "throughput", "live", "deadlines", "knowledge", "shift")
RESULTS = Path(__file__).with_name("results.json")
PICTURE = RESULTS.with_suffix(".svg")


def main(names: list[str]) -> int:
    if unknown := set(names) - set(NAMES):
        print(f"There is no measurement {', '.join(sorted(unknown))}. Known are: {', '.join(NAMES)}.", file=sys.stderr)
        return 2
    _prepare()
    from bench.picture import draw  # noqa: PLC0415 - beside the measurements

    results = _known()
    for name in names or NAMES:
        machine = _machine()
        results[name] = {"machine": machine, "at": time.time(), "figures": _measure(name)}
        # After each, so that one that fails takes nothing along.
        RESULTS.write_text(json.dumps({"results": results}, indent=1, ensure_ascii=False))
        PICTURE.write_text(draw(results))
    return 0


def _known() -> dict[str, Any]:
    """What was measured before: each run replaces its own."""
    try:
        known: dict[str, Any] = json.loads(RESULTS.read_text())["results"]
    except (OSError, ValueError, KeyError):
        return {}
    return {name: result for name, result in known.items() if name in NAMES and "figures" in result}


def measure_alone(name: str, run: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """One measurement with other sizes than its own; nothing is written."""
    _prepare()
    return _measure(name, run)


def _prepare() -> None:
    import django  # noqa: PLC0415 - the settings have to be named first

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    print(f"{_machine()}\n")


def _measure(name: str, run: Callable[[], dict[str, Any]] | None = None) -> dict[str, Any]:
    from django.test.utils import setup_databases, teardown_databases  # noqa: PLC0415

    old = setup_databases(verbosity=0, interactive=False, serialized_aliases=[])
    try:
        figures: dict[str, Any] = (run or importlib.import_module(f"bench.{name}").run)()
    finally:
        teardown_databases(old, verbosity=0)
    print(name)
    for label, figure in figures.items():
        print(f"  {label:60} {figure!s:>12}")
    print(flush=True)
    return figures


def _machine() -> str:
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, load {load:.1f} at the start"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
