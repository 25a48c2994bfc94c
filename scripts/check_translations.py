"""Fails when a text of the code has no finished translation in locale/, naming each. Needs gettext's tools."""

import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polib

from scripts.make_messages import LANGUAGES, ROOT, make_messages

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
LEFT_OUT = shutil.ignore_patterns(".*", "var", "node_modules", "static", "staticfiles", "__pycache__", "*.mo")


def catalogue(root: Path, language: str) -> Path:
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


def faults_of(path: Path) -> Iterator[str]:
    """What a reader would stumble over in one catalogue."""
    for entry in polib.pofile(str(path)):
        texts = list(entry.msgstr_plural.values()) or [entry.msgstr]
        if entry.obsolete:
            continue
        if entry.fuzzy:
            yield f"not looked at: {entry.msgid!r}"
        elif not all(texts):
            yield f"not translated: {entry.msgid!r} ({', '.join(file for file, _ in entry.occurrences)})"
        elif any(not placeholders(text) <= placeholders(entry.msgid + entry.msgid_plural) for text in texts):
            yield f"unknown placeholder in the translation of {entry.msgid!r}"
        elif placeholders(texts[-1]) != placeholders(entry.msgid_plural or entry.msgid):
            yield f"lost placeholder in the translation of {entry.msgid!r}"


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text.replace("%%", "")))


def difference(*, kept: Path, fresh: Path) -> Iterator[str]:
    """What `make messages` would change."""
    old, new = ({(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(path))} for path in (kept, fresh))
    yield from (f"missing, run `make messages`: {text!r}" for _, text in sorted(new - old, key=str))
    yield from (f"no longer used, run `make messages`: {text!r}" for _, text in sorted(old - new, key=str))


def main() -> int:
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
        (copy / "static").mkdir()
        make_messages(copy)
        for language in LANGUAGES:
            kept = catalogue(ROOT, language)
            if not kept.exists():
                faults.append(f"{kept.relative_to(ROOT)} is missing")
                continue
            found = [*difference(kept=kept, fresh=catalogue(copy, language)), *faults_of(kept)]
            faults += [f"{kept.relative_to(ROOT)}: {fault}" for fault in found]
    print("\n".join(faults) or "Translations are complete.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
