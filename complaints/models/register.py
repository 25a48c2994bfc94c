"""The register's own history: a chain in which each line carries the hash of the one before it.

A line (RegisterEntry) is written in the transaction of the change that it tells. Its place in the chain (RegisterLink)
is given by a trigger when that transaction commits (migration 0002): only then is the head of the chain locked, for
the moment of the commit, and after every other lock. So the chain is linear, nobody waits for anybody's work, and what
is rolled back leaves no hole.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class RegisterEntry(models.Model):
    """One line: who did what to which entry, when, and what it was before. Append-only."""

    case = models.ForeignKey("cases.Case", related_name="register_entries", on_delete=models.PROTECT)
    at = models.DateTimeField(_("when"))
    actor = models.ForeignKey(
        "staff.User", verbose_name=_("who"), null=True, related_name="+", on_delete=models.PROTECT
    )
    verb = models.CharField(_("what happened"), max_length=30)
    # What is hashed, byte for byte: JSON with sorted keys and no spaces (complaints/chain.py).
    body = models.TextField(_("line"))

    class Meta:
        verbose_name = _("line of the register")
        verbose_name_plural = _("lines of the register")
        ordering = ("id",)
        constraints = (models.CheckConstraint(condition=~Q(body=""), name="register_entry_says_something"),)
        indexes = (models.Index(fields=("case", "id"), name="register_entries_of_case"),)

    def __str__(self) -> str:
        return f"{self.case_id} {self.verb}"


class RegisterLink(models.Model):
    """The place of a line in the chain: sha256(previous + "\\n" + body), in hexadecimal digits. Append-only."""

    seq = models.BigIntegerField(_("number in the chain"), primary_key=True)
    entry = models.OneToOneField(RegisterEntry, verbose_name=_("line"), related_name="link", on_delete=models.PROTECT)
    previous = models.CharField(_("hash of the line before"), max_length=64)
    hash = models.CharField(_("hash"), max_length=64, unique=True)

    class Meta:
        verbose_name = _("link of the register")
        verbose_name_plural = _("links of the register")
        ordering = ("seq",)

    def __str__(self) -> str:
        return f"{self.seq} {self.hash[:12]}"


class RegisterHead(models.Model):
    """The last link: one row, locked while a transaction with a line commits."""

    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("head of the register")
        verbose_name_plural = _("head of the register")
        constraints = (models.CheckConstraint(condition=Q(id=1), name="one_register_head"),)

    def __str__(self) -> str:
        return f"{self.seq} {self.hash[:12]}"
