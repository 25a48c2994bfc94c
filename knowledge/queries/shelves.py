"""Lists of the knowledge base: categories, what is in review, tasks, signatures, what was not found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from contactcenter.staff.models import Role, User
from knowledge.models import Acknowledgement, Article, ArticleVersion, Category, KnowledgeTask, MissedSearch
from knowledge.states import IN_WORK, PUBLISHED, REVIEW

SHOWN = 50


def articles_of(
    *,
    user: User,
    function: str = "",
    category: int | None = None,
    only_valid_on: date | None = None,
    kept: bool = False,
) -> QuerySet[Article]:
    """What is read most, first: what stands in the list before anybody has typed."""
    rows = Article.objects.visible_to(user).published().select_related("category", "owner").defer("body_key", "found")
    if function:
        rows = rows.filter(category__function__in=("", function))
    if category is not None:
        rows = rows.filter(category=category)
    if kept:
        rows = rows.filter(readings__user=user, readings__is_kept=True)
    if only_valid_on:
        rows = rows.valid_on(only_valid_on)
    return rows.order_by("-used", "id")


def categories() -> list[Category]:
    """In their order."""
    return list(Category.objects.select_related("parent"))


def versions_in_review(user: User) -> QuerySet[ArticleVersion]:
    """What waits for somebody's approval, the oldest first."""
    if not user.has_perm("knowledge.publish_article"):
        return ArticleVersion.objects.none()
    return (
        ArticleVersion.objects.filter(state=REVIEW).select_related("article__category", "author").order_by("edited_at")
    )


def drafts_of(user: User) -> QuerySet[ArticleVersion]:
    """What this person has begun."""
    rows = ArticleVersion.objects.filter(state__in=IN_WORK, author=user)
    return rows.select_related("article__category", "author").order_by("-edited_at")


def tasks_for(user: User) -> QuerySet[KnowledgeTask]:
    """The own ones, and those that are nobody's, for who writes articles."""
    if not user.has_perm("knowledge.change_article"):
        return KnowledgeTask.objects.none()
    rows = KnowledgeTask.objects.open().select_related("article", "owner", "created_by", "case")
    return rows if user.has_perm("knowledge.publish_article") else rows.filter(Q(owner=user) | Q(owner=None))


def missed_searches() -> QuerySet[MissedSearch]:
    """What was searched and not found, most often first."""
    return MissedSearch.objects.all()[:SHOWN]


def to_sign(user: User) -> QuerySet[ArticleVersion]:
    """What this person has to read and sign, the oldest first."""
    signed = Acknowledgement.objects.filter(version=OuterRef("pk"), user=user)
    rows = ArticleVersion.objects.filter(~Exists(signed), state=PUBLISHED, must_be_read=True)
    return rows.select_related("article").order_by("published_at")


@dataclass(frozen=True)
class Sheet:
    """The journal of one document: who has signed and who has not."""

    version: ArticleVersion
    signed: Sequence[Acknowledgement]
    missing: Sequence[User]


def readers() -> QuerySet[User]:
    """Who has to know what concerns the work: everybody who serves clients or steers those who do."""
    roles = (Role.OPERATOR, Role.SUPERVISOR)
    return (
        User.objects.filter(is_active=True, groups__name__in=roles).distinct().order_by("last_name", "first_name", "pk")
    )


def sheet_of(version: ArticleVersion) -> Sheet:
    """Signatures in their order, then who is missing."""
    signed = list(version.acknowledgements.select_related("user__team").order_by("at", "pk"))
    have = {row.user_id for row in signed}
    return Sheet(
        version=version,
        signed=signed,
        missing=[user for user in readers().select_related("team") if user.pk not in have],
    )


def documents_to_sign() -> list[tuple[ArticleVersion, int, int]]:
    """Each document with how many of those who must have signed it, and how many have not."""
    versions = ArticleVersion.objects.filter(state=PUBLISHED, must_be_read=True).select_related("article")
    must = set(readers().values_list("pk", flat=True))
    signed: dict[int, int] = {}
    for version, user in Acknowledgement.objects.filter(version__in=versions).values_list("version", "user"):
        signed[version] = signed.get(version, 0) + (user in must)
    rows = ((version, signed.get(version.pk, 0)) for version in versions.order_by("-published_at"))
    return [(version, have, len(must) - have) for version, have in rows]
