"""Queues with the skills they want, who serves them, how much each operator holds, and the offers that were made."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter, RangeDateTimeFilter

from contactcenter.contacts.models import Queue
from contactcenter.functions.admin import ChoosesFunction, FunctionFilter
from contactcenter.lib.admin import ModelAdmin, ReadOnlyAdmin, Section, TabularInline, display
from contactcenter.routing.models import (
    DeclineReason,
    Offer,
    QueueHours,
    QueueMember,
    QueueRing,
    QueueSkill,
    Seat,
    SeatLimit,
)
from contactcenter.routing.operations.capacity import set_capacity


class QueueSkillInline(TabularInline[QueueSkill, Queue]):
    model = QueueSkill
    fields = ("skill", "level")
    autocomplete_fields = ("skill",)
    verbose_name = _("skill that the queue wants")
    verbose_name_plural = _("Skills: whoever has them all serves the queue; without any, nobody does")


class QueueHoursInline(TabularInline[QueueHours, Queue]):
    model = QueueHours
    fields = ("calendar",)
    autocomplete_fields = ("calendar",)
    verbose_name_plural = _("Opening hours: without any, the queue is always open")


class QueueRingInline(TabularInline[QueueRing, Queue]):
    model = QueueRing
    fields = ("after_seconds", "skill", "level")
    autocomplete_fields = ("skill",)
    verbose_name = _("ring")
    verbose_name_plural = _("Rings: who has waited so long is also served with less of a skill")


@admin.register(Queue)
class QueueAdmin(ChoosesFunction[Queue]):
    section = Section.ROUTING
    icon = "stacks"
    position = 1
    inlines = (QueueSkillInline, QueueRingInline, QueueHoursInline)
    list_display = (
        "name",
        "function_name",
        "target",
        "offer_mode",
        "offer_seconds",
        "wrapup_mode",
        "wrapup_seconds",
        "priority",
        "people",
        "is_active",
    )
    list_filter = (FunctionFilter, "offer_mode", "wrapup_mode", "is_active")
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    fieldsets = (
        (None, {"fields": (("name", "slug"), ("function", "priority", "is_active"))}),
        (
            _("Service"),
            {
                "fields": (
                    ("target_percent", "target_seconds"),
                    ("offer_mode", "offer_seconds", "missed_offers"),
                    ("wrapup_mode", "wrapup_seconds"),
                )
            },
        ),
        (
            _("Closed, full or too slow"),
            {
                "fields": (
                    ("most_waiting", "longest_wait", "short_abandon_seconds"),
                    ("when_closed", "when_full", "when_long"),
                )
            },
        ),
        (_("Several people"), {"fields": (("colleagues_take_over", "within_team"),)}),
        (_("The same operator again"), {"fields": (("preferred_days", "preferred_seconds"),)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Queue]:
        """With the number of operators who serve each."""
        members = QueueMember.objects.filter(queue=OuterRef("pk")).order_by().values("queue")
        return super().get_queryset(request).annotate(number=Subquery(members.annotate(n=Count("id")).values("n")))

    def get_prepopulated_fields(self, request: HttpRequest, obj: Queue | None = None) -> dict[str, Any]:
        """A code is proposed once; widgets and integrators know it by then."""
        return {} if obj else dict(super().get_prepopulated_fields(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Queue | None = None) -> bool:
        """A queue that has had contacts is put out of use."""
        return super().has_delete_permission(request, obj) and not (obj and obj.contacts.exists())

    @admin.display(description=_("target"), ordering="target_percent")
    def target(self, queue: Queue) -> str:
        """80 % within 20 s."""
        return _("%(percent)d%% within %(seconds)d s") % {
            "percent": queue.target_percent,
            "seconds": queue.target_seconds,
        }

    @admin.display(description=_("operators"), ordering="number")
    def people(self, queue: Any) -> int:
        """How many serve it."""
        return int(queue.number or 0)


@admin.register(QueueMember)
class QueueMemberAdmin(ReadOnlyAdmin[QueueMember]):
    """Worked out from skills; to change it, change the skills of the operator or of the queue."""

    section = Section.ROUTING
    icon = "group_work"
    list_display = ("operator", "queue", "level", "after_seconds")
    list_filter = ("queue", ("operator", AutocompleteSelectFilter))
    list_select_related = ("operator", "queue")
    search_fields = ("operator__last_name", "operator__username", "queue__name")
    ordering = ("queue", "after_seconds", "-level", "operator__last_name")


class SeatForm(forms.ModelForm[Seat]):
    def clean_capacity(self) -> int:
        """Not less than what is held right now; the operation makes sure again."""
        capacity: int = self.cleaned_data["capacity"]
        if not 1 <= capacity <= 100:
            raise forms.ValidationError(_("A capacity is a number from 1 to %(most)d.") % {"most": 100})
        if capacity < self.instance.load - self.instance.interrupted:
            raise forms.ValidationError(
                _("The operator holds more than that right now. Try again when a contact is finished.")
            )
        return capacity


class SeatLimitInline(TabularInline[SeatLimit, Seat]):
    model = SeatLimit
    fields = ("channel", "most")
    verbose_name = _("limit")
    verbose_name_plural = _("Limits of this operator: instead of what the channels say")


@admin.register(DeclineReason)
class DeclineReasonAdmin(ModelAdmin[DeclineReason]):
    section = Section.ROUTING
    icon = "thumb_down"
    list_display = ("name", "position", "is_active")
    list_editable = ("position", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name",)


@admin.register(Seat)
class SeatAdmin(ModelAdmin[Seat]):
    """Rows are routing's own; the capacity and the limits are an administrator's."""

    section = Section.ROUTING
    icon = "event_seat"
    form = SeatForm
    inlines = (SeatLimitInline,)
    list_display = ("operator", "standing", "load", "interrupted", "capacity", "idle_since")
    list_filter = ("ready",)
    list_select_related = ("operator",)
    search_fields = ("operator__last_name", "operator__username")
    ordering = ("operator__last_name", "operator_id")
    fields = ("operator", "standing", ("load", "interrupted"), "capacity", "idle_since")
    readonly_fields = ("operator", "standing", "load", "interrupted", "idle_since")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Made when an operator first comes."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Seat | None = None) -> bool:
        """It goes with the operator."""
        return False

    def save_model(self, request: HttpRequest, obj: Seat, form: Any, change: Any) -> None:
        """The operation instead of a save, which would write an old load over the true one."""
        set_capacity(operator_id=obj.operator_id, capacity=obj.capacity, at=timezone.now())

    @display(description=_("state"), label={"ready": "success", "ringing": "info", "away": ""})
    def standing(self, seat: Seat) -> tuple[str, Any]:
        """Ready, has an offer, or neither."""
        if seat.ringing:
            return "ringing", _("has an offer")
        return ("ready", _("ready")) if seat.ready else ("away", _("takes nothing"))


@admin.register(Offer)
class OfferAdmin(ReadOnlyAdmin[Offer]):
    section = Section.ROUTING
    icon = "ring_volume"
    list_display = ("made_at", "contact", "operator", "result", "ended_at", "reason")
    list_filter = ("outcome", ("operator", AutocompleteSelectFilter), ("made_at", RangeDateTimeFilter))
    list_select_related = ("contact", "operator")
    search_fields = ("=contact__id", "operator__last_name", "operator__username")
    ordering = ("-id",)

    @display(
        description=_("outcome"),
        ordering="outcome",
        label={"accepted": "success", "declined": "warning", "expired": "danger", "withdrawn": "info"},
    )
    def result(self, offer: Offer) -> tuple[str, Any]:
        """In words; open ones have none yet."""
        return offer.outcome, offer.get_outcome_display() or _("open")
