"""A version as files: made once, kept with its hash, never made anew.

Pages are laid out outside any transaction: that may take seconds on a busy machine, and whoever is silent in a
transaction for so long is taken for frozen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction

from complaints.letters.content import Content
from complaints.letters.docx import render_docx
from complaints.letters.forms_docx import own_form
from complaints.letters.page import letter_pdf
from complaints.models import FileKind, LetterFile, Letterhead, LetterVersion
from complaints.queries.letters import layout_of

Drawn = Mapping[FileKind, bytes]


def draw(content: Content, letterhead: Letterhead) -> Drawn:
    """Both files of what a letter says; raises PdfUnavailable."""
    return {kind: _drawn(content, letterhead, kind=kind) for kind in (FileKind.PDF, FileKind.DOCX)}


def keep_files(version: LetterVersion, drawn: Drawn, *, at: datetime) -> None:
    """The files of a version, in the caller's transaction; those that it has stay."""
    known = set(version.files.values_list("kind", flat=True))
    for kind, written in drawn.items():
        if kind not in known:
            _keep(version, written, kind=kind, at=at)


def file_of(version: LetterVersion, *, kind: FileKind, at: datetime) -> LetterFile:
    """The file of a version, made when somebody asks for it first; raises PdfUnavailable."""
    known = LetterFile.objects.filter(version=version, kind=kind).first()
    if known:
        return known
    written = _drawn(version.content, version.letter.letterhead, kind=kind)
    with transaction.atomic():
        LetterVersion.objects.select_for_update().get(pk=version.pk)  # somebody else may have asked in the same moment
        return LetterFile.objects.filter(version=version, kind=kind).first() or _keep(
            version, written, kind=kind, at=at
        )


def _keep(version: LetterVersion, written: bytes, *, kind: FileKind, at: datetime) -> LetterFile:
    sha256 = hashlib.sha256(written).hexdigest()
    file = LetterFile(version=version, kind=kind, size=len(written), sha256=sha256, at=at)
    # The name says nothing of the client and carries no ending that a server could take for a program.
    file.file.save(sha256[:32], ContentFile(written), save=False)
    file.save()
    return file


def _drawn(content: Content, letterhead: Letterhead, *, kind: FileKind) -> bytes:
    layout = layout_of(letterhead)
    if kind == FileKind.PDF:
        return letter_pdf(content, layout)
    form = bytes(letterhead.form) if letterhead.form else own_form(layout)
    return render_docx(form, content)
