"""Letters as DOCX: a form, ours or the organisation's, filled in by docxtpl inside the sandbox."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import TemplateError

from complaints.letters.content import FORM_FIELDS, NEEDED, SAMPLE, Content
from complaints.letters.forms_docx import QR_PICTURE
from complaints.letters.qr import qr_png
from complaints.letters.sandbox import check_template, environment
from contactcenter.lib.errors import InvalidInput

SIZE_LIMIT = 2 * 1024 * 1024  # bytes
_UNPACKED_LIMIT = 30 * 1024 * 1024
_MAIN_PART = "word/document.xml"
_EXTERNAL = re.compile(rb"<Relationship\b[^>]*TargetMode=[\"']External[\"'][^>]*>")


def check_form(content: bytes, *, field: str = "docx") -> None:
    """Raises InvalidInput with a sentence for a file that is no DOCX, names what is no field or makes no letter."""
    _check_archive(content, field=field)
    try:
        template = DocxTemplate(io.BytesIO(content))
        template.init_docx()
        used: set[str] = set()
        for source in _sources(template):
            used |= check_template(source, fields=FORM_FIELDS, field=field)
    except (PackageNotFoundError, KeyError, ValueError) as broken:
        if isinstance(broken, InvalidInput):
            raise
        raise _no_docx(field) from broken
    if missing := [name for name in NEEDED if name not in used]:
        raise InvalidInput(
            _("The form has no place for %(fields)s.") % {"fields": ", ".join(f"{{{{ {name} }}}}" for name in missing)},
            code="form_incomplete",
            field=field,
        )
    render_docx(content, SAMPLE, field=field)


def render_docx(form: bytes, letter: Content, *, field: str = "docx") -> bytes:
    """The letter in this form; raises InvalidInput when the form cannot be filled in."""
    template = DocxTemplate(io.BytesIO(form))
    template.allow_missing_pics = True  # a form may have no place for the mark
    if letter.verification_url:
        template.replace_pic(QR_PICTURE, io.BytesIO(qr_png(letter.verification_url)))
    try:
        template.render(letter.as_fields(), environment(autoescape=True))
    except TemplateError as error:
        raise InvalidInput(
            _("The form cannot be filled in: %(why)s") % {"why": error}, code="template_failed", field=field
        ) from error
    out = io.BytesIO()
    template.save(out)
    return out.getvalue()


def _sources(template: Any) -> Iterator[str]:
    """Everything of a form that is rendered, as docxtpl hands it to Jinja."""
    yield template.patch_xml(template.get_xml())
    for uri in (template.HEADER_URI, template.FOOTER_URI):
        for _key, part in template.get_headers_footers(uri):
            yield template.patch_xml(template.get_part_xml(part))


def _check_archive(content: bytes, *, field: str) -> None:
    if len(content) > SIZE_LIMIT:
        raise InvalidInput(
            _("The form is larger than %(limit)d MB.") % {"limit": SIZE_LIMIT // 1024 // 1024},
            code="file_too_large",
            field=field,
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) > _UNPACKED_LIMIT:
                raise _no_docx(field)
            names = {part.filename for part in parts}
            relations = b"".join(archive.read(name) for name in names if name.endswith(".rels"))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError) as broken:
        raise _no_docx(field) from broken
    if _MAIN_PART not in names:
        raise _no_docx(field)
    if any("vbaproject" in name.lower() for name in names):
        raise InvalidInput(_("The form has macros. Save it as DOCX without them."), code="has_macros", field=field)
    # A link is harmless; a picture or a template elsewhere would be fetched by whoever opens the letter.
    if any(b"/hyperlink" not in found for found in _EXTERNAL.findall(relations)):
        raise InvalidInput(
            _("The form takes something from another address. Put pictures into the file itself."),
            code="has_links",
            field=field,
        )


def _no_docx(field: str) -> InvalidInput:
    return InvalidInput(_("This file is no DOCX."), code="no_docx", field=field)
