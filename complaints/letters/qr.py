"""The QR mark of a letter (ГОСТ Р 7.0.97-2025, requisite 31)."""

from __future__ import annotations

import io

import segno

# A quarter of the mark may be smudged or bent and it is still read.
_LEVEL = "q"


def qr_svg(text: str) -> str:
    """As a data address of an SVG: sharp at any size."""
    return segno.make_qr(text, error=_LEVEL).svg_data_uri(border=0, scale=4, dark="#000")


def qr_png(text: str) -> bytes:
    """As PNG, 300 dpi at 25 mm."""
    out = io.BytesIO()
    code = segno.make_qr(text, error=_LEVEL)
    code.save(out, kind="png", border=0, scale=max(2, 300 // code.symbol_size(border=0)[0]))
    return out.getvalue()
