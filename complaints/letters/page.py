"""The page of a letter, set by ГОСТ Р 7.0.97-2025; measures are in forms/page.html."""

from __future__ import annotations

import base64
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from complaints.letters.content import Content, Layout
from complaints.letters.pdf import FONT_FACES, pdf_of
from complaints.letters.qr import qr_svg

FORMS = Path(__file__).resolve().parent / "forms"
STRIP = 24  # mm above the lower margin of the first page, for a QR mark of 22 mm

# This one is ours; what organisations write goes through the sandbox.
_ENV = Environment(
    loader=FileSystemLoader(FORMS), autoescape=select_autoescape(default=True), undefined=StrictUndefined,
    trim_blocks=True, lstrip_blocks=True,
)  # fmt: skip


def letter_pdf(content: Content, layout: Layout) -> bytes:
    """The letter as PDF; raises PdfUnavailable."""

    def draw(pages: int) -> str:
        return letter_html(content, layout, pages=pages)

    title = f"{content.heading}, {content.number}" if content.number else content.heading
    return pdf_of(draw, title=title, author=content.organisation.short_name or content.organisation.name)


def letter_html(content: Content, layout: Layout, *, pages: int) -> str:
    """The page that becomes the PDF. On a single page the preparer stands beside the mark, else at the end."""
    return _ENV.get_template("page.html").render(
        **content.as_fields(),
        layout=layout,
        faces=FONT_FACES,
        strip=STRIP,
        single_page=pages == 1,
        qr=qr_svg(content.verification_url) if content.verification_url else "",
        logo=_data_address(layout),
    )


def _data_address(layout: Layout) -> str:
    if not layout.logo:
        return ""
    return f"data:{layout.logo_type};base64,{base64.b64encode(layout.logo).decode()}"
