"""What an administrator writes for letters, and what we bring along."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints.letters.wording import OWN_APPEALS, OWN_TEMPLATES, check_wording
from complaints.models import AppealRoute, Ground, LetterTemplate, LetterTemplateVersion
from contactcenter.lib.errors import InvalidInput
from contactcenter.staff.models import User

LOGO_LIMIT = 500 * 1024  # bytes
_PICTURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


@transaction.atomic
def save_wording(
    *, template: LetterTemplate, heading: str, body: str, at: datetime, author: User | None
) -> LetterTemplateVersion:
    """A new version where the text has changed; letters that have begun keep theirs. Raises InvalidInput."""
    check_wording(heading=heading, body=body)
    LetterTemplate.objects.select_for_update(no_key=True).get(pk=template.pk)
    newest = template.versions.order_by("-number").first()
    if newest and (newest.heading, newest.body) == (heading, body):
        return newest
    return LetterTemplateVersion.objects.create(
        template=template, number=newest.number + 1 if newest else 1, heading=heading, body=body, at=at, author=author
    )


def judge_logo(content: bytes) -> str:
    """The type of a picture by its bytes; raises InvalidInput for what is none or too large."""
    if len(content) > LOGO_LIMIT:
        raise InvalidInput(
            _("The picture is larger than %(limit)d KB.") % {"limit": LOGO_LIMIT // 1024},
            code="file_too_large",
            field="logo",
        )
    for start, kind in _PICTURES.items():
        if content.startswith(start):
            return kind
    raise InvalidInput(_("This file is neither PNG nor JPEG."), code="bad_file_type", field="logo")


@transaction.atomic
def load_letter_texts(*, at: datetime) -> None:
    """Our templates and ways to appeal, where there are none of these names; what somebody has changed stays."""
    for position, (name, kind, outcome, heading, body) in enumerate(OWN_TEMPLATES):
        template, is_new = LetterTemplate.objects.get_or_create(
            name=name, defaults={"kind": kind, "outcome": outcome, "position": position}
        )
        if is_new:
            save_wording(template=template, heading=heading, body=body, at=at, author=None)
    for start, text in OWN_APPEALS.items():
        if not start:
            AppealRoute.objects.get_or_create(ground=None, defaults={"text": text})
            continue
        for ground in Ground.objects.filter(code__startswith=start):
            AppealRoute.objects.get_or_create(ground=ground, defaults={"text": text})
