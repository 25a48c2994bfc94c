"""Tokens of other systems, and the answers kept so that a repeated request is not carried out twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from datetime import datetime


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def in_force(self) -> ApiTokenQuerySet:
        """Neither revoked nor of a person who left."""
        return self.filter(revoked_at__isnull=True, user__is_active=True)

    def unused_since(self, moment: datetime) -> ApiTokenQuerySet:
        """Whose last use was before `moment`, or never."""
        return self.filter(Q(last_used_at__isnull=True) | Q(last_used_at__lt=moment))


class ApiToken(models.Model):
    """The key of one other system. Only its digest is kept: 256 random bits need neither salt nor slow hashing."""

    name = models.CharField(_("name"), max_length=100)
    user = models.ForeignKey(
        "staff.User",
        verbose_name=_("user"),
        related_name="api_tokens",
        on_delete=models.CASCADE,  # a key without its owner opens nothing
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    start = models.CharField(_("begins with"), max_length=12, editable=False)
    scopes = ArrayField(models.CharField(max_length=40), verbose_name=_("scopes"))
    created_at = models.DateTimeField(_("created"))
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("name",), condition=Q(revoked_at__isnull=True), name="one_token_in_force_per_name"
            ),
            models.CheckConstraint(condition=Q(scopes__len__gt=0), name="token_may_something"),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.start}…)"


class StoredAnswer(models.Model):
    """The answer to a writing request with an Idempotency-Key, written in the transaction of what it did."""

    token = models.ForeignKey(ApiToken, related_name="+", on_delete=models.CASCADE)
    key = models.CharField(max_length=200)
    # Of method, path and body: the same key with another request is a mistake of the caller.
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.TextField()  # as it was sent; jsonb would reorder it
    location = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("stored answer")
        verbose_name_plural = _("stored answers")
        constraints = (models.UniqueConstraint(fields=("token", "key"), name="one_answer_per_idempotency_key"),)

    def __str__(self) -> str:
        return f"{self.key}: {self.status}"
