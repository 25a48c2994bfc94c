"""What is asked of an operator who promises a call."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contactcenter.callbacks.moments import CITIES, from_local, zone_for, zone_label
from contactcenter.callbacks.operations.agreeing import NOTE_LIMIT
from contactcenter.clients.models import AddressKind, Client
from contactcenter.lib.errors import InvalidInput
from contactcenter.privacy.masking import mask_address

OTHER = "other"


class MomentForm(forms.Form):
    """A moment by the clock of the client."""

    time_zone = forms.ChoiceField(label=_("Time zone of the client"))
    day = forms.DateField(
        label=_("Day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose a day.")},
    )
    clock = forms.TimeField(
        label=_("Time by the clock of the client"),
        widget=forms.TimeInput(attrs={"type": "time", "step": "300"}, format="%H:%M"),
        error_messages={"required": _("Choose a time.")},
    )

    field_order: tuple[str, ...] = ("day", "clock", "time_zone")

    def __init__(self, *args: Any, zone: str, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict.fromkeys([*CITIES, zone])
        field = self.fields["time_zone"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(name, zone_label(name, at=at)) for name in names]
        field.initial = zone

    def clean(self) -> dict[str, Any]:
        """`moment` in UTC."""
        cleaned = super().clean() or {}
        if all(cleaned.get(name) is not None for name in ("day", "clock")) and cleaned.get("time_zone"):
            local = datetime.combine(cleaned["day"], cleaned["clock"])
            try:
                cleaned["moment"] = from_local(local, ZoneInfo(cleaned["time_zone"]))
            except InvalidInput as refusal:
                self.add_error("clock", str(refusal))
        return cleaned

    def put(self, refusal: Exception) -> bool:
        """At the field that it is about; False where there is none."""
        field = {"moment": "clock", "phone": "other_phone"}.get(getattr(refusal, "field", "") or "", "")
        name = field or getattr(refusal, "field", "")
        if name not in self.fields:
            return False
        self.add_error(name, str(refusal))
        return True


class AgreeForm(MomentForm):
    """Which number, when, and what about."""

    phone = forms.ChoiceField(label=_("Telephone"), required=False)
    other_phone = forms.CharField(label=_("Another number"), max_length=40, required=False)
    note = forms.CharField(
        label=_("What about"),
        max_length=NOTE_LIMIT,
        required=False,
        help_text=_("Whoever calls reads it; it need not be you."),
    )
    field_order = ("phone", "other_phone", "day", "clock", "time_zone", "note")

    def __init__(self, *args: Any, client: Client, at: datetime, **kwargs: Any) -> None:
        numbers = list(client.addresses.filter(kind=AddressKind.PHONE).order_by("pk"))
        zone, self.zone_is_known = zone_for(client_zone=client.time_zone, phone=numbers[0].value if numbers else "")
        super().__init__(*args, zone=str(zone), at=at, **kwargs)
        self.numbers = {str(number.pk): number for number in numbers}
        field = self.fields["phone"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            *((key, mask_address(kind=number.kind, value=number.value)) for key, number in self.numbers.items()),
            (OTHER, _("another number")),
        ]
        if not self.numbers:
            del self.fields["phone"]
        if not self.zone_is_known:
            self.fields["time_zone"].help_text = _("The number does not tell: ask the client.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        is_other = cleaned.get("phone", OTHER) in ("", OTHER)
        if is_other and not cleaned.get("other_phone"):
            self.add_error("other_phone", _("Write the number."))
        return cleaned


def soon(*, zone: ZoneInfo, at: datetime, first: datetime | None) -> dict[str, Any]:
    """What the form begins with: the first permitted moment an hour from now."""
    there = timezone.localtime(first or at, zone)
    return {"day": there.date(), "clock": there.time().replace(second=0, microsecond=0)}
