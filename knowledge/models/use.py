"""How knowledge is used: what was inserted where, whether it helped, what was not found, what is to be done."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from knowledge.models.articles import Article


class UseKind(models.TextChoices):
    TEXT = "text", _("inserted into an answer")
    LINK = "link", _("link sent to the client")
    ANSWER = "answer", _("the case was answered with it")


class ArticleUse(models.Model):
    """An article served in a contact or answered a case. Append-only."""

    article = models.ForeignKey(Article, related_name="uses", on_delete=models.PROTECT)
    number = models.PositiveIntegerField(_("version"))
    kind = models.CharField(_("how"), max_length=8, choices=UseKind)
    contact = models.ForeignKey("contacts.Contact", null=True, related_name="article_uses", on_delete=models.PROTECT)
    case = models.ForeignKey("cases.Case", null=True, related_name="article_uses", on_delete=models.PROTECT)
    user = models.ForeignKey("staff.User", related_name="+", on_delete=models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("use of an article")
        verbose_name_plural = _("uses of articles")
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(contact__isnull=False) | Q(case__isnull=False), name="article_used_somewhere"
            ),
            models.UniqueConstraint(
                fields=("case", "article"), condition=Q(kind=UseKind.ANSWER), name="case_answered_with_article_once"
            ),
        )
        indexes = (models.Index(fields=("case", "id"), name="articles_of_case", condition=Q(case__isnull=False)),)

    def __str__(self) -> str:
        return f"{self.article}: {self.kind}"


class Rating(models.Model):
    """Whether an article helped one reader; the last word counts."""

    article = models.ForeignKey(Article, related_name="ratings", on_delete=models.CASCADE)
    user = models.ForeignKey("staff.User", related_name="+", on_delete=models.CASCADE)
    helped = models.BooleanField(_("helped"))
    note = models.CharField(_("what is missing"), max_length=500, blank=True)
    number = models.PositiveIntegerField(_("version"))
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("rating of an article")
        verbose_name_plural = _("ratings of articles")
        constraints = (models.UniqueConstraint(fields=("article", "user"), name="article_rated_once_by_each"),)

    def __str__(self) -> str:
        return f"{self.article}: {self.helped}"


class Reading(models.Model):
    """Which version somebody has seen last, so that he can be told what has changed since."""

    article = models.ForeignKey(Article, related_name="readings", on_delete=models.CASCADE)
    user = models.ForeignKey("staff.User", related_name="+", on_delete=models.CASCADE)
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    is_kept = models.BooleanField(_("bookmark"), default=False)

    class Meta:
        verbose_name = _("reader of an article")
        verbose_name_plural = _("readers of articles")
        constraints = (models.UniqueConstraint(fields=("article", "user"), name="reading_once_by_each"),)

    def __str__(self) -> str:
        return f"{self.article}: {self.number}"


class MissedSearch(models.Model):
    """Words that were searched and not found, with how often."""

    key = models.CharField(max_length=200, unique=True)
    query = models.CharField(_("searched"), max_length=200)
    times = models.PositiveIntegerField(_("times"), default=1)
    last_at = models.DateTimeField(_("last"))

    class Meta:
        verbose_name = _("search without a result")
        verbose_name_plural = _("searches without a result")
        ordering = ("-times", "-last_at")

    def __str__(self) -> str:
        return self.query


class TaskKind(models.TextChoices):
    NOT_HELPED = "not_helped", _("the article did not help")
    QUESTION = "question", _("a question without an article")
    REVIEW = "review", _("time to review")
    ENDED = "ended", _("no longer in force")


class KnowledgeTaskQuerySet(models.QuerySet["KnowledgeTask"]):
    def open(self) -> KnowledgeTaskQuerySet:
        """Still to be done."""
        return self.filter(done_at__isnull=True)


class KnowledgeTask(models.Model):
    """What the owner of knowledge has to look at; of one kind an article has one that is open."""

    kind = models.CharField(_("why"), max_length=10, choices=TaskKind)
    article = models.ForeignKey(Article, null=True, related_name="tasks", on_delete=models.PROTECT)
    owner = models.ForeignKey(
        "staff.User", verbose_name=_("owner"), null=True, related_name="knowledge_tasks", on_delete=models.PROTECT
    )
    text = models.TextField(_("what was said"), blank=True)
    case = models.ForeignKey("cases.Case", null=True, related_name="+", on_delete=models.PROTECT)
    contact = models.ForeignKey("contacts.Contact", null=True, related_name="+", on_delete=models.PROTECT)
    created_at = models.DateTimeField(_("since"))
    created_by = models.ForeignKey("staff.User", null=True, related_name="+", on_delete=models.PROTECT)
    done_at = models.DateTimeField(_("done"), null=True)
    done_by = models.ForeignKey("staff.User", null=True, related_name="+", on_delete=models.PROTECT)
    outcome = models.CharField(_("what was done"), max_length=500, blank=True)

    objects = KnowledgeTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task of the knowledge base")
        verbose_name_plural = _("tasks of the knowledge base")
        ordering = ("created_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("article", "kind"),
                condition=Q(done_at__isnull=True, kind__in=(TaskKind.REVIEW, TaskKind.ENDED)),
                name="one_open_reminder_per_article",
            ),
            models.CheckConstraint(condition=Q(kind__in=TaskKind.values), name="knowledge_task_kind_known"),
        )
        indexes = (
            models.Index(fields=("owner", "created_at"), name="open_knowledge_tasks", condition=Q(done_at=None)),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.article or self.text[:60]}"
