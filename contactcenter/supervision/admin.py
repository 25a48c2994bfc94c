"""The administration's own log."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter, RangeDateTimeFilter

from contactcenter.lib.admin import ReadOnlyAdmin, Section


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnlyAdmin[LogEntry]):
    section = Section.TECHNICAL
    icon = "manage_history"
    sidebar_title = _("Log of the administration")
    list_display = ("action_time", "user", "content_type", "object_repr", "what")
    list_filter = ("action_flag", ("user", AutocompleteSelectFilter), ("action_time", RangeDateTimeFilter))
    list_select_related = ("user", "content_type")
    search_fields = ("object_repr", "user__username", "user__last_name")
    ordering = ("-id",)
    fields = ("action_time", "user", "content_type", "object_repr", "what")
    readonly_fields = ("what",)

    @admin.display(description=_("what happened"))
    def what(self, entry: LogEntry) -> str:
        """In words."""
        return entry.get_change_message()
