"""Articles that fit what a client writes, without anybody asking."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection

from contactcenter.contacts.models import Contact, Direction, Message
from contactcenter.staff.models import User
from knowledge.models import Article

LAST_MESSAGES = 3
MOST_LEXEMES = 8
# A stem that stands in more of all articles than this tells nothing apart.
TOO_COMMON = 0.25

# The rarest stems of what the client wrote, and the articles that have most of them; a title counts four times.
_FITTING = """
WITH base AS (
    SELECT greatest(reltuples, 1) AS total FROM pg_class WHERE oid = 'article_found'::regclass
),
said AS (
    SELECT l.lexeme, l.articles, ln(1 + base.total / l.articles) AS weight
    FROM knowledge_lexeme l, base
    WHERE l.lexeme = ANY (tsvector_to_array(to_tsvector('russian', %(text)s)))
    AND l.articles <= greatest(3, base.total * %(common)s)
    ORDER BY l.articles LIMIT %(lexemes)s
),
near AS (
    SELECT a.id,
        sum(s.weight * CASE WHEN a.found @@ (quote_literal(s.lexeme) || ':A')::tsquery THEN 4 ELSE 1 END) AS fit
    FROM said s CROSS JOIN LATERAL (
        SELECT b.id, b.found FROM knowledge_article b
        WHERE b.is_published AND b.found @@ quote_literal(s.lexeme)::tsquery LIMIT 300
    ) a GROUP BY a.id
)
SELECT a.id FROM near JOIN knowledge_article a USING (id)
JOIN knowledge_category c ON c.id = a.category_id
WHERE (a.valid_from IS NULL OR a.valid_from <= %(day)s) AND (a.valid_until IS NULL OR a.valid_until >= %(day)s)
ORDER BY near.fit * (CASE WHEN c.function = %(function)s THEN 1.3 ELSE 1 END)
    * (1 + ln(1 + a.used + 2 * a.helped) / 10) DESC, a.id DESC
LIMIT %(limit)s
"""


def said_lately(contact: Contact) -> str:
    """What the client wrote last."""
    rows = Message.objects.filter(contact=contact, direction=Direction.IN).order_by("-pk")
    lines = list(rows.values_list("body", flat=True)[:LAST_MESSAGES])
    return "\n".join(reversed(lines))[:4_000]


def suggested_articles(*, contact: Contact, user: User, day: date, limit: int = 4) -> Sequence[Article]:
    """The articles that fit best what the client of `contact` wrote last; none where nothing fits."""
    text = said_lately(contact)
    if not text or not user.has_perm("knowledge.view_article"):
        return []
    given: dict[str, Any] = {
        "text": text.lower().replace("ё", "е"),
        "common": TOO_COMMON,
        "lexemes": MOST_LEXEMES,
        "day": day,
        "function": contact.queue.function,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FITTING, given)
        ids = [pk for (pk,) in cursor.fetchall()]
    found = Article.objects.select_related("category").defer("body_key", "found").in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]
