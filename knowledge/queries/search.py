"""Full-text search that forgives: morphology, ё as е, prefixes, one wrong letter, the wrong keyboard layout.

A search is two or three statements whatever the size of the base: which of the words are known, what the unknown may
have meant, and the articles. Ranking multiplies fit (the title weighs most) by use and by freshness; it looks at
`CANDIDATES` articles at most, those with the words in the title before the others, so that a common word costs no more
than a rare one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.utils.functional import cached_property
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from contactcenter.lib.text import fold, words
from contactcenter.staff.models import User
from knowledge.models import Article, Audience, Word
from knowledge.spelling import LONGEST, SHORTEST, is_one_slip, other_layout, shorter

# What Markdown adds to the words. A snippet needs no parser, which would cost more than the search.
_MARKS = re.compile(r"\]\([^)]*\)|[#>*_`|\[\]]|-{3,}")
LOOKED_AT = 20_000  # characters of an article in which a snippet is looked for
MOST_WORDS = 12
MOST_MEANINGS = 5
CANDIDATES = 150
PAGE = 20

# A stem may have a stem of its own: the dictionary makes “сигнал” of “сигналом”, but “сигна” of “сигнал”.
_KNOWN = """
SELECT w, stems, EXISTS (SELECT FROM knowledge_word k WHERE k.word LIKE w || '%%')
    OR EXISTS (SELECT FROM knowledge_lexeme l WHERE l.lexeme = ANY (stems || again))
FROM unnest(%(words)s::text[]) AS w,
    tsvector_to_array(to_tsvector('russian', w)) AS stems,
    tsvector_to_array(to_tsvector('russian', array_to_string(stems, ' '))) AS again
"""

# The inner selects stop at their limits; only what they bring is ranked. %(visible)s is SQL of ours, see _seen.
_FOUND = """
WITH asked AS (SELECT {query} AS all_words, {title} AS in_title),
near AS (
    (SELECT a.id FROM knowledge_article a, asked WHERE a.found @@ asked.in_title AND {visible} LIMIT %(candidates)s)
    UNION
    (SELECT a.id FROM knowledge_article a, asked WHERE a.found @@ asked.all_words AND {visible} LIMIT %(candidates)s)
)
SELECT a.id,
    ts_rank('{{0.05, 0.2, 0.4, 1.0}}', a.found, asked.all_words, 1)
    * (1 + ln(1 + a.used + 2 * a.helped) / 10 - least(0.3, a.not_helped / (10.0 + a.helped + a.not_helped)))
    * (CASE WHEN a.valid_until < %(day)s THEN 0.3 ELSE 1 END)
    * (1 + 0.2 * exp(-greatest(0, %(day)s - a.published_at::date) / 365.0)) AS score
FROM near JOIN knowledge_article a USING (id), asked
ORDER BY score DESC, a.id DESC LIMIT %(limit)s OFFSET %(offset)s
"""


@dataclass(frozen=True)
class Search:
    """What is looked for."""

    text: str
    user: User | None  # None: somebody who is not signed in
    day: date
    function: str = ""
    category: int | None = None
    kind: str = ""
    only_valid: bool = True
    audience: str = ""
    limit: int = PAGE
    offset: int = 0


@dataclass(frozen=True)
class Hit:
    """One article that was found, with the marked piece of it that fits."""

    article: Article
    title: SafeString
    snippet: SafeString


@dataclass(frozen=True)
class Found:
    """The articles, and the text that was searched where it was not what was typed."""

    hits: Sequence[Hit] = ()
    instead: str = ""
    meanings: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @cached_property
    def is_empty(self) -> bool:
        """Nothing was found."""
        return not self.hits


def search_articles(search: Search) -> Found:
    """The best articles for what was typed; an empty text finds nothing."""
    typed = words(search.text)[:MOST_WORDS]
    if not typed:
        return Found()
    meanings, instead = _understand(typed, raw=search.text)
    rows = _ranked(meanings, search, glue=" & ")
    if not rows and len(meanings) > 1:
        rows = _ranked(meanings, search, glue=" | ")  # some of the words are better than nothing
    return Found(hits=_hits(rows, meanings), instead=instead, meanings=meanings)


def _understand(typed: Sequence[str], *, raw: str) -> tuple[dict[str, list[str]], str]:
    """Each typed word with the words it may stand for, and the text that this makes where it differs."""
    known = _known(typed)
    if len(known) == len(set(typed)):
        return {word: known[word] for word in typed}, ""
    swapped = words(other_layout(raw))[:MOST_WORDS]
    if swapped and not known and (swapped_known := _known(swapped)):
        return {word: swapped_known.get(word) or _near(word) or [word] for word in swapped}, " ".join(swapped)
    meanings = {word: known.get(word) or _near(word) or [word] for word in typed}
    corrected = " ".join(options[0] for options in meanings.values())
    return meanings, corrected if corrected != " ".join(typed) else ""


def _known(candidates: Sequence[str]) -> dict[str, list[str]]:
    """Those of the words that some article has, each with its stem beside it."""
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, {"words": list(candidates)})
        return {word: [word, *(set(stems) - {word})] for word, stems, is_known in cursor.fetchall() if is_known}


def _near(word: str) -> list[str]:
    """Known words that this one may be with one letter wrong; those of the same beginning first."""
    if not SHORTEST <= len(word) <= LONGEST:
        return []
    candidates = Word.objects.filter(shorter__overlap=shorter(word)).values_list("word", flat=True)[:200]
    near = [candidate for candidate in candidates if is_one_slip(word, candidate)]
    return sorted(near, key=lambda meant: (meant[0] != word[0], abs(len(meant) - len(word)), meant))[:MOST_MEANINGS]


def _ranked(meanings: Mapping[str, Sequence[str]], search: Search, *, glue: str) -> list[tuple[int, float]]:
    given: dict[str, Any] = {
        "candidates": CANDIDATES,
        "day": search.day,
        "limit": search.limit,
        "offset": search.offset,
    }
    groups, titles = [], []
    for number, options in enumerate(meanings.values()):
        given[f"w{number}"] = " | ".join(f"{option}:*" for option in options)
        given[f"t{number}"] = " | ".join(f"{option}:*A" for option in options)
        groups.append(f"to_tsquery('russian', %(w{number})s)")
        titles.append(f"to_tsquery('russian', %(t{number})s)")
    glued = " && " if glue == " & " else " || "
    sql = _FOUND.format(query=glued.join(groups), title=glued.join(titles), visible=_seen(search, given))
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return list(cursor.fetchall())


def _seen(search: Search, given: dict[str, Any]) -> str:
    """What this reader may find, as SQL over `a`; every value goes into `given`."""
    conditions = ["a.is_published"]
    if search.user is None or search.audience:
        conditions.append("a.audience = %(audience)s")
        given["audience"] = Audience.CLIENTS if search.user is None else search.audience
    elif not search.user.has_perm("knowledge.view_article"):
        conditions.append("FALSE")
    if search.only_valid or search.user is None:
        conditions.append("(a.valid_from IS NULL OR a.valid_from <= %(day)s)")
        conditions.append("(a.valid_until IS NULL OR a.valid_until >= %(day)s)")
    if search.function:
        conditions.append("a.category_id IN (SELECT id FROM knowledge_category WHERE function IN ('', %(function)s))")
        given["function"] = search.function
    if search.category is not None:
        conditions.append("a.category_id = %(category)s")
        given["category"] = search.category
    if search.kind:
        conditions.append("a.kind = %(kind)s")
        given["kind"] = search.kind
    return " AND ".join(conditions)


def _hits(rows: Sequence[tuple[int, float]], meanings: Mapping[str, Sequence[str]]) -> list[Hit]:
    articles = Article.objects.select_related("category", "owner").defer("body_key", "found")
    by_id = articles.in_bulk([row[0] for row in rows])
    stems = [stem for options in meanings.values() for option in options for stem in _stems(option)]
    return [
        Hit(article=by_id[row[0]], title=_marked(by_id[row[0]].title, stems), snippet=_snippet(by_id[row[0]], stems))
        for row in rows
        if row[0] in by_id
    ]


def unmarked(article: Article) -> Hit:
    """An article in a list that nobody has searched for."""
    return Hit(article=article, title=_marked(article.title, ()), snippet=_marked(article.summary, ()))


# Endings that Russian words change; what is left marks every form of the word well enough for an eye.
_ENDINGS = 3


def _stems(word: str) -> list[str]:
    return [word[: max(len(word) - _ENDINGS, SHORTEST)] if len(word) > SHORTEST else word]


def _snippet(article: Article, stems: Sequence[str], *, length: int = 180) -> SafeString:
    """The piece of the text around the first of the words, with all of them marked."""
    text = " ".join(_MARKS.sub(" ", f"{article.summary} {article.body[:LOOKED_AT]}").split())
    folded = text.lower().replace("ё", "е")
    places = [place for stem in stems if (place := _place(folded, stem)) >= 0]
    start = max(min(places, default=0) - 60, 0)
    if start:
        start = text.find(" ", start) + 1
    piece = text[start : start + length]
    if start + length < len(text):
        piece = piece.rpartition(" ")[0] + "…"
    return _marked(("…" if start else "") + piece, stems)


def _place(folded: str, stem: str) -> int:
    """Where a word begins with `stem`; -1 where none does."""
    place = folded.find(stem)
    while place > 0 and folded[place - 1].isalnum():
        place = folded.find(stem, place + 1)
    return place


def _marked(text: str, stems: Sequence[str]) -> SafeString:
    """The text, escaped, with <mark> around each word that begins with one of `stems`."""
    pieces: list[str] = []
    for piece in _split(text):
        key = fold(piece)
        is_hit = key and any(key.startswith(stem) for stem in stems)
        pieces.append(f'<mark class="hit">{escape(piece)}</mark>' if is_hit else escape(piece))
    return mark_safe("".join(pieces))  # noqa: S308 - each piece is escaped above


def _split(text: str) -> list[str]:
    """Words and what stands between them."""
    pieces: list[str] = []
    for letter in text:
        if pieces and letter.isalnum() == pieces[-1][-1].isalnum():
            pieces[-1] += letter
        else:
            pieces.append(letter)
    return pieces
