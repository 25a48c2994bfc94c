"""Templates that an organisation writes: fields and nothing else, told at once and by name."""

import io
import zipfile
from dataclasses import replace

import docx
import pytest

from complaints.letters.content import FORM_FIELDS, SAMPLE, Layout
from complaints.letters.docx import SIZE_LIMIT, check_form, render_docx
from complaints.letters.forms_docx import own_form
from complaints.letters.sandbox import check_template, render_text
from complaints.letters.wording import filled_in
from contactcenter.lib.errors import InvalidInput


@pytest.fixture(autouse=True)
def catalogue() -> None:
    """Nothing here asks the database."""


FIELDS = {"complaint": {"number": "", "amount": ""}, "decision": {"reason": ""}}


def refusal_of(source: str) -> str:
    with pytest.raises(InvalidInput) as refusal:
        check_template(source, fields=FIELDS, field="body")
    assert refusal.value.field == "body"
    return str(refusal.value)


def test_fields_conditions_and_filters_are_taken() -> None:
    source = (
        "{{ complaint.number }}{% if complaint.amount and not decision.reason %}{{ decision.reason|upper }}{% endif %}"
    )
    assert check_template(source, fields=FIELDS, field="body") == {
        "complaint.number", "complaint.amount", "decision.reason",
    }  # fmt: skip
    values = {"complaint": {"number": "ПР-1", "amount": "5"}, "decision": {"reason": ""}}
    assert render_text(source, values) == "ПР-1"


@pytest.mark.parametrize(
    "source", ["{{ complaint.nubmer }}", "{% if complaint.nubmer %}{% endif %}", "{{ complaint.nubmer|upper }}"]
)
def test_unknown_field_is_named_with_those_that_there_are(source: str) -> None:
    sentence = refusal_of(source)
    assert "complaint.nubmer" in sentence
    assert "complaint.number" in sentence


@pytest.mark.parametrize("source", ["{{ secret }}", "{{ secret.number }}", "{{ complaint }}"])
def test_unknown_name_is_named(source: str) -> None:
    assert ("secret" in refusal_of(source)) or ("complaint" in refusal_of(source))


@pytest.mark.parametrize(
    "source",
    [
        "{{ complaint.__class__ }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ complaint['__class__'] }}",
        "{{ complaint.number.__class__ }}",
        "{{ complaint.number|attr('__class__') }}",
        "{{ '{0.__class__}'.format(complaint) }}",
        "{{ complaint.number.format() }}",
        "{{ cycler.__init__.__globals__ }}",
        "{% for x in range(100000000) %}{% endfor %}",
        "{% for x in complaint.number %}{% for y in complaint.number %}{% endfor %}{% endfor %}",
        "{% for x in 'abc' %}{{ x }}{% endfor %}",
        "{% set x = 1 %}",
        "{% include 'page.html' %}",
        "{% import 'page.html' as x %}",
        "{% macro x() %}{% endmacro %}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ 'x' * 100000000 }}",
        "{{ complaint.number ~ complaint.number }}",
        "{{ complaint.number|nosuchfilter }}",
    ],
)
def test_anything_but_fields_is_refused_with_a_sentence(source: str) -> None:
    assert refusal_of(source).endswith(".")


@pytest.mark.parametrize("source", ["{{ complaint.number", "{% if complaint.number %}", "{{ }}"])
def test_what_cannot_be_read_is_refused_with_its_line(source: str) -> None:
    assert "1" in refusal_of(source)


def test_condition_at_the_end_of_a_line_keeps_its_paragraph() -> None:
    body = (
        "Первое.{% if complaint.amount %} Сумма.{% endif %}\n{% if decision.reason %}\nПричина.\n{% endif %}\nВторое."
    )
    values = {"complaint": {"number": "", "amount": "5"}, "decision": {"reason": ""}}
    assert filled_in(heading="О.", body=body, values=values) == ("О", "Первое. Сумма.\nВторое.")


def test_missing_value_is_an_error_and_never_an_empty_place() -> None:
    with pytest.raises(InvalidInput):
        render_text("{{ complaint.number }}", {"complaint": {}})


# Forms


def a_form(*lines: str) -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


WHOLE = (
    "{{ letter.number }} {{ letter.date }}", "{{ letter.addressee }}", "{{ letter.heading }}",
    "{{ letter.salutation }}", "{%p for paragraph in letter.paragraphs %}", "{{ paragraph }}", "{%p endfor %}",
    "{{ letter.signatory }}",
)  # fmt: skip


def form_refusal(content: bytes) -> str:
    with pytest.raises(InvalidInput) as refusal:
        check_form(content)
    assert refusal.value.field == "docx"
    return str(refusal.value)


@pytest.mark.parametrize("layout", [Layout(), Layout(angular=True, font_size=14, left_margin=30)])
def test_our_own_form_passes_its_own_judge(layout: Layout) -> None:
    check_form(own_form(layout))


def test_form_of_the_organisation_is_filled() -> None:
    form = a_form(*WHOLE)
    check_form(form)
    filled = docx.Document(io.BytesIO(render_docx(form, SAMPLE)))
    assert [paragraph.text for paragraph in filled.paragraphs][-3:] == [*SAMPLE.paragraphs, SAMPLE.signatory]


def test_form_without_a_place_for_the_text_is_refused() -> None:
    assert "letter.paragraphs" in form_refusal(a_form(*WHOLE[:4], WHOLE[-1]))


def test_form_with_an_unknown_field_is_refused_by_its_name() -> None:
    assert "letter.adressee" in form_refusal(a_form(*WHOLE, "{{ letter.adressee }}"))


@pytest.mark.parametrize(
    "line", ["{{ letter.__class__ }}", "{{ letter.number.__class__.__mro__ }}", "{{ letter.number.upper() }}"]
)
def test_form_with_tricks_is_refused(line: str) -> None:
    assert form_refusal(a_form(*WHOLE, line))


def test_field_in_a_header_is_read_too() -> None:
    document = docx.Document(io.BytesIO(a_form(*WHOLE)))
    document.sections[0].header.paragraphs[0].text = "{{ letter.oops }}"
    out = io.BytesIO()
    document.save(out)
    assert "letter.oops" in form_refusal(out.getvalue())


def test_words_of_a_letter_are_no_markup() -> None:
    odd = replace(SAMPLE, text="Тариф <b>«Старт & Ко»</b> {{ letter.number }}")
    filled = docx.Document(io.BytesIO(render_docx(a_form(*WHOLE), odd)))
    assert "Тариф <b>«Старт & Ко»</b> {{ letter.number }}" in [paragraph.text for paragraph in filled.paragraphs]


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7", b"PK\x03\x04 broken", "просто текст".encode(), b"\xd0\xcf\x11\xe0"]
)
def test_file_that_is_no_docx_is_refused(content: bytes) -> None:
    assert form_refusal(content)


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, body in parts.items():
            file.writestr(name.replace("__", "/").replace("_X", "."), body)
    return out.getvalue()


def test_other_office_files_bombs_and_large_files_are_refused() -> None:
    assert form_refusal(archive(xl__workbook_Xxml=b"<workbook/>"))
    assert form_refusal(archive(word__document_Xxml=b"\0" * (31 * 1024 * 1024)))
    assert form_refusal(b"x" * (SIZE_LIMIT + 1))


def test_macros_and_things_from_elsewhere_are_refused() -> None:
    assert form_refusal(archive(word__document_Xxml=b"<w/>", word__vbaProject_Xbin=b"x"))
    link = b'<Relationship Id="1" Type="http://x/attachedTemplate" Target="http://evil/" TargetMode="External"/>'
    assert form_refusal(archive(word__document_Xxml=b"<w/>", word___rels__settings_Xxml_Xrels=link))


def test_every_field_of_a_form_has_an_example() -> None:
    assert all(value != "" for group in FORM_FIELDS.values() for value in group.values())
