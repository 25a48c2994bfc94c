"""Printouts of the register: asked for, watched, fetched."""

from __future__ import annotations

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST, require_safe

from complaints.models import ExportState, RegisterExport
from complaints.operations.exporting import ask_export
from complaints.views.register import chosen_of
from contactcenter.staff.http import Request, screen

EXPORT = "complaints.export_complaint"
_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}


@screen(EXPORT)
@require_POST
def asking(request: Request, kind: str) -> HttpResponse:
    """A worker begins with what the list shows; the answer is a line that fills by itself."""
    chosen = chosen_of(request.POST, mine=request.user.pk)
    export = ask_export(user=request.user, kind=kind, chosen=chosen, at=timezone.now())
    return render(request, "complaints/_export.html", {"export": export})


@screen(EXPORT)
@require_GET
def state(request: Request, export_id: int) -> HttpResponse:
    """How far it is."""
    export = get_object_or_404(RegisterExport.objects.visible_to(request.user), pk=export_id)
    return render(request, "complaints/_export.html", {"export": export})


@screen(EXPORT)
@require_safe
def file(request: Request, export_id: int) -> FileResponse:
    """The printout, for whoever asked for it."""
    exports = RegisterExport.objects.visible_to(request.user).filter(state=ExportState.DONE)
    export = get_object_or_404(exports, pk=export_id)
    day = timezone.localdate(export.created_at)
    return FileResponse(
        export.file.open("rb"),
        as_attachment=True,
        filename=f"register-{day:%Y-%m-%d}-{export.pk}.{export.format}",
        content_type=_TYPES[export.format],
        headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"},
    )
