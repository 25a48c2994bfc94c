"""Text as people type it, made fit to keep, compare and find."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from contactcenter.lib.errors import InvalidInput

GRAM = 4

# Control characters have no place in what people write; a NUL, or half of a surrogate pair out of JSON, even breaks
# PostgreSQL. Tab and newline stay.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_NEWLINE = re.compile(r"\r\n?")
# Overrides that can make a name read as another one; the plain marks (LRM, RLM) that RTL names need stay.
_BIDI_OVERRIDE = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
# Joiners and marks that show nothing by themselves, though they shape what stands beside them.
_UNSEEN = re.compile(r"[\s\u00ad\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff]+")
_NOT_WORD = re.compile(r"[\W_]+")


def clean(raw: str, *, limit: int, field: str = "text", required: bool = False) -> str:
    """Text without control characters, in NFC, trimmed; raises InvalidInput when too long or missing."""
    text = _BIDI_OVERRIDE.sub("", _CONTROL.sub("", _NEWLINE.sub("\n", raw)))
    text = unicodedata.normalize("NFC", text).strip()
    if required and not _UNSEEN.sub("", text):
        raise InvalidInput(_("Nothing was written."), code="empty", field=field)
    if len(text) > limit:
        raise InvalidInput(
            _("The text has %(length)d characters; at most %(limit)d are taken.")
            % {"length": len(text), "limit": limit},
            code="too_long",
            field=field,
        )
    return text


def fold(text: str) -> str:
    """The key by which Russian text is found and sorted: lower case, ё as е, single spaces. Folded twice it stays."""
    lower = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", _CONTROL.sub(" ", text)).casefold())
    return " ".join(lower.replace("ё", "е").split())


def words(text: str) -> list[str]:
    """The folded words of a text: letters and digits, and nothing that a query could take for an operator."""
    return [word for word in _NOT_WORD.split(fold(text)) if word]


def digits(text: str) -> str:
    """Only the digits."""
    return re.sub(r"\D", "", text)


def grams(text: str, *, size: int = GRAM) -> list[str]:
    """Every piece of `size` characters, once each, so that an array index can find any longer piece."""
    return sorted({text[i : i + size] for i in range(len(text) - size + 1)})


def prefix_query(text: str) -> str:
    """A tsquery, to be cast and not parsed, that finds every word of `text` as a prefix, in any order.

    Empty when there is no word. For a tsvector of `words` it depends on no parser and no locale.
    """
    return " & ".join(f"'{word}':*" for word in words(text))
