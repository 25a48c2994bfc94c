"""Where contacts wait and what they are about. Who serves a queue is routing's business."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

    from contactcenter.staff.models import User


RECENT = timedelta(minutes=30)


class QueueQuerySet(models.QuerySet["Queue"]):
    def visible_to(self, user: User) -> QueueQuerySet:
        """Operators see the names of all queues (they transfer into them)."""
        return self if user.has_perm("contacts.view_queue") else self.none()

    def active(self) -> QueueQuerySet:
        """Queues that take contacts."""
        return self.filter(is_active=True)


class OfferMode(models.TextChoices):
    """How a contact of a queue reaches an operator."""

    PUSH = "push", _("held out, the operator accepts")
    AUTO = "auto", _("opens at once")
    PULL = "pull", _("operators take from the list")


class WrapUpMode(models.TextChoices):
    """What a queue asks of the operator after the conversation, and what happens when its time is over."""

    UNTIL_DONE = "until_done", _("mandatory until finished")
    REMINDED = "reminded", _("mandatory, with a reminder when the time is over")
    TIMED = "timed", _("mandatory, closed by itself when the time is over")
    OPTIONAL = "optional", _("optional, closed by itself when the time is over")
    NONE = "none", _("none: the end of the conversation closes the contact")


# Modes in which something happens when the time for wrap-up is over.
ENDING_MODES = frozenset({WrapUpMode.REMINDED, WrapUpMode.TIMED, WrapUpMode.OPTIONAL})

_EXITS = ("when_closed", "when_full", "when_long")


def _exit(label: _StrOrPromise, name: str) -> models.ForeignKey[Queue | None, Queue | None]:
    return models.ForeignKey(
        "self",
        verbose_name=label,
        null=True,
        blank=True,
        related_name=name,
        on_delete=models.PROTECT,  # clients would be left before a closed door
        help_text=_("Empty: the client leaves a message, which is answered when somebody is free."),
    )


class Queue(models.Model):
    """A queue of one labour function with its service target: answer N % within T seconds."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    slug = models.SlugField(_("code"), max_length=60, unique=True)
    function = models.SlugField(_("labour function"), max_length=30)
    priority = models.SmallIntegerField(
        _("priority"), default=0, help_text=_("One step counts as much as an hour of waiting.")
    )
    target_percent = models.PositiveSmallIntegerField(_("target, % answered"), default=80)
    target_seconds = models.PositiveIntegerField(_("within, s"), default=60)
    offer_seconds = models.PositiveSmallIntegerField(_("time to accept, s"), default=15)
    offer_mode = models.CharField(
        _("contacts reach operators"), max_length=4, choices=OfferMode, default=OfferMode.PUSH
    )
    colleagues_take_over = models.BooleanField(
        _("colleagues may take over"),
        default=False,
        help_text=_("Whoever serves the queue may take a running conversation over; a supervisor always may."),
    )
    within_team = models.BooleanField(
        _("within the team only"),
        default=False,
        help_text=_("Conversations are handed to, and taken over by, operators of the same team only."),
    )
    missed_offers = models.PositiveSmallIntegerField(
        _("offers missed in a row"), default=1, help_text=_("Who misses so many is put to “not responding”.")
    )
    wrapup_mode = models.CharField(_("wrap-up"), max_length=10, choices=WrapUpMode, default=WrapUpMode.UNTIL_DONE)
    wrapup_seconds = models.PositiveSmallIntegerField(_("time for wrap-up, s"), default=120)
    preferred_days = models.PositiveSmallIntegerField(
        _("remembers the operator, days"),
        default=0,
        help_text=_("A client who comes back within so many days goes to the operator who served him last. 0: no."),
    )
    preferred_seconds = models.PositiveSmallIntegerField(
        _("waits for him, s"),
        default=0,
        help_text=_("As long as that operator is at work but busy, colleagues get the client only after so long."),
    )
    short_abandon_seconds = models.PositiveSmallIntegerField(
        _("left at once, s"),
        default=5,
        help_text=_("Who leaves sooner is counted apart and not called back: a slip, not a loss."),
    )
    most_waiting = models.PositiveIntegerField(
        _("full at, clients"), default=0, help_text=_("So many may wait at once. 0: no limit.")
    )
    longest_wait = models.PositiveIntegerField(
        _("longest wait, s"), default=0, help_text=_("Who has waited so long is sent on. 0: no limit.")
    )
    when_closed = _exit(_("when closed, to"), "closed_from")
    when_full = _exit(_("when full, to"), "full_from")
    when_long = _exit(_("when the wait is too long, to"), "long_from")
    # Counted anew four times a minute, so that a screen never counts contacts to say how long somebody will wait.
    recently_accepted = models.PositiveIntegerField(_("accepted in the last half hour"), default=0, editable=False)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = QueueQuerySet.as_manager()

    class Meta:
        verbose_name = _("queue")
        verbose_name_plural = _("queues")
        ordering = ("function", "name")
        constraints = (
            models.CheckConstraint(condition=Q(target_percent__range=(1, 100)), name="queue_target_percent"),
            models.CheckConstraint(condition=Q(offer_seconds__range=(3, 600)), name="queue_offer_seconds"),
            models.CheckConstraint(condition=Q(missed_offers__range=(1, 20)), name="queue_missed_offers"),
            models.CheckConstraint(condition=Q(offer_mode__in=OfferMode.values), name="queue_offer_mode_known"),
            models.CheckConstraint(condition=Q(wrapup_mode__in=WrapUpMode.values), name="queue_wrapup_mode_known"),
        )

    def __str__(self) -> str:
        return self.name

    def wait_at(self, place: int) -> timedelta | None:
        """How long it takes at the pace of the last half hour until place 1, 2, … is served; None when nobody was."""
        return RECENT * place / self.recently_accepted if self.recently_accepted else None

    def clean(self) -> None:
        """Queues that send clients on never send them back."""
        exits = {pk: set(to) for pk, *to in Queue.objects.values_list("pk", *_EXITS)}
        for field in _EXITS:
            first = getattr(self, field)
            if first is not None and (path := _way_back(first.pk, self.pk, exits)):
                names = Queue.objects.in_bulk(path)
                circle = " → ".join([self.name, *(names[pk].name for pk in path)])
                raise ValidationError({field: _("Clients would go in a circle: %(circle)s.") % {"circle": circle}})


def _way_back(start: int, end: int | None, exits: dict[int, set[int | None]]) -> list[int]:
    """Queues from `start` to `end` along the exits; empty when no way leads there."""
    paths, seen = [[start]], {start}
    while paths:
        path = paths.pop()
        if path[-1] == end:
            return path
        for step in exits.get(path[-1], set()):
            if step is not None and step not in seen:
                seen.add(step)
                paths.append([*path, step])
    return []


class Topic(models.Model):
    """What a contact or a case is about: a tree within one labour function."""

    function = models.SlugField(_("labour function"), max_length=30)
    name = models.CharField(_("name"), max_length=150)
    slug = models.SlugField(_("code"), max_length=60, unique=True)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("parent"),
        null=True,
        blank=True,
        related_name="children",
        on_delete=models.PROTECT,  # cases refer to topics for years
    )
    queue = models.ForeignKey(
        Queue, verbose_name=_("queue"), null=True, blank=True, related_name="topics", on_delete=models.SET_NULL
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ("function", "position", "name")

    def __str__(self) -> str:
        return self.name


class Disposition(models.Model):
    """How a contact ended: consulted, solved, call back, spam. Some ends leave a case, some do not."""

    function = models.SlugField(_("labour function"), max_length=30)
    name = models.CharField(_("name"), max_length=100)
    code = models.SlugField(_("code"), max_length=40)
    leaves_case = models.BooleanField(_("leaves a case"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("disposition")
        verbose_name_plural = _("dispositions")
        ordering = ("function", "position", "name")
        constraints = (models.UniqueConstraint(fields=("function", "code"), name="disposition_code_once"),)

    def __str__(self) -> str:
        return self.name


class CannedReply(models.Model):
    """A prepared answer that an operator inserts by `/shortcut`; an empty function means: for all."""

    function = models.SlugField(_("labour function"), max_length=30, blank=True)
    shortcut = models.CharField(_("shortcut"), max_length=40, unique=True)
    body = models.TextField(_("text"))
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("canned reply")
        verbose_name_plural = _("canned replies")
        ordering = ("shortcut",)

    def __str__(self) -> str:
        return f"/{self.shortcut}"
