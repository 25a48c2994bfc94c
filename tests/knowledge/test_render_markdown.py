"""Articles are shown as they are meant, and nothing in them runs."""

from __future__ import annotations

import pytest

from knowledge.markdown import dump, load, phrases, plain, render


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,AAAA)",
        "![x](https://elsewhere.example/pixel.png)",
        "<a href='//x' onclick='y'>z</a>",
        "`<svg/onload=alert(1)>`",
        '<https://x.example/"onmouseover=alert(1)>',
    ],
)
def test_nothing_in_an_article_runs_or_asks_another_server(source: str) -> None:
    html = render(source)

    assert "<script" not in html
    assert "<svg" not in html
    assert 'src="http' not in html
    assert 'href="javascript' not in html
    assert 'href="data' not in html
    assert not [tag for tag in html.split("<") if " on" in tag.partition(">")[0].replace("&quot;", "")]


def test_picture_of_our_own_is_shown() -> None:
    assert 'src="/knowledge/files/7/?preview"' in render("![схема](/knowledge/files/7/?preview)")


def test_quotation_is_what_the_client_is_told() -> None:
    source = "Сначала проверьте.\n\n> Всё **в порядке**.\n> До завтра!\n\nПотом\n\n> Ещё фраза.\n"

    assert phrases(source) == ["Всё в порядке. До завтра!", "Ещё фраза."]


def test_text_without_marks_reads_as_a_person_types_it() -> None:
    source = "## Шаги\n\n1. Один\n2. Два [тут](https://x.example)\n\n- пункт\n\n| А | Б |\n|---|---|\n| 1 | 2 |\n"

    assert plain(source) == "Шаги\n\n1. Один\n2. Два тут\n\n— пункт\n\nА — Б\n1 — 2"


def test_file_is_read_as_it_was_written() -> None:
    front, body = load(dump({"title": "Тарифы: дом", "kind": "product", "summary": ""}, "Текст\n\n---\n\nещё"))

    assert front == {"title": "Тарифы: дом", "kind": "product"}
    assert body == "Текст\n\n---\n\nещё"
