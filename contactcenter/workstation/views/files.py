"""Files of conversations, for those who may see the conversation."""

from __future__ import annotations

from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from contactcenter.contacts.models import Attachment, Contact
from contactcenter.workstation.http import Request, screen


@screen()
@require_GET
def attachment(request: Request, attachment_id: int) -> FileResponse:
    """The file; shown in place only where it is an image that we have looked at, saved otherwise."""
    visible = Contact.objects.visible_to(request.user)
    found = get_object_or_404(Attachment, pk=attachment_id, contact__in=visible)
    in_place = found.is_image and "preview" in request.GET
    return FileResponse(
        found.file.open("rb"),
        as_attachment=not in_place,
        filename=found.name,
        content_type=found.content_type,
        headers={
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, max-age=3600",
            # Whatever is in it, nothing of it runs.
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )
