"""A version as files: made once, kept with its hash, never made anew."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction

from complaints.letters.docx import render_docx
from complaints.letters.forms_docx import own_form
from complaints.letters.page import letter_pdf
from complaints.models import FileKind, LetterFile, Letterhead, LetterVersion, OutgoingLetter
from complaints.queries.letters import layout_of


def make_files(version: LetterVersion, *, letterhead: Letterhead, at: datetime) -> None:
    """Both files of a version, in the caller's transaction; raises PdfUnavailable."""
    for kind in (FileKind.PDF, FileKind.DOCX):
        _file(version, kind=kind, letterhead=letterhead, at=at)


@transaction.atomic
def file_of(version: LetterVersion, *, kind: FileKind, at: datetime) -> LetterFile:
    """The file of a version, made when somebody asks for it first; raises PdfUnavailable."""
    letter = OutgoingLetter.objects.select_for_update(no_key=True, of=("self",)).get(pk=version.letter_id)
    return _file(version, kind=kind, letterhead=letter.letterhead, at=at)


def _file(version: LetterVersion, *, kind: FileKind, letterhead: Letterhead, at: datetime) -> LetterFile:
    known = LetterFile.objects.filter(version=version, kind=kind).first()
    if known:
        return known
    written = _rendered(version, kind=kind, letterhead=letterhead)
    sha256 = hashlib.sha256(written).hexdigest()
    file = LetterFile(version=version, kind=kind, size=len(written), sha256=sha256, at=at)
    # The name says nothing of the client and carries no ending that a server could take for a program.
    file.file.save(sha256[:32], ContentFile(written), save=False)
    file.save()
    return file


def _rendered(version: LetterVersion, *, kind: FileKind, letterhead: Letterhead) -> bytes:
    layout = layout_of(letterhead)
    if kind == FileKind.PDF:
        return letter_pdf(version.content, layout)
    form = bytes(letterhead.form) if letterhead.form else own_form(layout)
    return render_docx(form, version.content)
