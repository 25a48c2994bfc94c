"""Rules of the look that no linter knows."""

import re
import subprocess
import sys
from collections.abc import Iterator

from scripts.make_messages import ROOT

CSS = ROOT / "static" / "css"
LAYERED = ("base.css", "tokens.css", "utilities.css", "components/*.css", "screens/*.css")
OURS = [path for pattern in LAYERED for path in CSS.glob(pattern)]


def templates() -> Iterator[tuple[str, str]]:
    for path in (ROOT / "templates").rglob("*.html"):
        yield str(path.relative_to(ROOT)), path.read_text()


def test_every_icon_that_is_named_is_in_the_font() -> None:
    program = [sys.executable, "scripts/vendor_icons.py", "check"]
    check = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=False)

    assert (check.returncode, check.stderr) == (0, "")


def test_no_template_styles_or_scripts_inline() -> None:
    """The Content-Security-Policy would refuse it, silently for who does not look at the console."""
    inline = re.compile(r"""\s(style|on[a-z]+)=["']|<style|<script(?![^>]*\b(src|type="application/json")\b)""")
    # What is set on paper no browser sees.
    elsewhere = re.compile("/(admin|paper)/")
    found = [name for name, text in templates() if not elsewhere.search(name) and inline.search(text)]

    assert found == []


def test_every_stylesheet_is_imported_into_a_layer() -> None:
    entry = (CSS / "workstation.css").read_text()
    imported = {path for path, _layer in re.findall(r'@import url\("([^"]+)"\) layer\((\w+)\);', entry)}
    files = {str(path.relative_to(CSS)) for path in OURS}

    assert {path for path in imported if not path.startswith("../vendor/")} == files


def test_stylesheets_name_no_colour_outside_the_tokens() -> None:
    colour = re.compile(r"#[0-9a-f]{3,8}\b", re.IGNORECASE)
    named = {path.name for path in OURS if colour.search(re.sub(r"#000\b", "", path.read_text()))}

    assert named == {"tokens.css"}


def test_scripts_hold_no_words_for_people() -> None:
    """Sentences stand in templates, where gettext sees them."""
    cyrillic = re.compile(r"[А-Яа-яЁё]")
    modules = (ROOT / "static" / "js").glob("*.js")
    lines = [line for path in modules for line in path.read_text().splitlines() if cyrillic.search(line)]

    assert [line for line in lines if "//" not in line and not line.lstrip().startswith(("*", "/**"))] == []
