"""The register of clients. Addresses are masked, here as everywhere: who needs one in full asks for it on the client's
card in the workstation, says why, and leaves a line in the log."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contactcenter.clients.models import Client, ClientAddress, ClientEvent, ClientMerge
from contactcenter.clients.operations.addresses import add_address, normalise_address
from contactcenter.clients.operations.details import change_client
from contactcenter.lib.admin import ModelAdmin, ReadOnlyAdmin, ReadOnlyInline, Section, TabularInline, display
from contactcenter.lib.errors import InvalidInput
from contactcenter.privacy.masking import mask_address
from contactcenter.staff.models import User


class KnownAddressInline(ReadOnlyInline[ClientAddress, Client]):
    model = ClientAddress
    fields = ("kind", "masked", "label", "confirmed_at", "created_at")
    readonly_fields = ("masked",)

    @admin.display(description=_("address"))
    def masked(self, address: ClientAddress) -> str:
        """Enough to recognise, not enough to call."""
        return mask_address(kind=address.kind, value=address.value)


class NewAddressForm(forms.ModelForm[ClientAddress]):
    def clean(self) -> dict[str, Any]:
        """In the one form in which addresses are kept, and nobody else's."""
        data = super().clean() or {}
        kind, value = data.get("kind"), data.get("value")
        if not kind or not value:
            return data
        try:
            data["value"] = normalise_address(kind=kind, value=value)
        except InvalidInput as refusal:
            self.add_error("value", str(refusal))
            return data
        owner = ClientAddress.objects.select_related("client").filter(kind=kind, value=data["value"]).first()
        if owner:
            self.add_error(
                "value",
                _("This address belongs to %(name)s. Merge the two if they are one.") % {"name": owner.client.name},
            )
        return data


class NewAddressInline(TabularInline[ClientAddress, Client]):
    model = ClientAddress
    form = NewAddressForm
    fields = ("kind", "value")
    verbose_name = _("new address")
    verbose_name_plural = _("New addresses")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ClientAddress]:
        """Those that are known stand masked above."""
        return super().get_queryset(request).none()

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing to be looked at."""
        return False


class CorrectionInline(ReadOnlyInline[ClientEvent, Client]):
    model = ClientEvent
    verbose_name = _("correction")
    verbose_name_plural = _("corrections")
    fields = ("at", "actor", "what")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[ClientEvent]:
        """The latest first, with who made them."""
        return super().get_queryset(request).select_related("actor").order_by("-id")

    @display(description=_("what was changed"))
    def what(self, event: ClientEvent) -> str:
        """In the words of the page."""
        return ", ".join(event.particulars)


class MergeInline(ReadOnlyInline[ClientMerge, Client]):
    model = ClientMerge
    fk_name = "target"
    fields = ("at", "source", "actor", "what")
    ordering = ("-id",)
    readonly_fields = ("what",)
    verbose_name_plural = _("Merged into this client")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ClientMerge]:
        """With who said so."""
        return super().get_queryset(request).select_related("source", "actor")

    @admin.display(description=_("what moved"))
    def what(self, merge: ClientMerge) -> str:
        """How much of each kind."""
        return moved_words(merge)


def moved_words(merge: ClientMerge) -> str:
    """`contacts.Contact: 3, cases.Case: 1`."""
    return ", ".join(f"{label}: {len(ids)}" for label, ids in merge.moved.items()) or "—"


class ClientForm(forms.ModelForm[Client]):
    def clean_time_zone(self) -> str:
        """Empty, or a name of the IANA data base."""
        zone: str = self.cleaned_data["time_zone"]
        if zone and zone not in available_timezones():
            raise forms.ValidationError(
                _("“%(zone)s” is not a time zone. Write it like Asia/Novosibirsk.") % {"zone": zone}
            )
        return zone


@admin.register(Client)
class ClientAdmin(ModelAdmin[Client]):
    section = Section.REGISTER
    icon = "contacts"
    position = 1
    form = ClientForm
    inlines = (KnownAddressInline, NewAddressInline, CorrectionInline, MergeInline)
    list_display = ("name_and_kind", "addresses", "account", "segment", "created_at", "became")
    list_filter = ("kind", "segment", ("merged_into", admin.EmptyFieldListFilter))
    list_select_related = ("merged_into",)
    search_fields = ("name_key",)
    search_help_text = _("Words of the name in any order, four digits of a number or more, an e-mail, an account")
    readonly_fields = ("created_at", "merged_into")
    fieldsets = (
        (None, {"fields": ("kind", ("last_name", "first_name", "patronymic"), "organisation")}),
        (_("Contract"), {"fields": (("account", "contract", "segment"), ("language", "time_zone"))}),
        (None, {"fields": ("note", ("created_at", "merged_into"))}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Client]:
        """With the addresses of all rows in one statement."""
        return super().get_queryset(request).prefetch_related("addresses")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Client], search_term: str
    ) -> tuple[QuerySet[Client], bool]:
        """As the search of the workstation finds."""
        if not search_term.strip():
            return queryset, False
        return queryset.filter(pk__in=Client.objects.found_by(search_term).values("pk")), False

    def has_delete_permission(self, request: HttpRequest, obj: Client | None = None) -> bool:
        """Erasure is a matter of its own law, with its own trace."""
        return False

    def save_model(self, request: HttpRequest, obj: Client, form: Any, change: Any) -> None:
        """A known client changes by the operation, and only in what was changed."""
        if not change:
            obj.created_at = timezone.now()
            super().save_model(request, obj, form, change)
        elif form.changed_data:
            details = {name: form.cleaned_data[name] for name in form.changed_data}
            assert isinstance(request.user, User)
            change_client(client_id=obj.pk, details=details, at=timezone.now(), actor=request.user)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: Any) -> None:
        """New addresses come by the operation, like those that clients write from."""
        formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []
        for row in formset.extra_forms:
            if row.has_changed():
                data = row.cleaned_data
                address = add_address(client=form.instance, kind=data["kind"], value=data["value"], at=timezone.now())
                formset.new_objects.append(address)

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        """What is hidden on the page does not stand in the log of the administration either."""
        changes = super().construct_change_message(request, form, formsets, add)
        for change in changes:
            for what in change.values():
                what.pop("object", None)
        return changes

    @display(description=_("client"), ordering="name_key", header=True)
    def name_and_kind(self, client: Client) -> list[str]:
        """The name, and what it is the name of."""
        return [client.name, client.get_kind_display(), client.initials]

    @admin.display(description=_("addresses"))
    def addresses(self, client: Client) -> str:
        """Masked."""
        masked = [mask_address(kind=address.kind, value=address.value) for address in client.addresses.all()]
        return ", ".join(masked) or "—"

    @admin.display(description=_("merged into"), ordering="merged_into")
    def became(self, client: Client) -> str:
        """Whom it is part of now."""
        return client.merged_into.name if client.merged_into else "—"


@admin.register(ClientMerge)
class ClientMergeAdmin(ReadOnlyAdmin[ClientMerge]):
    section = Section.REGISTER
    icon = "merge"
    position = 63
    list_display = ("at", "source", "target", "actor", "what")
    list_select_related = ("source", "target", "actor")
    search_fields = ("source__name_key", "target__name_key")
    ordering = ("-id",)

    @admin.display(description=_("what moved"))
    def what(self, merge: ClientMerge) -> str:
        """How much of each kind."""
        return moved_words(merge)
