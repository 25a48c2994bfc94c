"""Printouts of the register: a spreadsheet in constant memory, or pages to be bound and signed."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.files import File
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.letters.pdf import FONT_FACES, pdf_of
from complaints.models import Complaint, ExportFormat, ExportState, RegisterExport, RegisterHead
from complaints.operations.spreadsheet import Spreadsheet
from complaints.queries.journal import lines, wanted
from complaints.queries.register import RegisterFilter
from complaints.signals import export_asked
from contactcenter.lib.errors import Conflict, DomainError, InvalidInput, NotAllowed
from contactcenter.push.publish import publish
from contactcenter.staff.models import User

TOPIC = "export"
# Who has said nothing for so long is dead: another worker begins anew.
LEASE = timedelta(seconds=90)
# Pages are laid out in memory; more than this is no longer read on paper.
PDF_LINES = 2_000


def ask_export(*, user: User, kind: str, chosen: RegisterFilter, at: datetime) -> RegisterExport:
    """A printout of what the list shows, made by a worker. Raises NotAllowed, Conflict while one is being made,
    InvalidInput for more lines than can be printed on paper."""
    if not user.has_perm("complaints.export_complaint"):
        raise NotAllowed(_("Only supervisors print the register."), code="may_not_export")
    if kind not in ExportFormat.values:
        raise InvalidInput(_("Choose XLSX or PDF."), field="format")
    unfinished = RegisterExport.objects.filter(asked_by=user, state__in=(ExportState.WAITING, ExportState.RUNNING))
    if unfinished.exists():
        raise Conflict(_("A printout of yours is being made already."), code="export_runs")
    total = wanted(user=user, chosen=chosen).count()
    if kind == ExportFormat.PDF and total > PDF_LINES:
        raise InvalidInput(
            _("%(total)d lines are too many for paper, at most %(most)d are printed: choose a shorter time, or XLSX.")
            % {"total": total, "most": PDF_LINES},
            code="too_many_lines",
            field="format",
        )
    export = RegisterExport.objects.create(
        asked_by=user, format=kind, chosen=chosen.as_json(), rows_total=total, created_at=at
    )
    export_asked.send(sender=RegisterExport, export_id=export.pk)
    return export


def due_exports(*, as_of: datetime) -> list[int]:
    """What waits, and what a dead worker has left."""
    waiting = RegisterExport.objects.filter(state=ExportState.WAITING)
    left = RegisterExport.objects.filter(state=ExportState.RUNNING, claimed_at__lt=as_of - LEASE)
    return [*waiting.values_list("pk", flat=True), *left.values_list("pk", flat=True)]


def make_export(*, export_id: int, clock: Callable[[], datetime] = timezone.now) -> bool:
    """Make it; False when somebody else does. Each chunk says that we live, and how far we are."""
    mine = RegisterExport.objects.filter(pk=export_id)
    now = clock()
    fresh = mine.filter(state=ExportState.WAITING)
    left = mine.filter(state=ExportState.RUNNING, claimed_at__lt=now - LEASE)
    claim = {"state": ExportState.RUNNING, "claimed_at": now, "rows_done": 0}
    if not (fresh.update(**claim) or left.update(**claim)):
        return False
    export = mine.select_related("asked_by").get()
    _tell(export)
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"register.{export.format}"
            write = _write_pdf if export.format == ExportFormat.PDF else _write_xlsx
            write(export, path, clock)
            _keep(export, path, at=clock())
    except DomainError as refusal:
        _settle(export, state=ExportState.FAILED, error=str(refusal)[:300], finished_at=clock())
    return True


def _keep(export: RegisterExport, path: Path, *, at: datetime) -> None:
    digest = hashlib.sha256()
    with path.open("rb") as content:
        while piece := content.read(1 << 20):
            digest.update(piece)
    with path.open("rb") as content:
        export.file.save(f"{digest.hexdigest()[:32]}.{export.format}", File(content), save=False)
    _settle(export, state=ExportState.DONE, file=export.file.name, sha256=digest.hexdigest(), finished_at=at)


def _settle(export: RegisterExport, **changes: Any) -> None:
    RegisterExport.objects.filter(pk=export.pk, state=ExportState.RUNNING).update(**changes)
    _tell(export)


def _tell(export: RegisterExport) -> None:
    publish(f"{TOPIC}:{export.pk}")


def _chunks(export: RegisterExport, clock: Callable[[], datetime]) -> Iterator[list[Complaint]]:
    """What the reader may see at the moment of making; entries written meanwhile are not in it."""
    entries = wanted(user=export.asked_by, chosen=RegisterFilter.from_json(export.chosen))
    done = 0
    for chunk in lines(entries.filter(registered_at__lte=export.created_at)):
        yield chunk
        done = min(done + len(chunk), export.rows_total)
        RegisterExport.objects.filter(pk=export.pk).update(rows_done=done, claimed_at=clock())
        _tell(export)


def imprint(export: RegisterExport) -> str:
    """Who printed what and when, and where the register stood: the last line of its chain."""
    head = RegisterHead.objects.first()
    return _("Printed by %(who)s on %(when)s. Last line of the register: %(seq)d, %(hash)s") % {
        "who": export.asked_by,
        "when": f"{timezone.localtime(export.created_at):%d.%m.%Y %H:%M}",
        "seq": head.seq if head else 0,
        "hash": head.hash if head else "",
    }


def _write_xlsx(export: RegisterExport, path: Path, clock: Callable[[], datetime]) -> None:
    book = Spreadsheet(title=str(_("Register")), imprint=imprint(export))
    for chunk in _chunks(export, clock):
        for row in chunk:
            book.add(row)
    book.save(path)


def _write_pdf(export: RegisterExport, path: Path, clock: Callable[[], datetime]) -> None:
    rows = [row for chunk in _chunks(export, clock) for row in chunk]
    title = str(_("Register of complaints"))
    page = render_to_string(
        "complaints/paper/register.html",
        {"rows": rows, "title": title, "imprint": imprint(export), "faces": FONT_FACES, "export": export},
    )
    path.write_bytes(pdf_of(lambda _pages: page, title=title, author=str(export.asked_by)))
