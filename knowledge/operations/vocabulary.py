"""Keeping the words of published articles."""

from __future__ import annotations

import re

from django.db import connection, transaction

from knowledge.models import Article, Word
from knowledge.spelling import LONGEST, shorter

_WORDS = re.compile(r"[^\W_]+")

_LEARN_LEXEMES = """
INSERT INTO knowledge_lexeme (lexeme, articles)
SELECT l, 1 FROM knowledge_article a, unnest(tsvector_to_array(a.found)) AS l WHERE a.id = %s AND length(l) <= 100
ORDER BY l ON CONFLICT (lexeme) DO NOTHING
"""
_COUNT_LEXEMES = """
INSERT INTO knowledge_lexeme (lexeme, articles)
SELECT word, ndoc FROM ts_stat('SELECT found FROM knowledge_article WHERE is_published') WHERE length(word) <= 100
"""


def learn_words(article: Article) -> None:
    """Add what an article brings to the vocabulary; words stay until the next count."""
    text = f"{article.title_key} {article.summary_key} {article.body_key}"
    found = sorted({word for word in _WORDS.findall(text) if len(word) <= LONGEST and not word.isdigit()})
    rows = [Word(word=word, shorter=shorter(word)) for word in found]
    Word.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2_000)  # sorted: two writers cannot deadlock
    with connection.cursor() as cursor:
        cursor.execute(_LEARN_LEXEMES, [article.pk])


@transaction.atomic
def count_lexemes() -> int:
    """Count anew in how many articles each stem stands; returns how many stems there are."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM knowledge_lexeme")
        cursor.execute(_COUNT_LEXEMES)
        return int(cursor.rowcount)
