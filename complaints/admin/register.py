"""The register to be looked up; its operations alone change it, so that every change leaves its line."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter, RangeDateTimeFilter

from complaints.function import FUNCTION
from complaints.models import Complaint, DepartmentLetter, RegisterEntry, RegisterExport
from contactcenter.functions.curtains import curtains
from contactcenter.lib.admin import ReadOnlyAdmin, Section


@admin.register(Complaint)
class ComplaintAdmin(ReadOnlyAdmin[Complaint]):
    section = Section.REGISTER
    icon = "balance"
    position = 4
    list_display = (
        "number",
        "kind",
        "subject",
        "complainant",
        "demand",
        "stage",
        "department",
        "registered_at",
        "due_at",
        "outcome",
    )
    list_filter = (
        "kind",
        "state",
        "outcome",
        "demand",
        "way",
        ("department", AutocompleteSelectFilter),
        ("ground", AutocompleteSelectFilter),
        ("cause", AutocompleteSelectFilter),
        ("registered_at", RangeDateTimeFilter),
    )
    list_select_related = ("case", "department")
    search_fields = ("number", "contract_key", "outgoing_number", "incoming_number")
    search_help_text = _("Number, contract, outgoing or incoming number.")
    ordering = ("-registered_at", "-case")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Complaint]:
        """Without what is about the reader."""
        return curtains.over_cases(super().get_queryset(request), request.user)

    @admin.display(description=_("subject"), ordering="case__subject")
    def subject(self, row: Complaint) -> str:
        """What it is about."""
        return row.case.subject

    @admin.display(description=_("state"), ordering="state")
    def stage(self, row: Complaint) -> str:
        """In words."""
        return row.state_label


@admin.register(RegisterEntry)
class RegisterEntryAdmin(ReadOnlyAdmin[RegisterEntry]):
    section = Section.REGISTER
    icon = "link"
    position = 63
    list_display = ("at", "case", "happened", "actor", "place", "hash")
    list_filter = (("actor", AutocompleteSelectFilter), ("at", RangeDateTimeFilter))
    list_select_related = ("case", "actor", "link")
    search_fields = ("case__number_key",)
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[RegisterEntry]:
        """Without what is about the reader."""
        return curtains.over_cases(super().get_queryset(request), request.user, path="case_id")

    @admin.display(description=_("what happened"), ordering="verb")
    def happened(self, entry: RegisterEntry) -> str:
        """In words."""
        return str(FUNCTION.event_labels.get(entry.verb, entry.verb))

    @admin.display(description=_("number in the chain"), ordering="link__seq")
    def place(self, entry: RegisterEntry) -> str:
        """Where it stands."""
        return str(entry.link.seq) if hasattr(entry, "link") else ""

    @admin.display(description=_("hash"))
    def hash(self, entry: RegisterEntry) -> str:
        """Its beginning: the rest is on the row's own page."""
        return entry.link.hash[:16] if hasattr(entry, "link") else ""


@admin.register(DepartmentLetter)
class DepartmentLetterAdmin(ReadOnlyAdmin[DepartmentLetter]):
    section = Section.REGISTER
    icon = "outgoing_mail"
    position = 64
    list_display = ("created_at", "department", "recipient", "kind", "subject", "state", "attempts", "sent_at", "error")
    list_filter = ("state", "kind", ("department", AutocompleteSelectFilter), ("created_at", RangeDateTimeFilter))
    list_select_related = ("department",)
    search_fields = ("subject", "recipient")
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[DepartmentLetter]:
        """Without what is about the reader."""
        return curtains.over_cases(super().get_queryset(request), request.user, path="complaint_id")


@admin.register(RegisterExport)
class RegisterExportAdmin(ReadOnlyAdmin[RegisterExport]):
    section = Section.REGISTER
    icon = "print"
    position = 65
    list_display = ("created_at", "asked_by", "format", "state", "rows_done", "rows_total", "finished_at", "error")
    list_filter = ("format", "state", ("asked_by", AutocompleteSelectFilter), ("created_at", RangeDateTimeFilter))
    list_select_related = ("asked_by",)
    exclude = ("file",)
    ordering = ("-id",)
