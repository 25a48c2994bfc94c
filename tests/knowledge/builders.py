"""Articles for tests."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from contactcenter.staff.models import User
from knowledge.models import Article, Category
from knowledge.operations.articles import Facts, Text, publish_version, submit_draft, write_article


def a_category(slug: str = "internet", **fields: Any) -> Category:
    """A category of this code, the one that is there where it is."""
    return Category.objects.get_or_create(slug=slug, defaults={"name": slug.title(), **fields})[0]


def a_draft(author: User, title: str = "Нормы сигнала", body: str = "Норма от −8 до −25 дБм.", **facts: Any) -> Article:
    """An article nobody has approved yet."""
    text = Text(
        title=title,
        body=body,
        summary=facts.pop("summary", ""),
        change=facts.pop("change", ""),
        must_be_read=facts.pop("must_be_read", False),
    )
    return write_article(
        text=text,
        facts=Facts(category=facts.pop("category", None) or a_category(), **facts),
        author=author,
        at=timezone.now(),
    )


def an_article(
    author: User, publisher: User, title: str = "Нормы сигнала", body: str = "Норма от −8 до −25 дБм.", **facts: Any
) -> Article:
    """A published article."""
    article = a_draft(author, title, body, **facts)
    return published(article, author, publisher)


def published(article: Article, author: User, publisher: User, *, at: datetime | None = None) -> Article:
    """The draft of an article, approved."""
    submit_draft(article_id=article.pk, actor=author, at=at or timezone.now())
    return publish_version(article_id=article.pk, actor=publisher, at=at or timezone.now())
