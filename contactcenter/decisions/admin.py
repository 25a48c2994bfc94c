"""The matrix, resolution codes and templates to be set; referrals and letters only to be looked up."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from contactcenter.decisions.models import (
    AnswerTemplate,
    Decision,
    Letter,
    Referral,
    ReferralEvent,
    ReferralMessage,
    ReferralRule,
    ResolutionCode,
)
from contactcenter.functions.admin import ChoosesFunction, FunctionFilter
from contactcenter.lib.admin import ReadOnlyAdmin, ReadOnlyInline, Section


@admin.register(ResolutionCode)
class ResolutionCodeAdmin(ChoosesFunction[ResolutionCode]):
    section = Section.ROUTING
    icon = "gavel"
    position = 62
    list_display = ("name", "code", "function_name", "takes_amount", "position", "is_active")
    list_filter = (FunctionFilter, "is_active")
    search_fields = ("name", "code")
    prepopulated_fields = {"code": ("name",)}


@admin.register(ReferralRule)
class ReferralRuleAdmin(ChoosesFunction[ReferralRule]):
    section = Section.ROUTING
    icon = "alt_route"
    position = 60
    list_display = ("department", "function_name", "topic", "product", "rule", "hours", "nudge_shares", "is_active")
    list_filter = (FunctionFilter, "department", "is_active")
    list_select_related = ("department", "topic", "rule")
    search_fields = ("department__name", "topic__name", "product")
    autocomplete_fields = ("topic",)
    fieldsets = (
        (_("For which cases"), {"fields": ("function", "topic", "product")}),
        (_("Who decides"), {"fields": ("department", "is_active")}),
        (_("The term"), {"fields": ("rule", "hours", "nudge_shares")}),
    )


@admin.register(AnswerTemplate)
class AnswerTemplateAdmin(ChoosesFunction[AnswerTemplate]):
    section = Section.TEXTS
    icon = "drafts"
    position = 40
    list_display = ("name", "function_name", "code", "position", "is_active")
    list_filter = (FunctionFilter, "code", "is_active")
    list_select_related = ("code",)
    search_fields = ("name", "body")


class ReferralEventInline(ReadOnlyInline[ReferralEvent, Referral]):
    model = ReferralEvent
    fields = ("at", "verb", "before", "after", "actor", "outsider", "data")
    ordering = ("id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReferralEvent]:
        """With the people who acted."""
        return super().get_queryset(request).select_related("actor")


class ReferralMessageInline(ReadOnlyInline[ReferralMessage, Referral]):
    model = ReferralMessage
    fields = ("at", "from_department", "author", "outsider", "body")
    ordering = ("id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReferralMessage]:
        """With their authors."""
        return super().get_queryset(request).select_related("author")


class DecisionInline(ReadOnlyInline[Decision, Referral]):
    model = Decision
    fields = ("at", "code", "text", "amount", "fulfil_by", "decided_by", "outsider")
    ordering = ("id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Decision]:
        """With their authors."""
        return super().get_queryset(request).select_related("code", "decided_by")


@admin.register(Referral)
class ReferralAdmin(ReadOnlyAdmin[Referral]):
    section = Section.REGISTER
    icon = "fork_right"
    position = 20
    list_display = ("name", "department", "state", "asked_by", "expert", "created_at", "decided_at")
    list_filter = ("state", "department")
    list_select_related = ("case", "department", "asked_by", "expert")
    search_fields = ("case__number", "question")
    inlines = (DecisionInline, ReferralMessageInline, ReferralEventInline)
    exclude = ("attachments", "deadline", "link_version")

    @admin.display(description=_("referral"), ordering="case__number")
    def name(self, referral: Referral) -> str:
        """The case and which of its questions."""
        return str(referral)


@admin.register(Letter)
class LetterAdmin(ReadOnlyAdmin[Letter]):
    section = Section.REGISTER
    icon = "forward_to_inbox"
    position = 21
    list_display = ("referral", "kind", "recipient", "state", "created_at", "sent_at", "attempts", "error")
    list_filter = ("state", "kind")
    list_select_related = ("referral__case",)
    search_fields = ("recipient", "referral__case__number")
