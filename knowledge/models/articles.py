"""Articles, their versions and what happened to them."""

from __future__ import annotations

import secrets
from datetime import date
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from knowledge import states

if TYPE_CHECKING:
    from contactcenter.staff.models import User

BODY_LIMIT = 200_000  # characters; a longer text is several articles


class Category(models.Model):
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("code"), max_length=60, unique=True)
    parent = models.ForeignKey(
        "self", verbose_name=_("inside"), null=True, blank=True, related_name="children", on_delete=models.PROTECT
    )
    function = models.SlugField(_("labour function"), max_length=30, blank=True, help_text=_("Empty: all."))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("category of articles")
        verbose_name_plural = _("categories of articles")
        ordering = ("position", "name")
        constraints = (models.CheckConstraint(condition=~Q(parent=F("id")), name="category_not_inside_itself"),)

    def __str__(self) -> str:
        return self.name


class Kind(models.TextChoices):
    """What the job description wants a dispatcher to know; the number is its clause."""

    ACT = "act", _("legal act")  # 1.3.1
    STANDARD = "standard", _("internal standard")  # 1.3.2
    HANDLING = "handling", _("requirements for handling contacts")  # 1.3.4
    PRODUCT = "product", _("products and competitors")  # 1.3.8
    PAYMENT = "payment", _("payment")  # 1.3.9
    OBJECTION = "objection", _("objections and answers")  # 1.3.10
    ORDER = "order", _("requirements for orders")  # 1.3.11
    FAULT = "fault", _("faults and remedies")  # 1.3.13-14
    CONFLICT = "conflict", _("difficult conversations")  # 1.3.16
    ETIQUETTE = "etiquette", _("speech and letter etiquette")  # 1.3.17, 22
    SUPPORT = "support", _("requirements for support")  # 1.3.18
    SAFETY = "safety", _("occupational safety")  # 1.3.19
    SECRECY = "secrecy", _("secrecy and personal data")  # 1.3.20
    DOCUMENTS = "documents", _("document standards")  # 1.3.21
    STRUCTURE = "structure", _("structure of the organisation")  # 1.3.23
    HOWTO = "howto", _("how it is done")


class Audience(models.TextChoices):
    STAFF = "staff", _("only for staff")
    CLIENTS = "clients", _("may be shown to clients")


class ArticleQuerySet(models.QuerySet["Article"]):
    def visible_to(self, user: User) -> ArticleQuerySet:
        """Whoever may read knowledge reads what is published; who writes it sees the rest as well."""
        if not user.has_perm("knowledge.view_article"):
            return self.none()
        if user.has_perm("knowledge.change_article"):
            return self
        return self.filter(Q(is_published=True) | Q(owner=user))

    def published(self) -> ArticleQuerySet:
        """With a version that people may rely on."""
        return self.filter(is_published=True)

    def valid_on(self, day: date) -> ArticleQuerySet:
        """In force on this day."""
        return self.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=day)).filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=day)
        )

    def for_clients(self, day: date) -> ArticleQuerySet:
        """What anybody may read without signing in."""
        return self.published().valid_on(day).filter(audience=Audience.CLIENTS)


def new_public_id() -> str:
    """Part of an address that cannot be guessed from another one."""
    return secrets.token_urlsafe(9)


class Article(models.Model):
    """One subject. What is read and searched stands in its published version and is kept here as well."""

    category = models.ForeignKey(
        Category, verbose_name=_("category"), related_name="articles", on_delete=models.PROTECT
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.HOWTO)
    audience = models.CharField(_("for whom"), max_length=8, choices=Audience, default=Audience.STAFF)
    products = ArrayField(models.CharField(max_length=80), verbose_name=_("products"), default=list, blank=True)
    owner = models.ForeignKey(
        "staff.User", verbose_name=_("owner"), related_name="owned_articles", on_delete=models.PROTECT
    )
    related = models.ManyToManyField("self", verbose_name=_("related articles"), blank=True)
    valid_from = models.DateField(_("in force from"), null=True, blank=True)
    valid_until = models.DateField(_("in force until"), null=True, blank=True)
    review_on = models.DateField(
        _("to be reviewed on"), null=True, blank=True, help_text=_("On this day the owner gets a task.")
    )
    public_id = models.CharField(max_length=20, unique=True, default=new_public_id, editable=False)
    # Where it came from, so that an import that is repeated finds it again.
    source = models.CharField(_("imported from"), max_length=300, blank=True)

    title = models.CharField(_("title"), max_length=200)
    summary = models.CharField(_("summary"), max_length=500, blank=True)
    body = models.TextField(blank=True)
    is_published = models.BooleanField(_("published"), default=False)
    published_number = models.PositiveIntegerField(_("version"), null=True)
    published_at = models.DateTimeField(_("published at"), null=True)

    opened = models.PositiveIntegerField(_("opened"), default=0)
    used = models.PositiveIntegerField(_("inserted"), default=0)
    helped = models.PositiveIntegerField(_("helped"), default=0)
    not_helped = models.PositiveIntegerField(_("did not help"), default=0)

    # Folded text of the published version (lib.text.fold); empty until there is one.
    title_key = models.CharField(max_length=250, blank=True, editable=False)
    summary_key = models.CharField(max_length=600, blank=True, editable=False)
    body_key = models.TextField(blank=True, editable=False)
    # Russian stems of Russian words, English stems of the others: what PostgreSQL's “russian” does.
    found = models.GeneratedField(
        expression=SearchVector("title_key", weight="A", config="russian")
        + SearchVector("summary_key", weight="B", config="russian")
        + SearchVector("body_key", weight="D", config="russian"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ("title_key", "id")
        permissions = (("publish_article", "Can publish and archive articles"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(is_published=False) | Q(published_number__isnull=False, published_at__isnull=False),
                name="published_article_has_version",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
                name="article_ends_after_it_begins",
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="article_kind_known"),
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="article_audience_known"),
            models.UniqueConstraint(fields=("source",), condition=~Q(source=""), name="article_imported_once"),
        )
        indexes = (
            GinIndex(fields=("found",), name="article_found", condition=Q(is_published=True)),
            models.Index(fields=("category", "title_key"), name="articles_of_category"),
            models.Index(fields=("-used", "id"), name="articles_by_use", condition=Q(is_published=True)),
            models.Index(fields=("review_on",), name="articles_to_review", condition=Q(is_published=True)),
            models.Index(fields=("valid_until",), name="articles_that_end", condition=Q(is_published=True)),
        )

    def __str__(self) -> str:
        return self.title

    def is_valid_on(self, day: date) -> bool:
        """Whether it is in force on this day."""
        return (not self.valid_from or self.valid_from <= day) and (not self.valid_until or self.valid_until >= day)


class ArticleVersion(models.Model):
    """A text with its author. Only a draft can be changed: a trigger holds the words of all others."""

    article = models.ForeignKey(Article, related_name="versions", on_delete=models.PROTECT)
    number = models.PositiveIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=10, choices=states.VERSION.choices(), default=states.DRAFT)
    title = models.CharField(_("title"), max_length=200)
    summary = models.CharField(_("summary"), max_length=500, blank=True)
    body = models.TextField(_("text"))
    change = models.CharField(
        _("what has changed"), max_length=500, blank=True, help_text=_("One sentence for those who know the old one.")
    )
    must_be_read = models.BooleanField(
        _("has to be read and signed"), default=False, help_text=_("Operators sign on screen that they know it (6.2).")
    )
    # Counts the savings of a draft: who began with an older one learns it instead of overwriting.
    edition = models.PositiveIntegerField(default=0)
    author = models.ForeignKey("staff.User", verbose_name=_("author"), related_name="+", on_delete=models.PROTECT)
    created_at = models.DateTimeField(_("created"))
    edited_at = models.DateTimeField(_("edited"))
    reviewer = models.ForeignKey(
        "staff.User", verbose_name=_("approved by"), null=True, related_name="+", on_delete=models.PROTECT
    )
    published_at = models.DateTimeField(_("published"), null=True)

    class Meta:
        verbose_name = _("version of an article")
        verbose_name_plural = _("versions of articles")
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("article", "number"), name="article_version_once"),
            models.UniqueConstraint(
                fields=("article",), condition=Q(state__in=states.IN_WORK), name="one_version_in_work"
            ),
            models.UniqueConstraint(
                fields=("article",),
                condition=Q(state__in=(states.PUBLISHED, states.ARCHIVED)),
                name="one_version_that_counts",
            ),
            models.CheckConstraint(condition=Q(state__in=states.VERSION.labels), name="article_version_state_known"),
            models.CheckConstraint(condition=~Q(title=""), name="article_version_has_title"),
        )
        indexes = (models.Index(fields=("edited_at",), name="versions_in_review", condition=Q(state=states.REVIEW)),)

    def __str__(self) -> str:
        return f"{self.title}, {self.number}"


_WORDS = {
    "draft": _("begun"),
    "submit": _("sent to review"),
    "discard": _("discarded"),
    "return": _("returned for rework"),
    "publish": _("published"),
    "supersede": _("replaced"),
    "archive": _("archived"),
    "restore": _("restored"),
}


class ArticleEvent(models.Model):
    """What happened to a version. Append-only."""

    version = models.ForeignKey(ArticleVersion, related_name="events", on_delete=models.PROTECT)
    at = models.DateTimeField()
    verb = models.CharField(max_length=20)
    actor = models.ForeignKey("staff.User", related_name="+", on_delete=models.PROTECT)
    note = models.TextField(blank=True)

    class Meta:
        verbose_name = _("event of an article")
        verbose_name_plural = _("events of articles")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.version}: {self.verb}"

    @property
    def word(self) -> str:
        """What happened, for people."""
        return str(_WORDS.get(self.verb, self.verb))


class ArticleFile(models.Model):
    """A file that belongs to an article, for whoever may read it."""

    article = models.ForeignKey(Article, related_name="files", on_delete=models.PROTECT)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to="articles/%Y/%m/%d")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("staff.User", related_name="+", on_delete=models.PROTECT)

    class Meta:
        verbose_name = _("file of an article")
        verbose_name_plural = _("files of articles")
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("article", "sha256"), name="file_of_article_once"),)

    def __str__(self) -> str:
        return self.name
