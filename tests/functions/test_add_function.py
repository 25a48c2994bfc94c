"""A fifth function is a new app and one line in settings; nothing else changes (job description 2.2, 3.2)."""

import os
import subprocess
import sys
from pathlib import Path

WALK = Path(__file__).parents[1] / "fifth" / "walk.py"


def test_fifth_function_is_found_everywhere() -> None:
    """In a process of its own, since a house reads its settings once."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "DJANGO_SETTINGS"))}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--ds",
        "tests.fifth.settings",
        str(WALK),
    ]
    walk = subprocess.run(command, env=environ, capture_output=True, text=True, check=False, cwd=WALK.parents[2])
    assert walk.returncode == 0, walk.stdout[-8_000:] + walk.stderr[-2_000:]
