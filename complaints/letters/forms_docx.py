"""Our own DOCX form, by the same measures as the PDF: what a letter is filled into, and where an organisation begins
when it wants a form of its own."""

from __future__ import annotations

import base64
import functools
import io
from typing import Any

from docx import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from complaints.letters.content import Layout

FONT = "PT Serif"
QR_PICTURE = "qr"  # the picture of this name becomes the mark
_CENTRE, _RIGHT, _JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY
_PAGE_WIDTH = 210
_WHITE_PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTj2FAAAAABJRU5ErkJggg=="  # PNG

_LETTERHEAD = (
    "{{ organisation.address }}",
    "{% if organisation.phone %}тел. {{ organisation.phone }}{% endif %}"
    "{% if organisation.phone and organisation.email %}, {% endif %}{{ organisation.email }}"
    "{% if organisation.site %}, {{ organisation.site }}{% endif %}",
    "{% if organisation.ogrn %}ОГРН {{ organisation.ogrn }}{% endif %}"
    "{% if organisation.inn %}, ИНН{% if organisation.kpp %}/КПП{% endif %} {{ organisation.inn }}"
    "{% if organisation.kpp %}/{{ organisation.kpp }}{% endif %}{% endif %}",
)


@functools.lru_cache(maxsize=16)
def own_form(layout: Layout) -> bytes:
    """The form as DOCX, with its fields still to be filled in."""
    document = Document()
    _set_page(document, layout)
    _set_style(document, layout)
    _number_pages(document)
    _place_mark(document)
    _write_top(document, layout)
    _write_body(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _set_page(document: Any, layout: Layout) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(_PAGE_WIDTH), Mm(297)
    section.left_margin, section.right_margin = Mm(layout.left_margin), Mm(10)
    section.top_margin = section.bottom_margin = Mm(20)
    section.header_distance, section.footer_distance = Mm(10), Mm(20)
    section.different_first_page_header_footer = True


def _set_style(document: Any, layout: Layout) -> None:
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(layout.font_size)
    fonts = style.element.rPr.rFonts
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FONT)
    style.paragraph_format.space_after = style.paragraph_format.space_before = Pt(0)
    style.paragraph_format.line_spacing = layout.line_spacing


def _number_pages(document: Any) -> None:
    paragraph = document.sections[0].header.paragraphs[0]
    paragraph.alignment = _CENTRE
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)  # noqa: SLF001 - python-docx has no fields of its own


def _place_mark(document: Any) -> None:
    white = io.BytesIO(base64.b64decode(_WHITE_PIXEL))
    paragraph = document.sections[0].first_page_footer.paragraphs[0]
    paragraph.alignment = _RIGHT
    picture = paragraph.add_run().add_picture(white, width=Mm(22), height=Mm(22))
    picture._inline.docPr.set("descr", "QR")  # noqa: SLF001 - no door to the name of a picture
    picture._inline.graphic.graphicData.pic.nvPicPr.cNvPr.set("name", QR_PICTURE)  # noqa: SLF001


def _write_top(document: Any, layout: Layout) -> None:
    width = _PAGE_WIDTH - 10 - layout.left_margin
    left = 78 if layout.angular else 96
    _write(document, "{%p if letter.is_draft %}")
    project = _write(document, "ПРОЕКТ", align=_RIGHT, bold=True)
    project.runs[0].font.color.rgb = RGBColor(0x99, 0x99, 0x99)
    _write(document, "{%p endif %}")
    if not layout.angular:
        side = Mm((width - 120) / 2)
        _letterhead(document, layout, indent=side)
        _write(document, "", after=4)
    table = _table(document, (left, width - left))
    corner, reader = table.rows[0].cells
    if layout.angular:
        _letterhead(corner, layout)
        _write(corner, "", size=10)
    _write(corner, "{{ letter.date or '__________' }} № {{ letter.number or '______________' }}", size=12)
    _write(corner, "{%p if letter.reference_number %}")
    _write(
        corner,
        "На № {{ letter.reference_number }}{% if letter.reference_date %} от {{ letter.reference_date }}{% endif %}",
        size=12,
    )
    _write(corner, "{%p endif %}")
    _write(reader, "{{ letter.addressee }}", indent=Mm(6))
    _write(reader, "{%p if letter.addressee_address %}")
    _write(reader, "{{ letter.addressee_address }}", indent=Mm(6), before=6)
    _write(reader, "{%p endif %}")
    for cell in (corner, reader):
        cell._tc.remove(cell.paragraphs[0]._p)  # noqa: SLF001 - the empty one that a cell begins with


def _letterhead(place: Any, layout: Layout, *, indent: Any = None) -> None:
    if layout.logo:
        paragraph = _write(place, "", align=_CENTRE, after=4)
        paragraph.add_run().add_picture(io.BytesIO(layout.logo), height=Mm(16))
    sides = {"indent": indent, "right": indent}
    _write(place, "{{ organisation.name }}", size=12, bold=True, align=_CENTRE, after=4, **sides)
    for line in _LETTERHEAD:
        _write(place, line, size=10, align=_CENTRE, **sides)


def _write_body(document: Any) -> None:
    width = _PAGE_WIDTH - 10 - round(document.sections[0].left_margin.mm)
    _write(document, "{{ letter.heading }}", bold=True, before=14, after=16, right=Mm(width - 120))
    _write(document, "{{ letter.salutation }}", align=_CENTRE, after=8)
    _write(document, "{%p for paragraph in letter.paragraphs %}")
    _write(document, "{{ paragraph }}", align=_JUSTIFY, first=Mm(12.5))
    _write(document, "{%p endfor %}")
    _write(document, "{%p if letter.attachments %}")
    attachment = _write(document, "Приложение:\t{{ letter.attachments }}", before=12, indent=Mm(30), first=Mm(-30))
    attachment.paragraph_format.tab_stops.add_tab_stop(Mm(30))
    _write(document, "{%p endif %}")
    _write(document, "{{ letter.closing }}", before=14, after=6, keep=True)
    _write_signature(document, width)
    _write(document, "{{ letter.preparer }}", size=10, before=18, keep=True)
    _write(document, "{%p if letter.preparer_phone %}")
    _write(document, "{{ letter.preparer_phone }}", size=10)
    _write(document, "{%p endif %}")


def _write_signature(document: Any, width: int) -> None:
    table = _table(document, (65, width - 115, 50))
    position, mark, name = table.rows[0].cells
    _write(position, "{{ letter.position }}")
    _write(mark, "{%p for line in letter.signature_mark %}")
    _box(_write(mark, "{{ line }}", size=8.5, align=_CENTRE, indent=Mm(3), right=Mm(3)))
    _write(mark, "{%p endfor %}")
    _write(mark, "", size=2)  # a cell must not end up empty
    _write(name, "{{ letter.signatory }}", align=_RIGHT)
    for cell in (position, mark, name):
        cell._tc.remove(cell.paragraphs[0]._p)  # noqa: SLF001
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM


def _table(document: Any, widths: tuple[float, ...]) -> Any:
    table = document.add_table(rows=1, cols=len(widths))
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for cell, width in zip(table.rows[0].cells, widths, strict=True):
        cell.width = Mm(width)
    # Without its inner margins the cells stand at the margin of the page.
    margins = OxmlElement("w:tblCellMar")
    for side in ("w:left", "w:right"):
        edge = OxmlElement(side)
        edge.set(qn("w:w"), "0")
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    table._tbl.tblPr.append(margins)  # noqa: SLF001
    return table


def _box(paragraph: Any) -> None:
    """Lines around; neighbours with the same lines share one box."""
    borders = OxmlElement("w:pBdr")
    for side in ("w:top", "w:left", "w:bottom", "w:right"):
        line = OxmlElement(side)
        for name, value in (("w:val", "single"), ("w:sz", "6"), ("w:space", "3"), ("w:color", "000000")):
            line.set(qn(name), value)
        borders.append(line)
    paragraph.paragraph_format.element.get_or_add_pPr().append(borders)


def _write(place: Any, text: str, *, size: float = 0, bold: bool = False, align: Any = None, **space: Any) -> Any:
    """A paragraph. `space`: before, after in points; indent, right, first as lengths; keep with the next."""
    paragraph = place.add_paragraph()
    run = paragraph.add_run(text)
    run.bold = bold or None
    if size:
        run.font.size = Pt(size)
    paragraph.alignment = align
    form = paragraph.paragraph_format
    if "before" in space:
        form.space_before = Pt(space["before"])
    if "after" in space:
        form.space_after = Pt(space["after"])
    form.left_indent, form.right_indent = space.get("indent"), space.get("right")
    form.first_line_indent = space.get("first")
    form.keep_with_next = space.get("keep")
    return paragraph
