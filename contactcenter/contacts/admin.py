"""Texts and weights to be set; contacts, their history and the outbox to be looked up.

Queues are beside routing (routing/admin.py), where their skills and members are.
"""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter, RangeDateTimeFilter
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from contactcenter.contacts import states
from contactcenter.contacts.models import (
    CannedReply,
    Channel,
    ChannelWeight,
    Contact,
    ContactEvent,
    Delivery,
    DeliveryState,
    Disposition,
    PriorityRule,
    Topic,
)
from contactcenter.contacts.operations.outbox import requeue_delivery
from contactcenter.functions.admin import ChoosesFunction, FunctionFilter
from contactcenter.lib.admin import ModelAdmin, ReadOnlyAdmin, ReadOnlyInline, Section, display, report
from contactcenter.lib.errors import DomainError
from contactcenter.staff.models import User


class TopicForm(forms.ModelForm[Topic]):
    def clean(self) -> dict[str, Any]:
        """A topic stands beneath one of its own function, and never beneath itself."""
        data = super().clean() or {}
        above: Topic | None = data.get("parent")
        if above and above.function != data.get("function"):
            self.add_error("parent", _("The topic above belongs to another labour function."))
        steps = 0
        while above is not None and steps < 50:
            if above.pk == self.instance.pk:
                self.add_error("parent", _("This topic would stand beneath itself."))
                break
            above, steps = above.parent, steps + 1
        return data


@admin.register(Topic)
class TopicAdmin(ChoosesFunction[Topic]):
    section = Section.TEXTS
    icon = "topic"
    form = TopicForm
    list_display = ("name", "function_name", "parent", "queue", "position", "is_active")
    list_filter = (FunctionFilter, "queue", "is_active")
    list_select_related = ("parent", "queue")
    search_fields = ("name", "slug")
    autocomplete_fields = ("parent", "queue")
    ordering = ("function", "position", "name")


@admin.register(Disposition)
class DispositionAdmin(ChoosesFunction[Disposition]):
    section = Section.TEXTS
    icon = "task_alt"
    list_display = ("name", "function_name", "code", "leaves_case", "position", "is_active")
    list_filter = (FunctionFilter, "leaves_case", "is_active")
    search_fields = ("name", "code")
    ordering = ("function", "position", "name")


@admin.register(CannedReply)
class CannedReplyAdmin(ChoosesFunction[CannedReply]):
    section = Section.TEXTS
    icon = "quickreply"
    list_display = ("command", "function_name", "beginning", "is_active")
    list_filter = (FunctionFilter, "is_active")
    search_fields = ("shortcut", "body")

    @admin.display(description=_("shortcut"), ordering="shortcut")
    def command(self, reply: CannedReply) -> str:
        """As an operator types it."""
        return f"/{reply.shortcut}"

    @admin.display(description=_("text"))
    def beginning(self, reply: CannedReply) -> str:
        """The first words."""
        return Truncator(reply.body).chars(90)


class ChannelWeightForm(forms.ModelForm[ChannelWeight]):
    interrupts = forms.MultipleChoiceField(
        label=_("may interrupt"),
        choices=Channel.choices,
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget(),
        help_text=_("Contacts on these channels do not keep an operator from getting one on this channel."),
    )


@admin.register(ChannelWeight)
class ChannelWeightAdmin(ModelAdmin[ChannelWeight]):
    """A change holds for contacts that come half a minute later (contacts/queries.py)."""

    section = Section.CHANNELS
    icon = "scale"
    form = ChannelWeightForm
    list_display = ("channel", "weight", "most", "alone", "may_interrupt")
    fields = ("channel", ("weight", "most"), "alone", "interrupts")

    @admin.display(description=_("may interrupt"))
    def may_interrupt(self, rules: ChannelWeight) -> str:
        """Channels in words."""
        return ", ".join(str(Channel(channel).label) for channel in rules.interrupts)

    def get_readonly_fields(self, request: HttpRequest, obj: ChannelWeight | None = None) -> tuple[str, ...]:
        """The channel names the row."""
        return ("channel",) if obj else ()


@admin.register(PriorityRule)
class PriorityRuleAdmin(ModelAdmin[PriorityRule]):
    section = Section.ROUTING
    icon = "low_priority"
    list_display = ("name", "segment", "channel", "queue", "topic", "head_start", "is_active")
    list_filter = ("is_active", "channel", "queue")
    list_select_related = ("queue", "topic")
    search_fields = ("name", "segment")
    fieldsets = (
        (None, {"fields": (("name", "is_active"), "head_start")}),
        (_("For which contacts"), {"fields": (("segment", "channel"), ("queue", "topic"))}),
    )


def verb_label(event: ContactEvent) -> str:
    """What happened, in words."""
    return str(states.CONTACT.verbs.get(event.verb, event.verb))


class ContactEventInline(ReadOnlyInline[ContactEvent, Contact]):
    model = ContactEvent
    fields = ("at", "happened", "before", "after", "actor", "data")
    readonly_fields = ("happened",)
    ordering = ("id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ContactEvent]:
        """With the people who acted."""
        return super().get_queryset(request).select_related("actor")

    @admin.display(description=_("what happened"))
    def happened(self, event: ContactEvent) -> str:
        """In words."""
        return verb_label(event)


@admin.register(Contact)
class ContactAdmin(ReadOnlyAdmin[Contact]):
    section = Section.REGISTER
    icon = "forum"
    position = 2
    list_display = (
        "number",
        "client",
        "channel",
        "queue",
        "stage",
        "operator",
        "arrived_at",
        "ended_at",
        "disposition",
    )
    list_filter = (
        "state",
        "channel",
        "queue",
        ("operator", AutocompleteSelectFilter),
        ("arrived_at", RangeDateTimeFilter),
    )
    list_select_related = ("client", "queue", "operator", "disposition")
    search_fields = ("=id", "client__name_key", "summary")
    ordering = ("-arrived_at", "-id")
    inlines = (ContactEventInline,)
    fieldsets = (
        (None, {"fields": (("client", "channel", "direction"), ("queue", "topic", "priority"), ("state", "operator"))}),
        (_("Moments"), {"fields": (("arrived_at", "accepted_at", "answered_at"), ("finished_at", "ended_at"))}),
        (_("Outcome"), {"fields": ("disposition", "summary")}),
    )

    @admin.display(description=_("number"), ordering="id")
    def number(self, contact: Contact) -> int:
        """The number of the contact."""
        return contact.pk

    @display(
        description=_("state"),
        ordering="state",
        label={"queued": "warning", "offered": "warning", "active": "info", "wrapup": "info", "abandoned": "danger"},
    )
    def stage(self, contact: Contact) -> tuple[str, str]:
        """In words."""
        return contact.state, contact.get_state_display()


@admin.register(ContactEvent)
class ContactEventAdmin(ReadOnlyAdmin[ContactEvent]):
    section = Section.REGISTER
    icon = "history"
    position = 61
    list_display = ("at", "contact", "happened", "before", "after", "actor")
    list_filter = (("actor", AutocompleteSelectFilter), ("at", RangeDateTimeFilter))
    list_select_related = ("contact", "actor")
    search_fields = ("=contact__id",)
    ordering = ("-id",)

    @admin.display(description=_("what happened"), ordering="verb")
    def happened(self, event: ContactEvent) -> str:
        """In words."""
        return verb_label(event)


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin[Delivery]):
    """Addresses are not shown: whom it is for, the contact tells to whoever may ask there."""

    section = Section.CHANNELS
    icon = "outgoing_mail"
    list_display = ("contact", "channel", "text", "stage", "attempts", "next_try_at", "sent_at", "error")
    list_filter = ("state", "channel", ("next_try_at", RangeDateTimeFilter))
    list_select_related = ("message__contact__client",)
    search_fields = ("=message__contact__id", "error")
    ordering = ("-id",)
    fields = ("contact", "channel", "text", "state", "attempts", "next_try_at", "sent_at", "delivered_at", "error")
    readonly_fields = ("contact", "text")
    actions = ("send_again",)

    @admin.display(description=_("contact"), ordering="message__contact")
    def contact(self, delivery: Delivery) -> str:
        """The contact and its client."""
        contact = delivery.message.contact
        return f"{contact.pk}, {contact.client}"

    @admin.display(description=_("text"))
    def text(self, delivery: Delivery) -> str:
        """The first words."""
        return Truncator(delivery.message.body).chars(60)

    @display(
        description=_("state"), ordering="state", label={"failed": "danger", "waiting": "warning", "sent": "success"}
    )
    def stage(self, delivery: Delivery) -> tuple[str, str]:
        """In words."""
        return delivery.state, delivery.get_state_display()

    def has_send_permission(self, request: HttpRequest) -> bool:
        """Whoever may change what goes out."""
        return request.user.has_perm("contacts.change_delivery")

    @admin.action(description=_("Send again"), permissions=["send"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        """What was not delivered, each by the operation."""
        actor, now = cast("User", request.user), timezone.now()
        sent, refusals = 0, []
        for delivery_id in queryset.filter(state=DeliveryState.FAILED).values_list("pk", flat=True):
            try:
                requeue_delivery(delivery_id=delivery_id, actor=actor, at=now)
                sent += 1
            except DomainError as refusal:
                refusals.append(refusal)
        report(request, number=sent, refusals=refusals)
