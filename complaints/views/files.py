"""Attachments of an entry, for those who may see it."""

from __future__ import annotations

from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from complaints.models import Complaint
from contactcenter.staff.http import Request, screen, served_file


@screen("complaints.view_complaint")
@require_safe
def file(request: Request, case_id: int, file_id: int) -> FileResponse:
    """Saved by the browser, never shown in place: whatever is in it, nothing of it runs."""
    row = get_object_or_404(Complaint.objects.visible_to(request.user), pk=case_id)
    found = get_object_or_404(row.files, pk=file_id)
    return served_file(found)
