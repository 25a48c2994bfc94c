"""Calendars, rules and levels as an administrator sets them; clocks and their logs only to be read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from contactcenter.deadlines.calendars import covered_years, official_years
from contactcenter.deadlines.models import (
    Calendar,
    CalendarDay,
    ClockEntry,
    Deadline,
    EscalationLevel,
    Rule,
    WorkingHours,
)
from contactcenter.functions.admin import ChoosesFunction, FunctionFilter
from contactcenter.functions.curtains import curtains
from contactcenter.lib.admin import ModelAdmin, ReadOnlyAdmin, ReadOnlyInline, Section, TabularInline


class WorkingHoursInline(TabularInline[WorkingHours, Calendar]):
    model = WorkingHours


class CalendarDayInline(TabularInline[CalendarDay, Calendar]):
    model = CalendarDay


class CalendarForm(forms.ModelForm[Calendar]):
    """Refuses years that nobody has decided about yet."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        country, last = data.get("country"), data.get("last_year")
        if country and last and last not in official_years(country):
            known = official_years(country)
            self.add_error(
                "last_year",
                _("The moved days off of this country are known for %(first)d to %(last)d only.")
                % {"first": known.start, "last": known.stop - 1},
            )
        return data


@admin.register(Calendar)
class CalendarAdmin(ModelAdmin[Calendar]):
    section = Section.DEADLINES
    icon = "calendar_month"
    form = CalendarForm
    list_display = ("name", "zone", "country", "base", "covers")
    list_filter = ("country",)
    list_select_related = ("base",)
    search_fields = ("name",)
    inlines = (WorkingHoursInline, CalendarDayInline)

    @admin.display(description=_("covers"))
    def covers(self, calendar: Calendar) -> str:
        """The years that terms may be counted in."""
        years = covered_years(calendar, country=calendar.country)
        return f"{years.start}–{years.stop - 1}"


@admin.register(Rule)
class RuleAdmin(ChoosesFunction[Rule]):
    section = Section.DEADLINES
    icon = "rule"
    list_display = ("name", "function_name", "target", "term_text", "basis", "source", "is_active")
    list_filter = (FunctionFilter, "target", "unit", "source", "is_active", "calendar")
    search_fields = ("code", "name", "basis", "kind")
    prepopulated_fields = {"code": ("name",)}
    fieldsets = (
        (None, {"fields": ("name", "code", "is_active")}),
        (_("For which cases"), {"fields": ("function", "kind", "segment", "priority", "target")}),
        (
            _("The term"),
            {
                "fields": (
                    ("n", "unit"),
                    ("anchor", "roll", "ends"),
                    ("extension_n", "extension_unit"),
                    "calendar",
                )
            },
        ),
        (_("Our own date and warnings"), {"fields": (("internal_n", "internal_unit"), "warn_shares")}),
        (_("Basis"), {"fields": ("basis", "source", "source_note", ("valid_from", "valid_to"))}),
    )

    @admin.display(description=_("term"), ordering="n")
    def term_text(self, rule: Rule) -> str:
        """`10, working day`."""
        return f"{rule.n}, {rule.get_unit_display()}"


@admin.register(EscalationLevel)
class EscalationLevelAdmin(ChoosesFunction[EscalationLevel]):
    section = Section.DEADLINES
    icon = "stairs"
    list_display = ("level", "recipient", "after_minutes", "function_name", "target")
    list_filter = (FunctionFilter, "target")


class ClockEntryInline(ReadOnlyInline[ClockEntry, Deadline]):
    model = ClockEntry
    ordering = ("id",)
    fields = ("at", "kind", "step", "due_at", "actor", "data")


@admin.register(Deadline)
class DeadlineAdmin(ReadOnlyAdmin[Deadline]):
    section = Section.DEADLINES
    icon = "alarm"
    list_display = ("case", "target", "state", "due_at", "internal_due_at", "breached_at", "stopped_at")
    list_filter = ("state", "target", "case__function")
    list_select_related = ("case",)
    search_fields = ("case__number",)
    inlines = (ClockEntryInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Deadline]:
        """Without what is hidden from the reader."""
        return curtains.over_cases(super().get_queryset(request), request.user, path="case_id")
