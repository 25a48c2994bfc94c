"""When an organisation works. Layers lie on one another: a country, a region, the organisation, one department."""

from __future__ import annotations

from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Country(models.TextChoices):
    """Whose production calendar decides which days are working days."""

    NONE = "", _("None: the weekly hours decide")
    RUSSIA = "RU", _("Russia")


class Weekday(models.IntegerChoices):
    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


def check_zone(name: str) -> None:
    """A zone of the IANA data base."""
    if name not in available_timezones():
        raise ValidationError(
            _("There is no time zone “%(name)s”. Write it like Europe/Moscow."), params={"name": name}
        )


class Calendar(models.Model):
    """What is not said here is taken from the calendar below it (`base`)."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    zone = models.CharField(_("time zone"), max_length=64, default="Europe/Moscow", validators=[check_zone])
    country = models.CharField(_("production calendar"), max_length=2, choices=Country, blank=True)
    base = models.ForeignKey(
        "self",
        verbose_name=_("lies on"),
        null=True,
        blank=True,
        related_name="layers",
        on_delete=models.PROTECT,  # what lies on it would change its meaning
        help_text=_("Days and hours that are not named here come from that calendar."),
    )
    # Official calendars are published a year ahead; nothing outside these years is ever guessed.
    first_year = models.PositiveSmallIntegerField(_("covers from"), default=2024)
    last_year = models.PositiveSmallIntegerField(_("covers to"), default=2027)
    # Counts every change of the calendar, its hours and its days, so that processes may keep a compiled copy.
    revision = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("calendar")
        verbose_name_plural = _("calendars")
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                condition=Q(first_year__lte=F("last_year")),
                name="calendar_years_in_order",
                violation_error_message=_("A calendar cannot end before it begins."),
            ),
            models.CheckConstraint(condition=Q(first_year__range=(1990, 2200)), name="calendar_first_year_sane"),
            models.CheckConstraint(condition=Q(last_year__lte=2200), name="calendar_last_year_sane"),
            models.CheckConstraint(
                condition=Q(base__isnull=True) | ~Q(base=F("id")), name="calendar_does_not_lie_on_itself"
            ),
        )

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Three layers are enough, and no circle."""
        below, depth = self.base, 1
        while below is not None:
            depth += 1
            if depth > 3 or below.pk == self.pk:
                raise ValidationError({"base": _("At most three calendars lie on one another, and never in a circle.")})
            below = below.base


class WorkingHours(models.Model):
    """One stretch of work in every week; two of them with a gap are a day with lunch."""

    calendar = models.ForeignKey(Calendar, related_name="hours", on_delete=models.CASCADE)
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday)
    starts = models.TimeField(_("from"))
    ends = models.TimeField(_("until"), help_text=_("00:00 is midnight at the end of the day."))

    class Meta:
        verbose_name = _("working hours")
        verbose_name_plural = _("working hours")
        ordering = ("weekday", "starts")
        constraints = (
            models.CheckConstraint(condition=Q(weekday__range=(0, 6)), name="weekday_0_to_6"),
            models.CheckConstraint(
                condition=Q(ends__gt=F("starts")) | Q(ends="00:00"),
                name="hours_end_after_start",
                violation_error_message=_("Work ends after it starts; 00:00 is midnight at the end of the day."),
            ),
            models.UniqueConstraint(fields=("calendar", "weekday", "starts"), name="hours_start_once"),
        )

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.starts:%H:%M}–{self.ends:%H:%M}"


class CalendarDay(models.Model):
    """A day that differs from the layers below: off, working, or with hours of its own (one row for each stretch)."""

    calendar = models.ForeignKey(Calendar, related_name="days", on_delete=models.CASCADE)
    day = models.DateField(_("day"))
    working = models.BooleanField(_("working day"), default=False)
    starts = models.TimeField(_("from"), null=True, blank=True)
    ends = models.TimeField(_("until"), null=True, blank=True)
    name = models.CharField(_("name"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("day of a calendar")
        verbose_name_plural = _("days of a calendar")
        ordering = ("day", "starts")
        constraints = (
            models.UniqueConstraint(fields=("calendar", "day", "starts"), name="day_starts_once", nulls_distinct=False),
            models.CheckConstraint(
                condition=Q(starts__isnull=True, ends__isnull=True)
                | Q(working=True, starts__isnull=False, ends__isnull=False, ends__gt=F("starts"))
                | Q(working=True, starts__isnull=False, ends="00:00"),
                name="day_hours_whole_and_working",
                violation_error_message=_("Hours have both ends, and only a working day has hours."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.day:%d.%m.%Y} {self.name}".strip()
