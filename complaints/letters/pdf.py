"""Pages as PDF by WeasyPrint: our own fonts embedded, nothing fetched from anywhere."""

from __future__ import annotations

import html
import logging
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from contactcenter.lib.errors import DomainError

FONTS = Path(__file__).resolve().parent / "fonts"
# Names by which a page asks for a font; there is no other address that it may ask for.
FONT_FILES = {"letter-font:regular": "PTF55F.ttf", "letter-font:bold": "PTF75F.ttf"}
FONT_FACES = "".join(
    f'@font-face {{ font-family: "PT Serif"; font-weight: {weight}; src: url("{address}"); }}\n'
    for address, weight in zip(FONT_FILES, (400, 700), strict=True)
)

# It tells of every property that it does not know, and of each font at each rendering.
logging.getLogger("weasyprint").setLevel(logging.ERROR)
logging.getLogger("fontTools").setLevel(logging.ERROR)


class PdfUnavailable(DomainError):
    """The server has no Pango."""

    code = "no_pdf"


def load_weasyprint() -> Any:
    """The library; raises PdfUnavailable where Pango, which it is made of, is not installed."""
    try:
        return import_module("weasyprint")
    except OSError as missing:
        raise PdfUnavailable(
            _(
                "This server cannot make PDF files: the library Pango is missing. An administrator installs Debian’s "
                "packages libpango-1.0-0 and libpangoft2-1.0-0; everything else works meanwhile."
            )
        ) from missing


def pdf_of(draw: Callable[[int], str], *, title: str, author: str) -> bytes:
    """A PDF/A-2u, whose letters can be searched and copied, of the HTML that `draw` returns.

    `draw(pages)` is told of how many pages the letter is, and is asked again when it turns out to be of more than 1.
    """
    weasyprint = load_weasyprint()
    fonts = import_module("weasyprint.text.fonts").FontConfiguration()
    document = _laid_out(weasyprint, draw(1), fonts)
    if len(document.pages) > 1:
        document = _laid_out(weasyprint, draw(len(document.pages)), fonts)
    document.metadata.title, document.metadata.authors, document.metadata.lang = title, [author], "ru"
    written: bytes = document.write_pdf(pdf_variant="pdf/a-2u")
    return written


def _laid_out(weasyprint: Any, page: str, fonts: Any) -> Any:
    return weasyprint.HTML(string=page, url_fetcher=_fetcher(), base_url="letter:").render(font_config=fonts)


def _fetcher() -> Any:
    urls = import_module("weasyprint.urls")

    class OnlyOurs(urls.URLFetcher):  # type: ignore[misc,name-defined]  # known at run time only
        """Fonts by name and pictures that stand in the page itself; no file of the server, no network."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if url in FONT_FILES:
                return urls.URLFetcherResponse(
                    url, (FONTS / FONT_FILES[url]).read_bytes(), {"Content-Type": "font/ttf"}
                )
            if url.startswith("data:image/"):
                return super().fetch(url, headers)
            raise ValueError("A letter fetches nothing.")

    return OnlyOurs()


def escaped_lines(text: str) -> str:
    """Lines of text as HTML."""
    return "<br>".join(html.escape(line) for line in text.splitlines())
