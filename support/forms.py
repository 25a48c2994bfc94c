"""What an operator fills in about a support request."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contactcenter.contacts.models import Topic
from support.models import Fault, Outage, Product, Severity, Symptom
from support.models.requests import MOST_AFFECTED
from support.operations.life import TEXT_LIMIT, UPDATE_LIMIT


class WrapUpForm(forms.Form):
    """The part of wrap-up that belongs to support."""

    topic = forms.ModelChoiceField(
        label=_("Topic"), queryset=Topic.objects.none(), required=False, empty_label=_("Not chosen")
    )
    product = forms.ModelChoiceField(label=_("Product"), queryset=Product.objects.none(), empty_label=_("Not chosen"))
    symptoms = forms.ModelMultipleChoiceField(
        label=_("Symptoms"), queryset=Symptom.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    severity = forms.ChoiceField(label=_("Severity"), choices=Severity, initial=Severity.NORMAL)
    description = forms.CharField(
        label=_("What is wrong"), max_length=TEXT_LIMIT, widget=forms.Textarea(attrs={"rows": 2})
    )
    service_address = forms.CharField(label=_("Address of the service"), max_length=300, required=False)
    affected_count = forms.IntegerField(
        label=_("How many are affected"), min_value=1, max_value=MOST_AFFECTED, initial=1, required=False
    )
    outage = forms.ModelChoiceField(label=_("Outage"), queryset=Outage.objects.none(), required=False)
    fault = forms.ModelChoiceField(
        label=_("Known fault"), queryset=Fault.objects.none(), required=False, empty_label=_("Not known")
    )
    cause = forms.CharField(label=_("Cause"), max_length=500, required=False)
    remedy = forms.CharField(label=_("What helped"), max_length=1000, required=False)
    answer = forms.CharField(
        label=_("Answer given"),
        max_length=TEXT_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Leave empty if the client still waits for the answer: the deadline keeps running."),
    )
    additional_need = forms.CharField(label=_("Additional need"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("topic", Topic.objects.filter(function="support", is_active=True))
        self._offer("product", Product.objects.filter(is_active=True))
        self._offer("symptoms", Symptom.objects.filter(is_active=True).select_related("product"))
        self._offer("fault", Fault.objects.filter(is_active=True).select_related("product"))
        self._offer("outage", Outage.objects.running())

    @property
    def symptoms_to_show(self) -> list[Symptom]:
        """Those of the chosen product and those of all; none while no product is chosen."""
        product = str(self["product"].value() or "")
        if not product.isdecimal():
            return []
        rows = self.fields["symptoms"].queryset  # type: ignore[attr-defined]
        return [symptom for symptom in rows if symptom.product_id in {None, int(product)}]

    @property
    def chosen_symptoms(self) -> set[str]:
        """Their keys as the page has them."""
        return {str(getattr(value, "pk", value)) for value in self["symptoms"].value() or ()}

    def _offer(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows


class OutageForm(forms.Form):
    """What announcing an outage needs."""

    name = forms.CharField(label=_("Name of the outage"), max_length=150)
    product = forms.ModelChoiceField(label=_("Product"), queryset=Product.objects.none(), empty_label=_("Not chosen"))
    places = forms.CharField(
        label=_("Where"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A street or a house on each line. Empty: everywhere."),
    )
    started_at = forms.DateTimeField(
        label=_("Began"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    expected_until = forms.DateTimeField(
        label=_("Expected until"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    text = forms.CharField(label=_("What clients are told"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        product = self.fields["product"]
        assert isinstance(product, forms.ModelChoiceField)
        product.queryset = Product.objects.filter(is_active=True)

    def clean_places(self) -> list[str]:
        """One on each line."""
        return [line.strip() for line in self.cleaned_data["places"].splitlines() if line.strip()]


class ForetellForm(forms.Form):
    """What may change while an outage lasts."""

    expected_until = OutageForm.base_fields["expected_until"]
    text = OutageForm.base_fields["text"]


class EndForm(forms.Form):
    """What the end of an outage needs."""

    closing_text = forms.CharField(
        label=_("What clients are told at the end"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Every request of the group is answered with this and closed."),
    )


class AnswerForm(forms.Form):
    """What answering a request needs."""

    answer = forms.CharField(label=_("Answer given"), max_length=TEXT_LIMIT, widget=forms.Textarea(attrs={"rows": 4}))
    cause = forms.CharField(label=_("Cause"), max_length=500, required=False)
    remedy = forms.CharField(label=_("What helped"), max_length=1000, required=False)


class InformForm(forms.Form):
    """What the client was told on the way."""

    text = forms.CharField(
        label=_("What the client was told"), max_length=UPDATE_LIMIT, widget=forms.Textarea(attrs={"rows": 3})
    )


class CheckForm(forms.Form):
    """What the client said afterwards."""

    helped = forms.TypedChoiceField(
        label=_("Did it help?"),
        choices=[("true", _("Yes")), ("false", _("No: the request is opened again"))],
        coerce=lambda value: value == "true",
    )
    note = forms.CharField(label=_("What the client said"), max_length=300, required=False)


class ReopenForm(forms.Form):
    """What reopening a request may tell."""

    reason = forms.CharField(label=_("Why it is reopened"), max_length=300, required=False)
