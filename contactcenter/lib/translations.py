"""Message catalogues compiled without gettext's tools."""

import os
from pathlib import Path

import polib


def compile_catalogues(folder: Path) -> list[Path]:
    """Writes a .mo beside every .po below `folder` that is newer than it; returns what was written."""
    written = []
    for source in sorted(folder.rglob("*.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            unfinished = target.with_suffix(f".{os.getpid()}")  # two processes may start at once
            polib.pofile(str(source)).save_as_mofile(str(unfinished))
            unfinished.replace(target)
            written.append(target)
    return written
