"""What readers do with an article: open, insert, rate, keep, ask for one that is missing."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from contactcenter.cases.models import Case
from contactcenter.contacts.models import Contact
from contactcenter.lib.errors import Conflict, InvalidInput
from contactcenter.lib.text import clean, fold
from contactcenter.staff.models import User
from knowledge.models import (
    Article,
    ArticleUse,
    Audience,
    KnowledgeTask,
    MissedSearch,
    Rating,
    Reading,
    TaskKind,
    UseKind,
)


@transaction.atomic
def note_reading(*, article: Article, user: User, at: datetime) -> int | None:
    """He has it before his eyes; returns the version that he had read before, None at the first time."""
    reading, is_new = Reading.objects.get_or_create(
        article=article, user=user, defaults={"number": article.published_number or 0, "at": at}
    )
    if is_new:
        Article.objects.filter(pk=article.pk).update(opened=F("opened") + 1)
        return None
    before = reading.number
    if at - reading.at > timedelta(minutes=5):
        Article.objects.filter(pk=article.pk).update(opened=F("opened") + 1)
    reading.number, reading.at = article.published_number or 0, at
    reading.save(update_fields=["number", "at"])
    return before


@transaction.atomic
def keep_article(*, article: Article, user: User, is_kept: bool, at: datetime) -> None:
    """Among the bookmarks, or not any more."""
    Reading.objects.update_or_create(
        article=article,
        user=user,
        defaults={"is_kept": is_kept},
        create_defaults={"is_kept": is_kept, "number": article.published_number or 0, "at": at},
    )


@transaction.atomic
def use_article(
    *,
    article: Article,
    kind: UseKind,
    user: User,
    at: datetime,
    contact: Contact | None = None,
    case: Case | None = None,
) -> None:
    """It went into an answer. Raises InvalidInput where a text for staff would be shown to a client."""
    if kind == UseKind.LINK and article.audience != Audience.CLIENTS:
        raise InvalidInput(_("This article is only for staff: a client cannot open it."), code="only_for_staff")
    if not article.published_number:
        raise Conflict(_("This article has never been published."), code="never_published")
    if kind == UseKind.ANSWER and case and ArticleUse.objects.filter(case=case, article=article, kind=kind).exists():
        return
    ArticleUse.objects.create(
        article=article, number=article.published_number, kind=kind, contact=contact, case=case, user=user, at=at
    )
    Article.objects.filter(pk=article.pk).update(used=F("used") + 1)


@transaction.atomic
def rate_article(*, article: Article, user: User, helped: bool, at: datetime, note: str = "") -> Rating:
    """The last word of each reader counts; “did not help” becomes a task for the owner."""
    words = clean(note, limit=500, field="note")
    Article.objects.select_for_update(no_key=True).get(pk=article.pk)
    rating, is_new = Rating.objects.get_or_create(
        article=article,
        user=user,
        defaults={"helped": helped, "note": words, "number": article.published_number or 0, "at": at},
    )
    if not is_new:
        rating.helped, rating.note, rating.at, rating.number = helped, words, at, article.published_number or 0
        rating.save()
    marks = Rating.objects.filter(article=article)
    Article.objects.filter(pk=article.pk).update(
        helped=marks.filter(helped=True).count(), not_helped=marks.filter(helped=False).count()
    )
    if not helped:
        add_task(kind=TaskKind.NOT_HELPED, article=article, text=words, actor=user, at=at)
    return rating


def add_task(
    *,
    kind: TaskKind,
    at: datetime,
    actor: User | None = None,
    article: Article | None = None,
    text: str = "",
    contact: Contact | None = None,
    case: Case | None = None,
    owner: User | None = None,
) -> KnowledgeTask:
    """For the owner of the article; one without an article is for whoever takes it."""
    return KnowledgeTask.objects.create(
        kind=kind,
        article=article,
        owner=owner or (article.owner if article else None),
        text=text,
        contact=contact,
        case=case,
        created_at=at,
        created_by=actor,
    )


@transaction.atomic
def ask_for_article(
    *, question: str, actor: User, at: datetime, contact: Contact | None = None, case: Case | None = None
) -> KnowledgeTask:
    """Something that nobody has written down yet."""
    text = clean(question, limit=1_000, field="question", required=True)
    return add_task(kind=TaskKind.QUESTION, text=text, actor=actor, contact=contact, case=case, at=at)


@transaction.atomic
def finish_task(*, task_id: int, actor: User, at: datetime, outcome: str) -> KnowledgeTask:
    """It is seen to. Raises Conflict when somebody else has done it."""
    words = clean(outcome, limit=500, field="outcome", required=True)
    task = KnowledgeTask.objects.select_for_update(no_key=True).get(pk=task_id)
    if task.done_at:
        raise Conflict(_("This task is done already."), code="task_done")
    task.done_at, task.done_by, task.outcome = at, actor, words
    task.save(update_fields=["done_at", "done_by", "outcome"])
    return task


def note_missed(*, query: str, at: datetime) -> None:
    """Somebody looked for something that is not there."""
    key = fold(query)[:200]
    if len(key) < 3:
        return
    missed, is_new = MissedSearch.objects.get_or_create(key=key, defaults={"query": query[:200], "last_at": at})
    if not is_new:
        MissedSearch.objects.filter(pk=missed.pk).update(times=F("times") + 1, last_at=at)


@transaction.atomic
def remind_owners(*, as_of: datetime) -> int:
    """A task for every article that is to be reviewed, or is no longer in force: one for each such date."""
    day = timezone.localdate(as_of)
    reminded = 0
    for kind, date in ((TaskKind.REVIEW, "review_on"), (TaskKind.ENDED, "valid_until")):
        told = KnowledgeTask.objects.filter(
            article=OuterRef("pk"), kind=kind, created_at__date__gte=OuterRef(date)
        ).values("pk")
        late = "lte" if kind == TaskKind.REVIEW else "lt"
        due = Article.objects.published().filter(~Exists(told), **{f"{date}__{late}": day}).select_related("owner")
        for article in due.order_by("pk")[:500]:
            add_task(kind=kind, article=article, at=as_of)
            reminded += 1
    return reminded
