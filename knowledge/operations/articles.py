"""The life of an article: drafts with their editions, review, publishing, the archive.

Locks are taken article first, then version. A publisher is never the author: four eyes see what clients will be told.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contactcenter.lib.errors import Conflict, InvalidInput, NotAllowed
from contactcenter.lib.text import clean, fold
from contactcenter.staff.models import User
from knowledge.markdown import plain
from knowledge.models import Article, ArticleEvent, ArticleVersion, Audience, Category, Kind
from knowledge.models.articles import BODY_LIMIT
from knowledge.operations.vocabulary import learn_words
from knowledge.states import ARCHIVED, DRAFT, IN_WORK, PUBLISHED, VERSION


@dataclass(frozen=True)
class Text:
    """What a version says."""

    title: str
    body: str
    summary: str = ""
    change: str = ""
    must_be_read: bool = False


@dataclass(frozen=True)
class Facts:
    """What is true of an article whatever its version."""

    category: Category
    kind: str = Kind.HOWTO
    audience: str = Audience.STAFF
    products: list[str] = field(default_factory=list)
    owner: User | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    review_on: date | None = None


class EditedMeanwhile(Conflict):
    """Somebody saved the draft since it was read; `version` is how it stands now."""

    code = "edited_meanwhile"

    def __init__(self, version: ArticleVersion) -> None:
        super().__init__(
            _("%(who)s has saved this draft meanwhile. Your text is kept below: bring both together and save again.")
            % {"who": version.author.short_name}
        )
        self.version = version


def _cleaned(text: Text) -> dict[str, Any]:
    return {
        "title": clean(text.title, limit=200, field="title", required=True),
        "summary": clean(text.summary, limit=500, field="summary"),
        "body": clean(text.body, limit=BODY_LIMIT, field="body", required=True),
        "change": clean(text.change, limit=500, field="change"),
        "must_be_read": text.must_be_read,
    }


def _checked(facts: Facts, *, actor: User) -> dict[str, Any]:
    if facts.valid_from and facts.valid_until and facts.valid_until < facts.valid_from:
        raise InvalidInput(_("It cannot end before it begins."), field="valid_until")
    products = [clean(product, limit=80, field="products") for product in facts.products]
    return {
        "category": facts.category,
        "kind": facts.kind,
        "audience": facts.audience,
        "products": sorted({product for product in products if product}),
        "owner": facts.owner or actor,
        "valid_from": facts.valid_from,
        "valid_until": facts.valid_until,
        "review_on": facts.review_on,
    }


@transaction.atomic
def write_article(*, text: Text, facts: Facts, author: User, at: datetime, source: str = "") -> Article:
    """A new article with its first draft. Raises InvalidInput with the field that cannot be taken."""
    words = _cleaned(text)
    article = Article.objects.create(
        title=words["title"], summary=words["summary"], source=source, **_checked(facts, actor=author)
    )
    _begin(article, words, author=author, at=at)
    return article


def _begin(article: Article, words: dict[str, Any], *, author: User, at: datetime) -> ArticleVersion:
    newest = article.versions.order_by("-number").values_list("number", flat=True).first() or 0
    version = ArticleVersion.objects.create(
        article=article, number=newest + 1, author=author, created_at=at, edited_at=at, **words
    )
    _note(version, "draft", actor=author, at=at)
    return version


def _note(version: ArticleVersion, verb: str, *, actor: User, at: datetime, note: str = "") -> None:
    ArticleEvent.objects.create(version=version, verb=verb, actor=actor, at=at, note=note)


def _lock(article_id: int) -> Article:
    return Article.objects.select_for_update(no_key=True).get(pk=article_id)


def _lock_in_work(article: Article) -> ArticleVersion:
    version = article.versions.select_for_update(no_key=True).filter(state__in=IN_WORK).first()
    if version is None:
        raise Conflict(_("No version of this article is in work."), code="nothing_in_work")
    return version


def _lock_that_counts(article: Article) -> ArticleVersion:
    version = article.versions.select_for_update(no_key=True).filter(state__in=(PUBLISHED, ARCHIVED)).first()
    if version is None:
        raise Conflict(_("This article has never been published."), code="never_published")
    return version


@transaction.atomic
def describe_article(*, article_id: int, facts: Facts, actor: User) -> Article:
    """Category, audience, owner, validity: what holds at once, for all versions."""
    article = _lock(article_id)
    for name, value in _checked(facts, actor=actor).items():
        setattr(article, name, value)
    article.save()
    return article


@transaction.atomic
def revise_article(*, article_id: int, author: User, at: datetime) -> ArticleVersion:
    """A draft that begins with the published text; the one that is there already where somebody has begun."""
    article = _lock(article_id)
    begun = article.versions.filter(state__in=IN_WORK).first()
    if begun:
        return begun
    last = article.versions.order_by("-number").first()
    assert last is not None  # an article is written with its first version
    words = {name: getattr(last, name) for name in ("title", "summary", "body", "must_be_read")}
    return _begin(article, words, author=author, at=at)


@transaction.atomic
def save_draft(*, article_id: int, text: Text, edition: int, author: User, at: datetime) -> ArticleVersion:
    """Keep what was typed. Raises EditedMeanwhile when `edition` is not the one that is stored."""
    words = _cleaned(text)
    article = _lock(article_id)
    version = _lock_in_work(article)
    if version.state != DRAFT:
        raise Conflict(
            _("This version is in review: it has to be returned before it can be changed."), code="in_review"
        )
    if version.edition != edition:
        raise EditedMeanwhile(version)
    for name, value in words.items():
        setattr(version, name, value)
    version.edition += 1
    version.edited_at, version.author = at, author
    version.save()
    if not article.published_number:  # until then the article is called what its draft is called
        article.title, article.summary = version.title, version.summary
        article.save(update_fields=["title", "summary"])
    return version


def _move(version: ArticleVersion, verb: str, *, actor: User, at: datetime, note: str = "") -> None:
    version.state = VERSION.next(version.state, verb)
    version.save(update_fields=["state"])
    _note(version, verb, actor=actor, at=at, note=note)


@transaction.atomic
def submit_draft(*, article_id: int, actor: User, at: datetime, note: str = "") -> ArticleVersion:
    """Somebody else shall approve it."""
    version = _lock_in_work(_lock(article_id))
    _move(version, "submit", actor=actor, at=at, note=clean(note, limit=500, field="note"))
    return version


@transaction.atomic
def discard_draft(*, article_id: int, actor: User, at: datetime) -> ArticleVersion:
    """Nothing comes of it; the published version stays."""
    version = _lock_in_work(_lock(article_id))
    _move(version, "discard", actor=actor, at=at)
    return version


def _may_publish(actor: User) -> None:
    if not actor.has_perm("knowledge.publish_article"):
        raise NotAllowed(_("Articles are approved by supervisors."))


@transaction.atomic
def return_draft(*, article_id: int, actor: User, at: datetime, note: str) -> ArticleVersion:
    """It is not good enough yet, and why."""
    _may_publish(actor)
    reason = clean(note, limit=500, field="note", required=True)
    version = _lock_in_work(_lock(article_id))
    _move(version, "return", actor=actor, at=at, note=reason)
    return version


@transaction.atomic
def publish_version(*, article_id: int, actor: User, at: datetime) -> Article:
    """From now on this is what everybody reads. Raises NotAllowed for the author himself."""
    _may_publish(actor)
    article = _lock(article_id)
    version = _lock_in_work(article)
    if version.author_id == actor.pk:
        raise NotAllowed(_("Somebody else than the author approves a text."))
    VERSION.next(version.state, "publish")
    before = article.versions.select_for_update(no_key=True).filter(state__in=(PUBLISHED, ARCHIVED)).first()
    if before:
        _move(before, "supersede", actor=actor, at=at)
    version.reviewer, version.published_at = actor, at
    version.save(update_fields=["reviewer", "published_at"])
    _move(version, "publish", actor=actor, at=at)
    _show(article, version, at=at)
    return article


def _show(article: Article, version: ArticleVersion, *, at: datetime) -> None:
    article.title, article.summary, article.body = version.title, version.summary, version.body
    article.title_key = fold(version.title)[:250]
    article.summary_key = fold(version.summary)[:600]
    article.body_key = fold(plain(version.body))
    article.is_published, article.published_number, article.published_at = True, version.number, at
    article.save()
    learn_words(article)


@transaction.atomic
def archive_article(*, article_id: int, actor: User, at: datetime, note: str = "") -> Article:
    """Nobody finds it any more; cases that were answered with it keep it."""
    _may_publish(actor)
    article = _lock(article_id)
    _move(_lock_that_counts(article), "archive", actor=actor, at=at, note=clean(note, limit=500, field="note"))
    article.is_published = False
    article.save(update_fields=["is_published"])
    return article


@transaction.atomic
def restore_article(*, article_id: int, actor: User, at: datetime) -> Article:
    """Out of the archive, as it was."""
    _may_publish(actor)
    article = _lock(article_id)
    _move(_lock_that_counts(article), "restore", actor=actor, at=at)
    article.is_published = True
    article.save(update_fields=["is_published"])
    return article
