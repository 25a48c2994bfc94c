"""What is filled in about incidents."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contactcenter.cases.models import Case
from contactcenter.contacts.models import Contact
from contactcenter.incidents.models import IncidentKind, Urgency
from contactcenter.incidents.operations.life import NOTE_LIMIT
from contactcenter.staff.models import User

DAYS_LIMIT = 366


class ReportForm(forms.Form):
    """The alarm: as little as possible, for whoever presses the button has something else to do."""

    kind = forms.ModelChoiceField(
        label=_("What is it"),
        queryset=IncidentKind.objects.filter(is_active=True),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is.")},
    )
    urgency = forms.TypedChoiceField(
        label=_("Urgency"), choices=Urgency.choices, coerce=int, required=False, empty_value=None
    )
    note = forms.CharField(
        label=_("What has happened"),
        max_length=NOTE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write in a few words what has happened.")},
    )
    contact = forms.ModelChoiceField(queryset=Contact.objects.none(), required=False, widget=forms.HiddenInput)
    case = forms.ModelChoiceField(queryset=Case.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("contact", Contact.objects.visible_to(user)), ("case", Case.objects.visible_to(user))):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows


class TextForm(forms.Form):
    """What was done, or how it ended."""

    text = forms.CharField(
        label=_("What was done"),
        max_length=NOTE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what was done: it stands in the journal.")},
    )


class DaysForm(forms.Form):
    """The days of the journal; what cannot be read is today."""

    first = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    last = forms.DateField(label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def days(self, *, today: date) -> tuple[date, date]:
        """The chosen days in order, at most a year of them."""
        if not self.is_valid():
            return today, today
        first, last = sorted((self.cleaned_data["first"], self.cleaned_data["last"]))
        return max(first, last - timedelta(days=DAYS_LIMIT)), last
