"""The bar that a linter does not measure: long functions and long files."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.make_messages import ROOT

LONGEST_FUNCTION = 50
LONGEST_FILE = 400
LEFT_OUT = {"migrations", "node_modules", "vendor", "staticfiles", "var"}
FUNCTIONS = ["inquiries", "support", "complaints", "knowledge"]
SOURCES = ["contactcenter", *FUNCTIONS, "scripts", "bench", "tests", "templates", "static"]
KINDS = {".py", ".html", ".js", ".css", ".sh"}


def sources(*kinds: str) -> Iterator[Path]:
    for folder in SOURCES:
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in kinds and not LEFT_OUT & set(path.relative_to(ROOT).parts):
                yield path


def long_functions(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > LONGEST_FUNCTION:
                yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {lines} lines"


def test_no_function_is_longer_than_fifty_lines() -> None:
    assert [fault for path in sources(".py") for fault in long_functions(path)] == []


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in sources(*KINDS)}

    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_measure_finds_a_long_function(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long = tmp_path / "long.py"
    long.write_text("def endless():\n" + "    pass\n" * LONGEST_FUNCTION)
    monkeypatch.setattr("tests.house.test_keep_style.ROOT", tmp_path)

    assert list(long_functions(long)) == ["long.py:1 endless: 51 lines"]
