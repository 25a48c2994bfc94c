"""Brings the catalogues in locale/ up to the code and compiles them. Needs gettext's tools."""

import os
import subprocess
import sys
from pathlib import Path

from contactcenter.lib.translations import compile_catalogues

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ["ru"]  # English is what the code says itself
IGNORED = ["tests/*", "scripts/*", "bench/*", "node_modules/*", "static/*", "staticfiles/*", "var/*"]


def make_messages(root: Path) -> None:
    """Writes locale/LANGUAGE/LC_MESSAGES/django.po below `root` from the sources there."""
    (root / "locale").mkdir(exist_ok=True)
    options = [word for language in LANGUAGES for word in ("--locale", language)]
    options += [word for pattern in IGNORED for word in ("--ignore", pattern)]
    subprocess.run(
        [sys.executable, "manage.py", "makemessages", "--no-wrap", "--add-location", "file", "--no-obsolete", *options],
        cwd=root,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
        stdout=subprocess.DEVNULL,
        check=True,
    )


if __name__ == "__main__":
    make_messages(ROOT)
    compile_catalogues(ROOT / "locale")
