"""Inquiries to be looked up; they change through the workstation alone, so that every change leaves its event."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from contactcenter.lib.admin import ReadOnlyAdmin, Section
from inquiries.models import Inquiry


@admin.register(Inquiry)
class InquiryAdmin(ReadOnlyAdmin[Inquiry]):
    section = Section.REGISTER
    icon = "help"
    list_display = ("case", "subject", "client", "state", "answered_at", "first_contact")
    list_filter = ("first_contact", "case__state", "case__topic", "answered_at")
    list_select_related = ("case__client",)
    search_fields = ("case__number", "case__client__name_key", "question")
    date_hierarchy = "answered_at"

    @admin.display(description=_("subject"), ordering="case__subject")
    def subject(self, inquiry: Inquiry) -> str:
        """What it is about."""
        return inquiry.case.subject

    @admin.display(description=_("client"), ordering="case__client__name_key")
    def client(self, inquiry: Inquiry) -> str:
        """Who asked."""
        return str(inquiry.case.client)

    @admin.display(description=_("state"), ordering="case__state")
    def state(self, inquiry: Inquiry) -> str:
        """In words."""
        return inquiry.case.state_label
