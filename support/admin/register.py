"""Requests and outages to be looked up; their operations alone change them, so that every change leaves its event."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from contactcenter.lib.admin import ReadOnlyAdmin, Section
from support.models import Outage, SupportRequest


@admin.register(SupportRequest)
class SupportRequestAdmin(ReadOnlyAdmin[SupportRequest]):
    section = Section.REGISTER
    icon = "support_agent"
    list_display = ("case", "subject", "product", "severity", "client", "state", "answered_at", "resolved_first_line")
    list_filter = ("product", "severity", "resolved_first_line", "helped", "case__state")
    list_select_related = ("case__client", "product")
    search_fields = ("case__number", "case__client__name_key", "description", "service_address")
    date_hierarchy = "answered_at"

    @admin.display(description=_("subject"), ordering="case__subject")
    def subject(self, row: SupportRequest) -> str:
        """What it is about."""
        return row.case.subject

    @admin.display(description=_("client"), ordering="case__client__name_key")
    def client(self, row: SupportRequest) -> str:
        """Who reported it."""
        return str(row.case.client)

    @admin.display(description=_("state"), ordering="case__state")
    def state(self, row: SupportRequest) -> str:
        """In words."""
        return row.case.state_label


@admin.register(Outage)
class OutageAdmin(ReadOnlyAdmin[Outage]):
    section = Section.REGISTER
    icon = "bolt"
    list_display = ("name", "product", "started_at", "expected_until", "ended_at", "settled_at")
    list_filter = ("product", "ended_at")
    list_select_related = ("product",)
    search_fields = ("name", "text")
    date_hierarchy = "started_at"
