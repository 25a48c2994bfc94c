"""Files of conversations, for those who may see the conversation."""

from __future__ import annotations

from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from contactcenter.contacts.models import Attachment, Contact
from contactcenter.staff.http import served_file
from contactcenter.workstation.http import Request, screen


@screen()
@require_GET
def attachment(request: Request, attachment_id: int) -> FileResponse:
    """The file; shown in place only where it is an image that we have looked at, saved otherwise."""
    visible = Contact.objects.visible_to(request.user)
    found = get_object_or_404(Attachment, pk=attachment_id, contact__in=visible)
    in_place = found.is_image and "preview" in request.GET
    return served_file(found, in_place=in_place, cache="private, max-age=3600")
