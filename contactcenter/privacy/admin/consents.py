"""Texts of consents to be written; consents and looks at hidden data only to be read."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter, RangeDateTimeFilter

from contactcenter.lib.admin import ModelAdmin, ReadOnlyAdmin, Section, display
from contactcenter.privacy.models import AccessLog, Consent, ConsentText


@admin.register(ConsentText)
class ConsentTextAdmin(ModelAdmin[ConsentText]):
    section = Section.PRIVACY
    icon = "policy"
    list_display = ("purpose", "language", "version", "valid_from", "beginning")
    list_filter = ("purpose", "language")
    search_fields = ("body",)
    ordering = ("purpose", "language", "-version")

    def has_change_permission(self, request: HttpRequest, obj: ConsentText | None = None) -> bool:
        """A text that may have been shown is never changed: a new wording is a new version."""
        if obj and obj.valid_from <= timezone.now():
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: ConsentText | None = None) -> bool:
        """Nor is it deleted."""
        if obj and obj.valid_from <= timezone.now():
            return False
        return super().has_delete_permission(request, obj)

    def get_actions(self, request: HttpRequest) -> dict[str, object]:  # type: ignore[override]
        """Deleting many at once would not ask each row."""
        return {}

    @admin.display(description=_("text"))
    def beginning(self, text: ConsentText) -> str:
        """The first words."""
        return Truncator(text.body).chars(80)


@admin.register(Consent)
class ConsentAdmin(ReadOnlyAdmin[Consent]):
    section = Section.PRIVACY
    icon = "handshake"
    list_display = ("client", "purpose", "in_force", "text", "channel", "given_at", "withdrawn_at", "recorded_by")
    list_filter = ("purpose", "channel", ("given_at", RangeDateTimeFilter), ("withdrawn_at", RangeDateTimeFilter))
    list_select_related = ("client", "text", "recorded_by")
    search_fields = ("client__name_key",)
    ordering = ("-id",)

    @display(description=_("in force"), boolean=True)
    def in_force(self, consent: Consent) -> bool:
        """Whether it was not withdrawn."""
        return consent.withdrawn_at is None


@admin.register(AccessLog)
class AccessLogAdmin(ReadOnlyAdmin[AccessLog]):
    section = Section.PRIVACY
    icon = "visibility"
    list_display = ("at", "actor", "client", "what", "reason", "origin")
    list_filter = ("origin", ("actor", AutocompleteSelectFilter), ("at", RangeDateTimeFilter))
    list_select_related = ("actor", "client")
    search_fields = ("client__name_key", "actor__last_name", "actor__username", "reason")
    ordering = ("-id",)

    @admin.display(description=_("what was seen"))
    def what(self, line: AccessLog) -> str:
        """The kinds of data, without the data."""
        return ", ".join(str(field).partition(":")[0] for field in line.fields)

    def get_queryset(self, request: HttpRequest) -> QuerySet[AccessLog]:
        """The latest first, whatever the list is sorted by."""
        return super().get_queryset(request)
