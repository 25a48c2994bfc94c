"""Files of the talk with a department and of its decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from contactcenter.contacts.operations.attachments import judge_file
from contactcenter.decisions.models import Decision, Referral, ReferralFile, ReferralMessage
from contactcenter.lib.errors import InvalidInput

FILES_LIMIT = 10


@dataclass(frozen=True)
class NewFile:
    """A file as it came in."""

    name: str
    content: bytes


def keep_files(
    *,
    referral: Referral,
    files: Sequence[NewFile],
    at: datetime,
    message: ReferralMessage | None = None,
    decision: Decision | None = None,
) -> None:
    """Store the files of one message or one decision; raises InvalidInput for one that is not allowed."""
    if len(files) > FILES_LIMIT:
        raise InvalidInput(
            _("At most %(limit)d files are taken at once.") % {"limit": FILES_LIMIT},
            code="too_many_files",
            field="files",
        )
    for given in files:
        good = judge_file(name=given.name, content=given.content)
        kept = ReferralFile(
            referral=referral,
            message=message,
            decision=decision,
            name=good.name,
            content_type=good.content_type,
            size=len(good.content),
            sha256=good.sha256,
            created_at=at,
        )
        kept.file.save(good.stored_name, ContentFile(good.content), save=False)
        kept.save()
