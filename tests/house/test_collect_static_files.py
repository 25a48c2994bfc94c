"""Static files as production serves them: every name that a template uses exists, every import is hashed."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
USED = re.compile(r"""\{%\s*static\s+["']([^"'{]+)["']""")
COLLECT = """
import sys, django
from django.conf import settings
django.setup()
settings.STATIC_ROOT = sys.argv[1]
settings.WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["js", "map", "json"]  # megabytes of the API page: 20 seconds
from django.core.management import call_command
call_command("collectstatic", interactive=False, verbosity=0)
"""


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("static")
    environ = os.environ | {"CONTACTCENTER_STATIC": "collected"}
    subprocess.run([sys.executable, "-c", COLLECT, str(folder)], env=environ, cwd=ROOT, check=True)
    return folder


@pytest.fixture(scope="module")
def names(collected: Path) -> dict[str, str]:
    return dict(json.loads((collected / "staticfiles.json").read_text())["paths"])


def test_every_static_file_that_a_template_names_exists(names: dict[str, str]) -> None:
    templates = [*(ROOT / "templates").rglob("*.html"), *ROOT.glob("contactcenter/*/templates/**/*.html")]
    used = {name for template in templates for name in USED.findall(template.read_text())}

    assert used <= names.keys()


def test_our_modules_import_one_another_by_hashed_names(collected: Path, names: dict[str, str]) -> None:
    for name in (name for name in names if re.match(r"js/.*\.js$", name)):
        text = (collected / names[name]).read_text()
        for imported in re.findall(r"""\b(?:from|import)\s*\(?["'](\.[^"']+)["']""", text):
            assert re.search(r"\.[0-9a-f]{12}\.js$", imported), f"{name} imports {imported}"


def test_files_are_compressed_beforehand(collected: Path, names: dict[str, str]) -> None:
    style = next(name for name in names.values() if name.endswith(".css"))

    assert (collected / f"{style}.gz").exists()
    assert (collected / f"{style}.br").exists()
