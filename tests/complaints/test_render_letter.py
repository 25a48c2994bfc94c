"""The letter as a person sees it: pages, margins, fonts, the mark, and the same words in PDF and DOCX."""

import io
import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from PIL import Image

from complaints.letters import pdf as pdf_module
from complaints.letters.content import SAMPLE, Content, Layout, content_of
from complaints.letters.docx import render_docx
from complaints.letters.forms_docx import own_form
from complaints.letters.page import letter_html, letter_pdf
from complaints.letters.pdf import PdfUnavailable

DPI = 100
MM = DPI / 25.4
PARAGRAPH = (
    "Мы рассмотрели Вашу претензию от 11.11.2026, в которой Вы сообщаете о двойном списании абонентской платы за "
    "октябрь и требуете вернуть 650 (шестьсот пятьдесят) рублей 00 копеек на баланс договора № 77-091-3377."
)


@pytest.fixture(autouse=True)
def catalogue() -> None:
    """Nothing here asks the database."""


LONG = replace(SAMPLE, text="\n".join([PARAGRAPH] * 16))
Pages = list[Image.Image]


def program(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def pages(tmp_path: Path) -> Callable[[Content, Layout], Pages]:
    """Each page as a picture, as a printer would put it on paper."""

    def print_out(content: Content, layout: Layout) -> Pages:
        (tmp_path / "letter.pdf").write_bytes(letter_pdf(content, layout))
        program("pdftoppm", "-r", str(DPI), "-png", str(tmp_path / "letter.pdf"), str(tmp_path / "page"))
        return [Image.open(path).convert("L") for path in sorted(tmp_path.glob("page-*.png"))]

    return print_out


def text_of(content: bytes, tmp_path: Path) -> str:
    (tmp_path / "text.pdf").write_bytes(content)
    return program("pdftotext", "-layout", str(tmp_path / "text.pdf"), "-")


def ink(
    page: Image.Image, *, left: float = 0, top: float = 0, right: float = 210, bottom: float = 297
) -> tuple[float, ...]:
    """Where there is ink within this part of the page: left, top, right, bottom in mm from the page's corner."""
    part = page.crop(tuple(round(side * MM) for side in (left, top, right, bottom)))  # type: ignore[arg-type]
    box = part.point(lambda value: 255 if value < 200 else 0).getbbox()
    assert box, "There is nothing."
    return (left + box[0] / MM, top + box[1] / MM, left + box[2] / MM, top + box[3] / MM)


LAYOUTS = [Layout(), Layout(angular=True), Layout(font_size=14, left_margin=30)]


@pytest.mark.parametrize("layout", LAYOUTS, ids=["across", "corner", "kept for long"])
def test_margins_are_those_of_the_standard(pages: Callable[..., Pages], layout: Layout) -> None:
    first, *_rest, last = pages(LONG, layout)
    for page in (first, last):
        left, _top, right, bottom = ink(page, top=19)
        assert left >= layout.left_margin - 0.5
        assert right <= 210 - 10 + 0.5
        assert bottom <= 297 - 20 + 0.5
    assert ink(first)[1] >= 19.5


def test_lines_of_the_letterhead_keep_to_their_length(pages: Callable[..., Pages]) -> None:
    (across,) = pages(SAMPLE, Layout())
    left, _top, right, _bottom = ink(across, top=19, bottom=38)
    assert right - left <= 120
    (corner,) = pages(SAMPLE, Layout(angular=True))
    left, _top, right, _bottom = ink(corner, top=19, right=100, bottom=60)
    assert right - left <= 80


def test_pages_are_numbered_from_the_second(pages: Callable[..., Pages]) -> None:
    first, second = pages(LONG, Layout())[:2]
    with pytest.raises(AssertionError):
        ink(first, bottom=19)
    left, top, right, bottom = ink(second, bottom=19)
    middle = (left + right) / 2
    assert abs(middle - (20 + 200) / 2) < 1.5  # of the text
    assert top >= 10
    assert bottom <= 20


def test_mark_stands_lower_right_on_the_first_page_alone(pages: Callable[..., Pages]) -> None:
    first, *_rest, last = pages(LONG, Layout())
    left, top, right, bottom = ink(first, left=170, top=254)
    assert abs(right - 200) < 0.6
    assert abs(bottom - 277) < 0.6
    assert 21 < right - left < 23
    assert 21 < bottom - top < 23
    with pytest.raises(AssertionError):
        ink(last, left=150, top=250)


def test_draft_says_that_it_is_one_and_has_neither_number_nor_mark(tmp_path: Path) -> None:
    draft = replace(SAMPLE, number="", date="", verification_url="", signature_mark=())
    assert "ИСХ" not in text_of(letter_pdf(draft, Layout()), tmp_path)
    drawn = letter_html(draft, Layout(), pages=1)
    assert "ПРОЕКТ" in drawn
    assert 'class="mark"' not in drawn
    assert "ПРОЕКТ" not in letter_html(SAMPLE, Layout(), pages=1)


def test_fonts_are_embedded_and_cyrillic_can_be_copied(tmp_path: Path) -> None:
    text = text_of(letter_pdf(SAMPLE, Layout()), tmp_path)
    rows = program("pdffonts", str(tmp_path / "text.pdf")).splitlines()[2:]
    assert rows
    for row in rows:
        assert "PT-Serif" in row
        embedded, _subset, unicode = row.split()[-5:-2]
        assert (embedded, unicode) == ("yes", "yes")
    assert "Уважаемая Анна Петровна!" in text
    assert "На № ПР-2026-000001 от 11.11.2026" in text


def test_requisites_come_in_their_order(tmp_path: Path) -> None:
    text = " ".join(text_of(letter_pdf(SAMPLE, Layout()), tmp_path).split())
    order = [
        SAMPLE.organisation.name, SAMPLE.organisation.address, SAMPLE.number, SAMPLE.addressee, SAMPLE.reference_number,
        SAMPLE.heading, SAMPLE.salutation, *SAMPLE.paragraphs, "Приложение: на 2 л. в 1 экз.", SAMPLE.closing,
        SAMPLE.signatory, SAMPLE.preparer,
    ]  # fmt: skip
    places = [text.index(piece) for piece in order]
    assert places == sorted(places)
    assert not SAMPLE.heading.endswith(".")


def words_of(text: str) -> set[str]:
    return set(re.findall(r"[\w.№«»/@+-]+", text)) - {"2"}


def test_docx_and_pdf_say_the_same(tmp_path: Path) -> None:
    document = docx.Document(io.BytesIO(render_docx(own_form(Layout()), SAMPLE)))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    written = "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    assert words_of(written) == words_of(text_of(letter_pdf(SAMPLE, Layout()), tmp_path))


def test_docx_keeps_to_the_standard_and_carries_the_mark() -> None:
    document = docx.Document(io.BytesIO(render_docx(own_form(Layout(left_margin=30)), SAMPLE)))
    section = document.sections[0]
    sides = (section.left_margin, section.right_margin, section.top_margin, section.bottom_margin)
    assert [round(side.mm) for side in sides if side is not None] == [30, 10, 20, 20]
    assert section.different_first_page_header_footer
    assert document.styles["Normal"].font.name == "PT Serif"
    assert 12 <= document.styles["Normal"].font.size.pt <= 14
    relations = section.first_page_footer.part.rels.values()
    (picture,) = [relation.target_part.blob for relation in relations if "image" in relation.reltype]
    assert Image.open(io.BytesIO(picture)).size[0] > 64


def test_words_of_a_letter_are_no_markup_and_fetch_nothing() -> None:
    odd = replace(SAMPLE, text='<img src="file:///etc/passwd"> <script>alert(1)</script>')
    html = letter_html(odd, Layout(), pages=1)
    assert "<script>" not in html
    assert 'src="file' not in html


def test_page_can_read_no_file_of_the_server(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("TAJNA")
    page = f'<link rel="attachment" href="{secret.as_uri()}"><img src="{secret.as_uri()}"><p>x</p>'
    assert b"TAJNA" not in pdf_module.pdf_of(lambda _pages: page, title="", author="")


def test_without_pango_one_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise OSError(f"cannot load library for {name}")

    monkeypatch.setattr(pdf_module, "import_module", missing)
    with pytest.raises(PdfUnavailable, match="Pango"):
        letter_pdf(SAMPLE, Layout())
    assert render_docx(own_form(Layout()), SAMPLE)


def test_content_comes_back_from_its_json_with_the_same_hash() -> None:
    again = content_of(SAMPLE.as_data())
    assert again == SAMPLE
    assert again.sha256 == SAMPLE.sha256
    assert replace(SAMPLE, text="Иначе.").sha256 != SAMPLE.sha256
