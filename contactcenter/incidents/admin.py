"""Kinds and levels to be set; incidents only to be looked up."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from contactcenter.incidents.models import Incident, IncidentEvent, IncidentKind, IncidentLevel
from contactcenter.lib.admin import ModelAdmin, ReadOnlyAdmin, ReadOnlyInline, Section


@admin.register(IncidentKind)
class IncidentKindAdmin(ModelAdmin[IncidentKind]):
    section = Section.TEXTS
    icon = "crisis_alert"
    position = 60
    list_display = ("name", "code", "urgency", "position", "is_active")
    list_filter = ("urgency", "is_active")
    search_fields = ("name", "code")
    prepopulated_fields = {"code": ("name",)}


@admin.register(IncidentLevel)
class IncidentLevelAdmin(ModelAdmin[IncidentLevel]):
    section = Section.DEADLINES
    icon = "stairs"
    position = 60
    list_display = ("level", "urgency", "recipient", "after_seconds")
    list_filter = ("urgency",)


class IncidentEventInline(ReadOnlyInline[IncidentEvent, Incident]):
    model = IncidentEvent
    fields = ("at", "verb", "text", "level", "actor", "data")
    ordering = ("id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[IncidentEvent]:
        """With the people who acted."""
        return super().get_queryset(request).select_related("actor")


@admin.register(Incident)
class IncidentAdmin(ReadOnlyAdmin[Incident]):
    section = Section.REGISTER
    icon = "emergency_home"
    position = 30
    list_display = (
        "id",
        "kind",
        "urgency",
        "state",
        "reported_by",
        "at",
        "acknowledged_by",
        "acknowledged_at",
        "level",
    )
    list_filter = ("state", "urgency", "kind")
    list_select_related = ("kind", "reported_by", "acknowledged_by")
    search_fields = ("note",)
    inlines = (IncidentEventInline,)
    exclude = ("escalate_at",)
