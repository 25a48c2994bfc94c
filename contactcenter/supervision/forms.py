"""What a supervisor fills in on the floor."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from contactcenter.contacts.models import Queue
from contactcenter.routing.operations.steering import PRIORITIES
from contactcenter.staff.models import CHOSEN_STATES, BreakReason

_SELECT = {"class": "form-select"}


class PresenceForm(forms.Form):
    state = forms.ChoiceField(label=_("State"), choices=CHOSEN_STATES, widget=forms.Select(attrs=_SELECT))
    reason = forms.ModelChoiceField(
        label=_("Reason of the break"),
        queryset=BreakReason.objects.filter(is_active=True),
        required=False,
        empty_label=_("without a reason"),
        widget=forms.Select(attrs=_SELECT),
    )
    note = forms.CharField(
        label=_("Note"), max_length=200, required=False, widget=forms.TextInput(attrs={"class": "form-control"})
    )


class QueueForm(forms.Form):
    queue = forms.ModelChoiceField(label=_("Queue"), queryset=Queue.objects.active())


class WorkForm(forms.Form):
    queue = forms.ModelChoiceField(
        label=_("Queue"),
        queryset=Queue.objects.active(),
        required=False,
        empty_label=_("each to its own queue"),
        widget=forms.Select(attrs=_SELECT),
    )


class PriorityForm(forms.Form):
    priority = forms.IntegerField(label=_("Priority"), min_value=PRIORITIES[0], max_value=PRIORITIES[-1])
