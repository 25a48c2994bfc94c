"""Who is in which state, and was: only to be read. Operators and supervisors change it, each with a trace."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter, RangeDateTimeFilter

from contactcenter.lib.admin import ReadOnlyAdmin, Section
from contactcenter.staff.models import Presence, PresenceInterval


@admin.register(Presence)
class PresenceAdmin(ReadOnlyAdmin[Presence]):
    section = Section.PEOPLE
    icon = "sensor_occupied"
    position = 7
    list_display = ("operator", "state", "reason", "note", "since", "seen_at")
    list_filter = ("state", "reason")
    list_select_related = ("operator", "reason")
    search_fields = ("operator__last_name", "operator__username")


@admin.register(PresenceInterval)
class PresenceIntervalAdmin(ReadOnlyAdmin[PresenceInterval]):
    section = Section.PEOPLE
    icon = "history"
    position = 8
    list_display = ("operator", "state", "reason", "started_at", "ended_at", "lasted", "ended_by", "note")
    list_filter = ("state", ("operator", AutocompleteSelectFilter), ("started_at", RangeDateTimeFilter))
    list_select_related = ("operator", "reason", "ended_by")
    search_fields = ("operator__last_name", "operator__username")
    ordering = ("-id",)

    @admin.display(description=_("lasted"))
    def lasted(self, interval: PresenceInterval) -> str:
        """Hours, minutes and seconds."""
        return str(interval.ended_at - interval.started_at).partition(".")[0]
