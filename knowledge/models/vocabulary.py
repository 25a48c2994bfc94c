"""The words of all published articles: what a mistyped word may have meant, and which words tell articles apart."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Word(models.Model):
    """A folded word as it is written, with everything that is left of it when one letter is taken out.

    Two words that differ by one letter, more, less, other or swapped, share one of these: the array index finds
    candidates without reading the vocabulary, which PostgreSQL without pg_trgm could not do otherwise.
    """

    word = models.CharField(max_length=40, primary_key=True)  # Django gives such a key an index for prefixes as well
    shorter = ArrayField(models.CharField(max_length=40))

    class Meta:
        indexes = (GinIndex(fields=("shorter",), name="word_by_shorter"),)

    def __str__(self) -> str:
        return self.word


class Lexeme(models.Model):
    """A stem with the number of published articles that have it; counted anew once an hour."""

    lexeme = models.CharField(max_length=100, primary_key=True)
    articles = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.lexeme}: {self.articles}"
