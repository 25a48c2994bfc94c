"""Files from outside are judged by their bytes."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contactcenter.contacts.operations.attachments import SIZE_LIMIT, judge_file
from contactcenter.lib.errors import InvalidInput

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20


def an_archive(*names: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), "x")  # the same bytes in every process, for they name the tests
    return written.getvalue()


DOCX = an_archive("[Content_Types].xml", "word/document.xml")
ALLOWED = {
    "photo.png": (PNG, "image/png"),
    "photo.JPG": (b"\xff\xd8\xff\xe0", "image/jpeg"),
    "photo.jpeg": (b"\xff\xd8\xff\xe0", "image/jpeg"),
    "anim.gif": (b"GIF89a...", "image/gif"),
    "photo.webp": (b"RIFF....WEBP", "image/webp"),
    "act.pdf": (b"%PDF-1.7", "application/pdf"),
    "act.docx": (DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "sum.xlsx": (an_archive("xl/workbook.xml"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "письмо.txt": ("Привет".encode(), "text/plain"),
}


@pytest.mark.parametrize("name", ALLOWED)
def test_true_files_are_taken(name: str) -> None:
    content, content_type = ALLOWED[name]
    file = judge_file(name=name, content=content)
    assert (file.name, file.content_type) == (name, content_type)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("photo.png", b"", "empty_file"),
        ("photo.png", PNG + b"\x00" * SIZE_LIMIT, "file_too_large"),
        ("photo.png", b"MZ\x90\x00 this program", "bad_file_type"),
        ("photo.png", b"<html><script>alert(1)</script>", "bad_file_type"),
        ("photo.png", b"%PDF-1.7", "misnamed_file"),
        ("virus.exe", PNG, "misnamed_file"),
        ("act.pdf", DOCX, "misnamed_file"),
        ("archive.zip", an_archive("a.txt"), "bad_file_type"),
        ("act.docx", an_archive("a.txt"), "bad_file_type"),
        ("act.docx", DOCX[:40], "bad_file_type"),
        ("picture.svg", b"<svg onload='alert(1)'/>", "bad_file_type"),
        ("notes.txt", b"a\x00b", "bad_file_type"),
        ("notes.txt", b"\xff\xfe\x41", "bad_file_type"),
        ("notes", b"hello", "bad_file_type"),
    ],
)
def test_others_are_refused_with_the_reason(name: str, content: bytes, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        judge_file(name=name, content=content)
    assert (refused.value.code, refused.value.field) == (code, "file")
    assert str(refused.value)


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\Anna\\act.txt", "act.txt"),
        ("a\x00b\n.txt", "ab\n.txt"),
        ("invoice\u202etxt.txt", "invoicetxt.txt"),
        ("я" * 300 + ".txt", "я" * 146 + ".txt"),
    ],
)
def test_name_says_where_it_came_from_to_nobody(given_name: str, kept: str) -> None:
    file = judge_file(name=given_name, content=b"hello")
    assert file.name == kept
    assert file.stored_name.isalnum()


def is_judged(*, name: str, content: bytes) -> bool:
    """Taken, or refused by a sentence; anything else fails the test."""
    try:
        judge_file(name=name, content=content)
    except InvalidInput as refused:
        return bool(str(refused) and refused.field == "file")
    return True


@pytest.mark.parametrize("byte", [0x00, 0x08, 0x40, 0x7F, 0x80, 0xFF])
def test_an_archive_with_one_wrong_byte_breaks_nothing(byte: int) -> None:
    for position in range(len(DOCX)):
        broken = DOCX[:position] + bytes([byte]) + DOCX[position + 1 :]
        assert is_judged(name="act.docx", content=broken)
        assert is_judged(name="act.docx", content=broken[: position + 1])


def test_an_archive_with_names_that_are_no_text_is_refused() -> None:
    entry = DOCX.rindex(b"PK\x01\x02")
    name = DOCX.index(b"word/", entry)
    flags = entry + 9  # bit 11 of the flags says that names are UTF-8
    broken = DOCX[:flags] + b"\x08" + DOCX[flags + 1 : name] + b"\xff\xfe" + DOCX[name + 2 :]
    with pytest.raises(InvalidInput):
        judge_file(name="act.docx", content=broken)


@given(
    content=st.binary(),
    name=st.one_of(st.sampled_from([*ALLOWED, "x.zip"]), st.text(alphabet=st.characters(exclude_categories=()))),
)
def test_any_bytes_by_any_name_are_taken_or_refused(content: bytes, name: str) -> None:
    for start in (b"", b"PK\x03\x04"):
        assert is_judged(name=name, content=start + content)
