"""Files of referrals and of the client, for those who may see the referral."""

from __future__ import annotations

from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from contactcenter.decisions.models import Referral
from contactcenter.staff.http import Request, screen, served_file


@screen("decisions.view_referral")
@require_safe
def referral_file(request: Request, referral_id: int, file_id: int) -> FileResponse:
    """A file of the talk or of a decision."""
    referral = get_object_or_404(Referral.objects.visible_to(request.user), pk=referral_id)
    return served_file(get_object_or_404(referral.files, pk=file_id))


@screen("decisions.view_referral")
@require_safe
def attachment(request: Request, referral_id: int, attachment_id: int) -> FileResponse:
    """A file of the client that the department was shown."""
    referral = get_object_or_404(Referral.objects.visible_to(request.user), pk=referral_id)
    return served_file(get_object_or_404(referral.attachments, pk=attachment_id))
