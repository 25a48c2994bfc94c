"""Chats on sites as an administrator sets them up; visitors only to be looked at."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from contactcenter.gateways.models import ChatSession, Widget
from contactcenter.lib.admin import ModelAdmin, ReadOnlyAdmin, Section


@admin.register(Widget)
class WidgetAdmin(ModelAdmin[Widget]):
    section = Section.CHANNELS
    icon = "forum"
    list_display = ("name", "queue", "sites", "language", "calendar", "requires_consent", "is_active")
    list_filter = ("is_active", "queue", "language")
    list_select_related = ("queue", "calendar")
    search_fields = ("name", "key", "allowed_origins")
    autocomplete_fields = ("queue", "message_topic", "calendar")
    readonly_fields = ("key", "tag")
    fieldsets = (
        (None, {"fields": ("name", "queue", "language", "is_active")}),
        (_("On the site"), {"fields": ("allowed_origins", "key", "tag")}),
        (_("Greeting"), {"fields": ("greeting_ru", "greeting_en")}),
        (_("Working hours"), {"fields": ("calendar", "message_topic")}),
        (_("Personal data"), {"fields": ("requires_consent",)}),
        (_("Limits"), {"fields": ("abandon_seconds", "conversations_per_address")}),
    )

    @admin.display(description=_("sites"))
    def sites(self, widget: Widget) -> str:
        return ", ".join(widget.allowed_origins) or "—"

    @admin.display(description=_("what a page embeds"))
    def tag(self, widget: Widget) -> SafeString | str:
        if widget._state.adding:  # noqa: SLF001  # Django's documented way to ask
            return str(_("Shown after saving."))
        address = settings.SITE_URL + reverse("gateways:script", args=[widget.key])
        return format_html('<code>&lt;script src="{}" async&gt;&lt;/script&gt;</code>', address)


@admin.register(ChatSession)
class ChatSessionAdmin(ReadOnlyAdmin[ChatSession]):
    section = Section.CHANNELS
    icon = "person_pin"
    list_display = ("uid", "widget", "origin", "language", "created_at", "last_seen_at", "contact")
    list_filter = ("widget", "language")
    list_select_related = ("widget", "contact")
    search_fields = ("uid", "origin")
    exclude = ("token_hash",)
