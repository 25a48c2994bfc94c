"""Who has signed that he knows a document (job description 6.2)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from knowledge.models.articles import ArticleVersion


class Acknowledgement(models.Model):
    """A signature on screen: the name as it was, the moment, the version. Append-only."""

    version = models.ForeignKey(ArticleVersion, related_name="acknowledgements", on_delete=models.PROTECT)
    user = models.ForeignKey("staff.User", related_name="acknowledgements", on_delete=models.PROTECT)
    name = models.CharField(_("name"), max_length=200)
    at = models.DateTimeField(_("signed"))

    class Meta:
        verbose_name = _("signature of a reader")
        verbose_name_plural = _("signatures of readers")
        ordering = ("-at", "-id")
        constraints = (models.UniqueConstraint(fields=("version", "user"), name="version_signed_once_by_each"),)

    def __str__(self) -> str:
        return f"{self.version}: {self.name}"
