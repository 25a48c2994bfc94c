"""The catalogues that are kept: finished, and compiled without gettext's tools."""

import gettext
import shutil
from pathlib import Path

import polib
import pytest

from contactcenter.lib.translations import compile_catalogues
from scripts.check_translations import catalogue, difference, faults_of
from scripts.make_messages import LANGUAGES, ROOT

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def written(folder: Path, *, text: str, name: str = "django.po") -> Path:
    path = folder / name
    path.write_text(HEADER + text)
    return path


@pytest.mark.parametrize("language", LANGUAGES)
def test_kept_catalogue_is_finished(language: str) -> None:
    assert list(faults_of(catalogue(ROOT, language))) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_catalogue_comes_out_of_the_compiled_one(tmp_path: Path, language: str) -> None:
    source = Path(shutil.copy(catalogue(ROOT, language), tmp_path))
    [compiled] = compile_catalogues(tmp_path)

    with compiled.open("rb") as file:
        translations = gettext.GNUTranslations(file)
    for entry in polib.pofile(str(source)).translated_entries():
        if not entry.msgctxt and not entry.msgid_plural:
            assert translations.gettext(entry.msgid) == entry.msgstr


def test_fresh_catalogue_is_not_compiled_again(tmp_path: Path) -> None:
    written(tmp_path, text='msgid "Yes"\nmsgstr "Да"\n')

    assert len(compile_catalogues(tmp_path)) == 1
    assert compile_catalogues(tmp_path) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('msgid "Yes"\nmsgstr ""\n', "not translated: 'Yes'"),
        ('#, fuzzy\nmsgid "Yes"\nmsgstr "Да"\n', "not looked at: 'Yes'"),
        ('msgid "%(n)s left"\nmsgstr "осталось"\n', "lost placeholder"),
        ('msgid "left"\nmsgstr "осталось {n}"\n', "unknown placeholder"),
        (
            'msgid "%(n)d day"\nmsgid_plural "%(n)d days"\nmsgstr[0] "%(n)d день"\nmsgstr[1] ""\n',
            "not translated",
        ),
    ],
)
def test_unfinished_translation_is_named(tmp_path: Path, text: str, fault: str) -> None:
    [found] = faults_of(written(tmp_path, text=text))

    assert found.startswith(fault)


def test_text_that_the_code_gained_or_lost_is_named(tmp_path: Path) -> None:
    kept = written(tmp_path, text='msgid "Old"\nmsgstr "Старое"\n')
    fresh = written(tmp_path, text='msgid "New"\nmsgstr ""\n', name="fresh.po")

    assert list(difference(kept=kept, fresh=fresh)) == [
        "missing, run `make messages`: 'New'",
        "no longer used, run `make messages`: 'Old'",
    ]
