"""Who is served sooner than his time of arrival says."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contactcenter.contacts.models.channels import Channel
from contactcenter.contacts.models.queues import Queue, Topic


class PriorityRule(models.Model):
    """Contacts that fit are served as if they had arrived so many seconds earlier; the rules that fit add up."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    segment = models.CharField(_("segment"), max_length=40, blank=True, help_text=_("Empty: all."))
    channel = models.CharField(_("channel"), max_length=12, choices=Channel, blank=True)
    queue = models.ForeignKey(
        Queue, verbose_name=_("queue"), null=True, blank=True, related_name="priority_rules", on_delete=models.CASCADE
    )
    topic = models.ForeignKey(
        Topic, verbose_name=_("topic"), null=True, blank=True, related_name="priority_rules", on_delete=models.CASCADE
    )
    head_start = models.IntegerField(
        _("head start, s"),
        help_text=_("As if the contact had waited so long already; less than 0: as if it came later."),
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("priority rule")
        verbose_name_plural = _("priority rules")
        ordering = ("-head_start", "name")
        constraints = (
            models.CheckConstraint(
                condition=Q(head_start__range=(-86_400, 86_400)),
                name="head_start_within_a_day",
                violation_error_message=_("A head start is at most a day: 86400 s."),
            ),
        )

    def __str__(self) -> str:
        return self.name

    def fits(self, *, segment: str, channel: str, queue_id: int, topic_id: int | None) -> bool:
        """Whether nothing that the rule names differs."""
        return (
            self.segment.casefold() in ("", segment.casefold())
            and self.channel in ("", channel)
            and self.queue_id in (None, queue_id)
            and self.topic_id in (None, topic_id)
        )
