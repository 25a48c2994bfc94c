"""Files from outside: judged by their bytes, not by their names."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from contactcenter.contacts.models import Attachment, Contact
from contactcenter.lib.errors import InvalidInput
from contactcenter.lib.text import clean

SIZE_LIMIT = 10 * 1024 * 1024  # bytes

# First bytes -> (content type, endings that are true to it)
_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png", (".png",)),
    (b"\xff\xd8\xff", "image/jpeg", (".jpg", ".jpeg")),
    (b"GIF87a", "image/gif", (".gif",)),
    (b"GIF89a", "image/gif", (".gif",)),
    (b"%PDF-", "application/pdf", (".pdf",)),
)
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_OFFICE = {"word/document.xml": (_DOCX, ".docx"), "xl/workbook.xml": (_XLSX, ".xlsx")}


def sniff(*, name: str, content: bytes) -> str:
    """The content type by the bytes; raises InvalidInput where they are of no allowed kind or belie the name."""
    ending = PurePosixPath(name.lower()).suffix
    for start, content_type, endings in _SIGNATURES:
        if content.startswith(start):
            return _matching(content_type, ending, endings)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return _matching("image/webp", ending, (".webp",))
    if content.startswith(b"PK\x03\x04") and (office := _office(content)):
        return _matching(office[0], ending, (office[1],))
    if ending == ".txt" and _is_text(content):
        return "text/plain"
    raise InvalidInput(
        _("This file cannot be taken. Allowed are PNG, JPEG, GIF, WebP, PDF, DOCX, XLSX and plain text."),
        code="bad_file_type",
        field="file",
    )


def _matching(content_type: str, ending: str, endings: tuple[str, ...]) -> str:
    if ending not in endings:
        raise InvalidInput(
            _("The file's name ends in “%(ending)s”, but its content is something else.") % {"ending": ending[:10]},
            code="misnamed_file",
            field="file",
        )
    return content_type


def _office(content: bytes) -> tuple[str, str] | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        # What zipfile says of archives of a later version, of names that are no text, of positions beyond the end.
        return None
    return next((kind for marker, kind in _OFFICE.items() if marker in names), None)


def _is_text(content: bytes) -> bool:
    try:
        return "\x00" not in content.decode("utf-8")
    except UnicodeDecodeError:
        return False


@dataclass(frozen=True)
class GoodFile:
    """A file that may be kept."""

    name: str
    content_type: str
    sha256: str
    content: bytes

    @property
    def stored_name(self) -> str:
        """Says nothing of the client and carries no ending that a server could take for a program."""
        return self.sha256[:32]


def require_size(size: int) -> None:
    """Raises InvalidInput for more than SIZE_LIMIT bytes; asked before a file is read where its size is told."""
    if size > SIZE_LIMIT:
        raise InvalidInput(
            _("The file is larger than %(limit)d MB.") % {"limit": SIZE_LIMIT // 1024 // 1024},
            code="file_too_large",
            field="file",
        )


def judge_file(*, name: str, content: bytes) -> GoodFile:
    """The file under a plain name, with its true type; raises InvalidInput when it is not allowed."""
    if not content:
        raise InvalidInput(_("The file is empty."), code="empty_file", field="file")
    require_size(len(content))
    plain_name = clean(PurePosixPath(name.replace("\\", "/")).name[-1_000:], limit=10_000)[-150:] or "file"
    return GoodFile(
        name=plain_name,
        content_type=sniff(name=plain_name, content=content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
    )


def keep_attachment(*, contact: Contact, name: str, content: bytes, at: datetime) -> Attachment:
    """Store a file for a message of `contact` that is about to be written; raises InvalidInput when not allowed."""
    file = judge_file(name=name, content=content)
    attachment = Attachment(
        contact=contact,
        name=file.name,
        content_type=file.content_type,
        size=len(content),
        sha256=file.sha256,
        created_at=at,
    )
    attachment.file.save(file.stored_name, ContentFile(content), save=False)
    attachment.save()
    return attachment
