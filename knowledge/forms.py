"""What authors and readers fill in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contactcenter.staff.models import User
from knowledge.models import Audience, Category, Kind
from knowledge.models.articles import BODY_LIMIT

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class FactsForm(forms.Form):
    """Where an article stands and for whom it is."""

    category = forms.ModelChoiceField(
        label=_("Category"), queryset=Category.objects.none(), empty_label=_("Not chosen")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind, initial=Kind.HOWTO)
    audience = forms.ChoiceField(label=_("For whom"), choices=Audience, initial=Audience.STAFF)
    products = forms.CharField(label=_("Products"), max_length=500, required=False, help_text=_("Separated by commas."))
    owner = forms.ModelChoiceField(
        label=_("Owner"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("I am"),
        help_text=_("Gets the tasks: to review, and what did not help."),
    )
    valid_from = forms.DateField(label=_("In force from"), required=False, widget=_DAY)
    valid_until = forms.DateField(label=_("In force until"), required=False, widget=_DAY)
    review_on = forms.DateField(label=_("To be reviewed on"), required=False, widget=_DAY)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        writers = User.objects.filter(is_active=True, groups__permissions__codename="change_article").distinct()
        for name, rows in (("category", Category.objects.all()), ("owner", writers.order_by("last_name", "pk"))):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows

    def clean_products(self) -> list[str]:
        """One by one."""
        return [name.strip() for name in self.cleaned_data["products"].split(",") if name.strip()]


class TextForm(forms.Form):
    """The words of a version."""

    title = forms.CharField(label=_("Title"), max_length=200)
    summary = forms.CharField(
        label=_("Summary"), max_length=500, required=False, help_text=_("One sentence: what the article answers.")
    )
    body = forms.CharField(
        label=_("Text"),
        max_length=BODY_LIMIT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 22, "spellcheck": "true"}),
        help_text=_("Markdown. A line that begins with > is what the operator may say to the client."),
    )
    change = forms.CharField(
        label=_("What has changed"),
        max_length=500,
        required=False,
        help_text=_("One sentence for those who know the old version."),
    )
    must_be_read = forms.BooleanField(label=_("Operators have to read and sign it"), required=False)
    edition = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)


class NoteForm(forms.Form):
    """A sentence that goes along."""

    note = forms.CharField(label=_("Remark"), max_length=500, required=False)


class SignForm(forms.Form):
    """The password once more."""

    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    number = forms.IntegerField(widget=forms.HiddenInput)
