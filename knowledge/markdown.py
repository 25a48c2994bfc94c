"""Articles are Markdown. A quotation (`> …`) is what the operator may say to the client, word for word.

HTML in the source is shown as text, and what comes out is sanitised all the same: two nets, since authors paste.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

# The page has its title as h1.
_LOWER = {"h1": "h2", "h2": "h3", "h3": "h4", "h4": "h5", "h5": "h6", "h6": "h6"}
_TAGS = {
    *("h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "ul", "ol", "li", "strong", "em", "s", "code", "pre", "a"),
    *("blockquote", "table", "thead", "tbody", "tr", "th", "td", "img"),
}
_ATTRIBUTES = {"a": {"href", "title"}, "img": {"src", "alt", "title"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto", "tel"}
# Pictures come from our own files: a page that asks another server tells it who reads what.
_OWN_FILES = "/knowledge/files/"


def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])


def render(source: str) -> str:
    """HTML that is safe to show."""
    parser = _parser()
    tokens = parser.parse(source)
    top = min((int(token.tag[1]) for token in tokens if token.type == "heading_open"), default=2)
    if top == 1:
        for token in tokens:
            if token.type in {"heading_open", "heading_close"}:
                token.tag = _LOWER[token.tag]
    return nh3.clean(
        parser.renderer.render(tokens, parser.options, {}),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        attribute_filter=_own_pictures,
        link_rel="noopener noreferrer",
        set_tag_attribute_values={"a": {"target": "_blank"}, "table": {"class": "table"}},
    )


def _own_pictures(tag: str, attribute: str, value: str) -> str | None:
    if tag == "img" and attribute == "src" and not value.startswith(_OWN_FILES):
        return None
    return value


def plain(source: str) -> str:
    """The text as it can be sent in a chat: no marks, lists with dashes, the cells of a row side by side."""
    return _text_of(_parser().parse(source))


def phrases(source: str) -> list[str]:
    """What an operator may say to a client, in the order of the article."""
    found: list[str] = []
    inside: list[Token] = []
    depth = 0
    for token in _parser().parse(source):
        depth += token.type == "blockquote_open"
        if depth:
            inside.append(token)
        if token.type == "blockquote_close":
            depth -= 1
            if not depth:
                found.append(_text_of(inside))
                inside = []
    return [phrase for phrase in found if phrase]


def _text_of(tokens: Sequence[Token]) -> str:
    writer = _Writer()
    for token in tokens:
        writer.take(token)
    return "\n".join(line.rstrip() for line in writer.lines).strip()


class _Writer:
    """Walks the tokens of an article and writes down what a person would type."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._marks: list[int | None] = []  # of the lists around: the next number, or None for a dash
        self._bullet = ""
        self._row: list[str] | None = None

    def take(self, token: Token) -> None:
        """One more token; what has no method of its own says nothing."""
        write = getattr(self, f"_{token.type}", None)
        if write:
            write(token)

    def _bullet_list_open(self, token: Token) -> None:
        self._marks.append(None)

    def _ordered_list_open(self, token: Token) -> None:
        self._marks.append(int(token.attrs.get("start", 1)))

    def _bullet_list_close(self, token: Token) -> None:
        self._marks.pop()
        if not self._marks:
            self.lines.append("")

    _ordered_list_close = _bullet_list_close

    def _list_item_open(self, token: Token) -> None:
        number = self._marks[-1]
        if number is not None:
            self._marks[-1] = number + 1
        self._bullet = "  " * (len(self._marks) - 1) + ("— " if number is None else f"{number}. ")

    def _tr_open(self, token: Token) -> None:
        self._row = []

    def _tr_close(self, token: Token) -> None:
        self.lines.append(" — ".join(cell for cell in self._row or [] if cell))
        self._row = None

    def _inline(self, token: Token) -> None:
        if self._row is not None:
            self._row.append(_inline(token))
        else:
            self.lines.append(self._bullet + _inline(token))
            self._bullet = ""

    def _fence(self, token: Token) -> None:
        self.lines += [token.content.rstrip(), ""]

    _code_block = _fence

    def _heading_close(self, token: Token) -> None:
        self.lines.append("")

    _table_close = _heading_close

    def _paragraph_close(self, token: Token) -> None:
        if not self._marks:
            self.lines.append("")


def _inline(token: Token) -> str:
    text: list[str] = []
    for child in token.children or []:
        if child.type in {"text", "code_inline"}:
            text.append(child.content)
        elif child.type in {"softbreak", "hardbreak"}:
            text.append(" " if child.type == "softbreak" else "\n")
    return "".join(text)


def blocks(source: str) -> list[str]:
    """The source by paragraphs, for showing what has changed between two versions."""
    return [block for block in (part.strip() for part in source.split("\n\n")) if block]


def dump(front: dict[str, Any], body: str) -> str:
    """An article as a file: a few lines of facts, then its Markdown."""
    lines = [f"{name}: {value}" for name, value in front.items() if value not in (None, "", [])]
    return "---\n" + "\n".join(lines) + "\n---\n\n" + body.strip() + "\n"


def load(text: str) -> tuple[dict[str, str], str]:
    """The facts of such a file and its Markdown; a file without facts has none."""
    if not text.startswith("---\n"):
        return {}, text.strip()
    head, mark, body = text[4:].partition("\n---")
    if not mark:
        return {}, text.strip()
    pairs = (line.partition(":") for line in head.splitlines() if ":" in line)
    return {name.strip().lower(): value.strip() for name, _colon, value in pairs}, body.lstrip("-").strip()
