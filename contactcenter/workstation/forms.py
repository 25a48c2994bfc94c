"""What operators fill in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contactcenter.clients.models import AddressKind, Client
from contactcenter.contacts.models import Disposition
from contactcenter.staff.models import CHOSEN_STATES, BreakReason, PresenceState
from contactcenter.workstation.operations import AFTER_WRAPUP, SUMMARY_LIMIT, FollowUpPlan


class WrapUpForm(forms.Form):
    """How a contact ended; the function's own part is a form of the function."""

    disposition = forms.ModelChoiceField(
        label=_("Disposition"),
        queryset=Disposition.objects.none(),
        error_messages={"required": _("Choose how the contact ended.")},
    )
    summary = forms.CharField(
        label=_("Short summary"),
        max_length=SUMMARY_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write in a sentence or two what the contact was about.")},
    )
    one_more = forms.BooleanField(label=_("Register one more case"), required=False)
    linked = forms.TypedMultipleChoiceField(required=False, coerce=int)
    has_task = forms.BooleanField(label=_("Set a task for myself"), required=False)
    task_text = forms.CharField(label=_("What to do"), max_length=300, required=False)
    task_date = forms.DateField(
        label=_("Date"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    task_time = forms.TimeField(
        label=_("Time"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    next_state = forms.ChoiceField(
        choices=[(state, state) for state in AFTER_WRAPUP], initial=PresenceState.READY, required=False
    )

    def __init__(self, *args: Any, function: str, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        disposition = self.fields["disposition"]
        assert isinstance(disposition, forms.ModelChoiceField)
        disposition.queryset = Disposition.objects.filter(function=function, is_active=True)
        # Any number is a choice here; the operation knows which cases there are.
        linked = self.fields["linked"]
        assert isinstance(linked, forms.TypedMultipleChoiceField)
        linked.choices = [(value, value) for value in self._given("linked") if value.isdecimal() and len(value) < 19]

    def _given(self, name: str) -> list[str]:
        return self.data.getlist(name) if hasattr(self.data, "getlist") else []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("has_task"):
            return cleaned
        for name, sentence in (
            ("task_text", _("Write what is to be done.")),
            ("task_date", _("Choose a day.")),
            ("task_time", _("Choose a time.")),
        ):
            if name not in self.errors and not cleaned.get(name):
                self.add_error(name, sentence)
        due = self.due_at(cleaned)
        if due and due <= self.at:
            self.add_error("task_time", _("This time has passed already."))
        return cleaned

    @staticmethod
    def due_at(cleaned: dict[str, Any]) -> datetime | None:
        """The moment of the task on the organisation's clock."""
        if not (cleaned.get("task_date") and cleaned.get("task_time")):
            return None
        return timezone.make_aware(datetime.combine(cleaned["task_date"], cleaned["task_time"]))

    def follow_up(self) -> FollowUpPlan | None:
        """The task of a valid form, if there is one."""
        due = self.due_at(self.cleaned_data)
        if not self.cleaned_data["has_task"] or due is None:
            return None
        return FollowUpPlan(text=self.cleaned_data["task_text"], due_at=due)


class DeclineForm(forms.Form):
    """Why an offer is let go."""

    reason = forms.CharField(max_length=200, required=False)


class PresenceForm(forms.Form):
    """The state an operator puts himself into."""

    state = forms.ChoiceField(choices=CHOSEN_STATES)
    reason = forms.ModelChoiceField(queryset=BreakReason.objects.filter(is_active=True), required=False)


class ClientForm(forms.ModelForm[Client]):
    """The particulars of a client."""

    class Meta:
        model = Client
        fields = ("kind", "last_name", "first_name", "patronymic", "organisation", "account", "contract", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 2})}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") == "organisation" and not cleaned.get("organisation"):
            self.add_error("organisation", _("Write the name of the organisation."))
        return cleaned


class AddressForm(forms.Form):
    """One more way to reach a client."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(kind.value, kind.label) for kind in (AddressKind.PHONE, AddressKind.EMAIL)]
    )
    value = forms.CharField(
        label=_("Address"), max_length=254, error_messages={"required": _("Write the number or the e-mail.")}
    )


class RevealForm(forms.Form):
    """Why hidden data is looked at."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200, error_messages={"required": _("Say why: it goes into the log.")}
    )


class MergeForm(forms.Form):
    """Which other client is the same one."""

    other = forms.IntegerField(widget=forms.HiddenInput)
