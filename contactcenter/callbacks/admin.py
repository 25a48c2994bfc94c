"""Rules to be set; promises and what became of them only to be looked up."""

from __future__ import annotations

from django.contrib import admin

from contactcenter.callbacks.models import Callback, CallbackEvent, CallbackRule
from contactcenter.lib.admin import ModelAdmin, ReadOnlyAdmin, ReadOnlyInline, Section


@admin.register(CallbackRule)
class CallbackRuleAdmin(ModelAdmin[CallbackRule]):
    section = Section.ROUTING
    icon = "phone_callback"
    position = 60
    list_display = ("__str__", "opens", "closes", "attempts", "pauses", "keep_seconds", "by_clients")
    list_filter = ("by_clients",)
    list_select_related = ("queue",)
    search_fields = ("queue__name",)
    autocomplete_fields = ("queue",)


class CallbackEventInline(ReadOnlyInline[CallbackEvent, Callback]):
    model = CallbackEvent
    fields = ("at", "actor", "verb", "before", "after", "data")


@admin.register(Callback)
class CallbackAdmin(ReadOnlyAdmin[Callback]):
    section = Section.REGISTER
    icon = "phone_forwarded"
    position = 60
    list_display = ("id", "client", "queue", "state", "due_at", "time_zone", "operator", "attempts", "origin")
    list_filter = ("state", "origin", "queue")
    list_select_related = ("client", "queue", "operator")
    search_fields = ("client__name_key", "note")
    exclude = ("key",)
    inlines = (CallbackEventInline,)
