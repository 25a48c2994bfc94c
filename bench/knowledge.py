"""What a search costs at 50,000 articles: as a person types, with slips, and as a suggestion beside a conversation."""

from __future__ import annotations

import io
import random
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

ARTICLES = 50_000
TURNS = 200
_COLUMNS = (
    "category_id kind audience products owner_id public_id source title summary body is_published published_number "
    "published_at opened used helped not_helped title_key summary_key body_key"
)
_BARE = """
SELECT id FROM knowledge_article WHERE is_published AND found @@ to_tsquery('russian', %s) LIMIT 20
"""


def run() -> dict[str, Any]:
    """Milliseconds at the median and at p95, beside a bare full-text query without ranking, in the same run."""
    from django.db import connection  # noqa: PLC0415 - only once there are settings
    from django.utils import timezone  # noqa: PLC0415

    from knowledge.queries.search import Search, search_articles  # noqa: PLC0415
    from tests.cast import a_user  # noqa: PLC0415

    chance = random.Random(7)
    vocabulary = _vocabulary(chance)
    reader = a_user("reader", "operator")
    started = time.perf_counter()
    _fill(reader.pk, vocabulary)
    figures: dict[str, Any] = {"articles": ARTICLES, "filled in, s": round(time.perf_counter() - started, 1)}

    def search(text: str) -> None:
        search_articles(Search(text=text, user=reader, day=timezone.localdate()))

    def bare(text: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_BARE, [text])
            cursor.fetchall()

    asked = [" ".join(chance.choices(vocabulary[:4_000], k=chance.choice((1, 2, 2, 3)))) for _turn in range(TURNS)]
    kinds: dict[str, tuple[Callable[[str], None], list[str]]] = {
        "words": (search, asked),
        "as it is typed": (search, [text[: max(3, len(text) - 3)] for text in asked]),
        "with a slip": (search, [_slip(text, chance) for text in asked]),
        "the commonest words": (search, vocabulary[:20]),
        "bare query, one word, no ranking": (bare, [text.split()[0] for text in asked]),
    }
    for name, (do, texts) in kinds.items():
        middle, late = _timed(do, texts)
        figures[f"{name}: median, ms"] = middle
        figures[f"{name}: p95, ms"] = late
    figures["target: p95, ms"] = 50
    return figures


def _vocabulary(chance: random.Random) -> list[str]:
    roots = ["".join(chance.choices("бвгдзклмнпрст", k=1) + chance.choices("аеиоу", k=1)) for _number in range(400)]
    return ["".join(chance.choices(roots, k=chance.choice((2, 3, 3, 4)))) for _number in range(20_000)]


def _slip(text: str, chance: random.Random) -> str:
    place = chance.randrange(1, max(2, len(text) - 1))
    return text[:place] + "ж" + text[place + 1 :]


def _fill(owner: int, vocabulary: list[str]) -> None:
    from django.db import connection  # noqa: PLC0415

    from knowledge.models import Category, Word  # noqa: PLC0415
    from knowledge.operations.vocabulary import count_lexemes  # noqa: PLC0415
    from knowledge.spelling import shorter  # noqa: PLC0415

    category = Category.objects.create(name="Bench", slug="bench")
    with connection.cursor() as cursor:
        for start in range(0, ARTICLES, 5_000):
            rows = _rows(range(start, start + 5_000), vocabulary, category=category.pk, owner=owner)
            cursor.copy_expert(f"COPY knowledge_article ({_COLUMNS.replace(' ', ', ')}) FROM STDIN", rows)
    known = [Word(word=word, shorter=shorter(word)) for word in sorted(set(vocabulary))]
    Word.objects.bulk_create(known, batch_size=5_000)
    count_lexemes()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE knowledge_article")
        cursor.execute("VACUUM ANALYZE knowledge_word")
        cursor.execute("VACUUM ANALYZE knowledge_lexeme")


def _rows(numbers: range, vocabulary: list[str], *, category: int, owner: int) -> io.StringIO:
    """Words of a language have a few that stand everywhere and many that are rare; so have these."""
    chance, lines = random.Random(numbers.start), io.StringIO()
    size, day = len(vocabulary), datetime(2026, 11, 1, tzinfo=UTC)
    for number in numbers:
        said = [vocabulary[int(chance.random() ** 3 * size)] for _word in range(160)]
        texts = [" ".join(said[:4]), " ".join(said[4:14]), " ".join(said[14:])]
        marks = [0, number % 300, number % 7, number % 3]
        row = [category, "howto", "staff", "{}", owner, f"bench-{number}", "", *texts, "t", 1]
        row += [(day - timedelta(minutes=10 * number)).isoformat(), *marks, *texts]
        lines.write("\t".join(map(str, row)) + "\n")
    lines.seek(0)
    return lines


def _timed(do: Callable[[str], None], texts: list[str]) -> tuple[float, float]:
    spent = []
    for text in texts:
        begun = time.perf_counter()
        do(text)
        spent.append((time.perf_counter() - begun) * 1000)
    return round(statistics.median(spent), 1), round(statistics.quantiles(spent, n=20)[-1], 1)
