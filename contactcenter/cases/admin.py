"""Cases to be looked up; they change through their functions alone, so that every change leaves its event."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter, RangeDateTimeFilter

from contactcenter.cases.models import Case, CaseContact, CaseEvent, FollowUp, NumberSeries
from contactcenter.functions.admin import FunctionFilter
from contactcenter.functions.curtains import curtains
from contactcenter.functions.registry import registry
from contactcenter.functions.sentences import brought_sentence
from contactcenter.lib.admin import ReadOnlyAdmin, ReadOnlyInline, Section


def verb_label(event: CaseEvent) -> str:
    """What happened in the words of the function that it happened to, if it has some."""
    function = registry.find(event.case.function)
    labels = function.event_labels if function else {}
    return str(labels.get(event.verb) or brought_sentence(event.verb) or event.verb.replace("_", " "))


class CaseEventInline(ReadOnlyInline[CaseEvent, Case]):
    model = CaseEvent
    fields = ("at", "happened", "before", "after", "actor", "data")
    readonly_fields = ("happened",)
    ordering = ("id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[CaseEvent]:
        """With the people who acted."""
        return super().get_queryset(request).select_related("actor", "case")

    @admin.display(description=_("what happened"))
    def happened(self, event: CaseEvent) -> str:
        """In words."""
        return verb_label(event)


class CaseContactInline(ReadOnlyInline[CaseContact, Case]):
    model = CaseContact
    fields = ("contact", "at")
    ordering = ("id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[CaseContact]:
        """With the contacts."""
        return super().get_queryset(request).select_related("contact")


@admin.register(Case)
class CaseAdmin(ReadOnlyAdmin[Case]):
    section = Section.REGISTER
    icon = "folder_open"
    position = 3
    list_display = (
        "number",
        "function_name",
        "client",
        "subject",
        "stage",
        "owner",
        "department",
        "created_at",
        "closed_at",
    )
    list_filter = (
        FunctionFilter,
        "priority",
        "department",
        ("owner", AutocompleteSelectFilter),
        ("created_at", RangeDateTimeFilter),
    )
    list_select_related = ("client", "owner", "department")
    search_fields = ("number_key", "subject", "client__name_key")
    ordering = ("-id",)
    inlines = (CaseEventInline, CaseContactInline)
    fieldsets = (
        (
            None,
            {"fields": (("number", "client"), ("subject", "topic"), ("stage", "priority"), ("owner", "department"))},
        ),
        (_("Moments"), {"fields": (("received_at", "created_at", "closed_at"),)}),
    )
    readonly_fields = ("stage",)

    @admin.display(description=_("labour function"), ordering="function")
    def function_name(self, case: Case) -> str:
        """In words."""
        return case.function_label

    @admin.display(description=_("state"), ordering="state")
    def stage(self, case: Case) -> str:
        """In words."""
        return case.state_label

    def get_queryset(self, request: HttpRequest) -> QuerySet[Case]:
        """Without what is hidden from the reader."""
        return curtains.over_cases(super().get_queryset(request), request.user)


@admin.register(CaseEvent)
class CaseEventAdmin(ReadOnlyAdmin[CaseEvent]):
    section = Section.REGISTER
    icon = "history"
    position = 62
    list_display = ("at", "case", "happened", "before", "after", "actor")
    list_filter = (("actor", AutocompleteSelectFilter), ("at", RangeDateTimeFilter))
    list_select_related = ("case", "actor")
    search_fields = ("case__number_key",)
    ordering = ("-id",)

    @admin.display(description=_("what happened"), ordering="verb")
    def happened(self, event: CaseEvent) -> str:
        """In words."""
        return verb_label(event)

    def get_queryset(self, request: HttpRequest) -> QuerySet[CaseEvent]:
        """Without what is hidden from the reader."""
        return curtains.over_cases(super().get_queryset(request), request.user, path="case_id")


@admin.register(FollowUp)
class FollowUpAdmin(ReadOnlyAdmin[FollowUp]):
    section = Section.REGISTER
    icon = "event_upcoming"
    position = 60
    list_display = ("text", "operator", "case", "due_at", "done_at")
    list_filter = (("operator", AutocompleteSelectFilter), ("due_at", RangeDateTimeFilter))
    list_select_related = ("operator", "case")
    search_fields = ("text", "operator__last_name", "case__number_key")
    ordering = ("-due_at",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[FollowUp]:
        """Without what is hidden from the reader."""
        return curtains.over_cases(super().get_queryset(request), request.user, path="case_id")


@admin.register(NumberSeries)
class NumberSeriesAdmin(ReadOnlyAdmin[NumberSeries]):
    section = Section.TECHNICAL
    icon = "pin"
    list_display = ("prefix", "year", "last")
    ordering = ("-year", "prefix")
