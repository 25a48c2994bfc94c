"""The register as a spreadsheet and on paper."""

from __future__ import annotations

import io
import shutil
import subprocess
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from django.test import Client as Browser
from django.urls import reverse

from complaints.announcing import may_watch_export
from complaints.models import ExportState, RegisterExport
from complaints.operations import exporting
from complaints.operations.exporting import LEASE, ask_export, due_exports, make_export
from complaints.queries import journal
from complaints.queries.register import RegisterFilter
from contactcenter.lib.errors import Conflict, InvalidInput, NotAllowed
from contactcenter.staff.models import User
from tests.cast import PASSWORD
from tests.complaints.builders import a_complaint, link_all

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)  # type: ignore[attr-defined]


def made(user: User, ending: str, at: datetime, **chosen: str) -> RegisterExport:
    export = ask_export(user=user, kind=ending, chosen=RegisterFilter(**chosen), at=at)  # type: ignore[arg-type]
    assert due_exports(as_of=at) == [export.pk]
    assert make_export(export_id=export.pk, clock=lambda: at)
    return RegisterExport.objects.get(pk=export.pk)


def test_spreadsheet_has_every_entry_in_order(supervisor: User, at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "CHUNK", 2)
    rows = [a_complaint(text=f"=1+{number} верните", amount=65_050, at=at) for number in range(5)]
    a_complaint(kind="complaint", text="Другой вид", at=at)
    a_complaint(kind="complaint", text="Обо мне", about=(supervisor,), at=at)
    link_all()
    export = made(supervisor, "xlsx", at, kind="claim")
    assert (export.state, export.rows_done, export.percent) == (ExportState.DONE, 5, 100)
    sheet = openpyxl.load_workbook(io.BytesIO(export.file.read())).active
    lines = list(sheet.iter_rows(min_row=3, values_only=True))
    assert [line[0] for line in lines] == [row.number for row in rows]
    subject = sheet.cell(row=3, column=10)
    assert (subject.value, subject.data_type) == ("=1+0 верните", "s")
    assert 650.5 in lines[0]


def test_paper_has_letters_that_can_be_copied(supervisor: User, at: datetime) -> None:
    row = a_complaint(text="Дважды списали", at=at)
    export = made(supervisor, "pdf", at)
    assert export.state == ExportState.DONE, export.error
    program = shutil.which("pdftotext")
    assert program
    asked = [program, "-layout", export.file.path, "-"]
    text = subprocess.run(asked, capture_output=True, check=True, text=True).stdout
    assert "Дважды списали" in text
    assert row.number in text
    assert "1/1" in text.replace(" ", "")


def test_paper_has_an_end(supervisor: User, at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "PDF_LINES", 1)
    for _number in range(2):
        a_complaint(at=at)
    with pytest.raises(InvalidInput):
        ask_export(user=supervisor, kind="pdf", chosen=RegisterFilter(), at=at)


def test_operators_do_not_print_and_nobody_prints_twice_at_once(supervisor: User, operator: User, at: datetime) -> None:
    with pytest.raises(NotAllowed):
        ask_export(user=operator, kind="xlsx", chosen=RegisterFilter(), at=at)
    ask_export(user=supervisor, kind="xlsx", chosen=RegisterFilter(), at=at)
    with pytest.raises(Conflict):
        ask_export(user=supervisor, kind="xlsx", chosen=RegisterFilter(), at=at)


def test_printout_of_a_dead_worker_is_begun_anew(supervisor: User, at: datetime) -> None:
    export = ask_export(user=supervisor, kind="xlsx", chosen=RegisterFilter(), at=at)
    RegisterExport.objects.update(state=ExportState.RUNNING, claimed_at=at)
    assert not make_export(export_id=export.pk, clock=lambda: at + LEASE)
    assert make_export(export_id=export.pk, clock=lambda: at + LEASE + timedelta(seconds=1))
    assert RegisterExport.objects.get().state == ExportState.DONE


def test_only_who_asked_fetches_and_watches(supervisor: User, administrator: User, at: datetime) -> None:
    export = made(supervisor, "xlsx", at)
    for user, status in ((supervisor, 200), (administrator, 404)):
        browser = Browser()
        browser.login(username=user.username, password=PASSWORD)
        assert browser.get(reverse("complaints:export_file", args=[export.pk])).status_code == status
        assert browser.get(reverse("complaints:export", args=[export.pk])).status_code == status
        assert may_watch_export(user, str(export.pk)) is (status == 200)


def test_button_begins_a_printout_of_what_the_list_shows(supervisor: User) -> None:
    browser = Browser()
    browser.login(username=supervisor.username, password=PASSWORD)
    answer = browser.post(reverse("complaints:ask_export", args=["xlsx"]), {"kind": "claim", "state": "all"})
    assert answer.status_code == 200
    assert RegisterExport.objects.get().chosen == {"kind": "claim"}
