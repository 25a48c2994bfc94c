"""What an operator fills in about an inquiry."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contactcenter.contacts.models import Topic
from inquiries.operations.life import TEXT_LIMIT, UPDATE_LIMIT


class WrapUpForm(forms.Form):
    """The part of wrap-up that belongs to inquiries."""

    topic = forms.ModelChoiceField(
        label=_("Topic"), queryset=Topic.objects.none(), required=False, empty_label=_("Not chosen")
    )
    question = forms.CharField(
        label=_("What the client asked"), max_length=TEXT_LIMIT, widget=forms.Textarea(attrs={"rows": 2})
    )
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
        topic = self.fields["topic"]
        assert isinstance(topic, forms.ModelChoiceField)
        topic.queryset = Topic.objects.filter(function="inquiries", is_active=True)


class AnswerForm(forms.Form):
    """What answering an inquiry needs."""

    answer = forms.CharField(label=_("Answer given"), max_length=TEXT_LIMIT, widget=forms.Textarea(attrs={"rows": 4}))


class InformForm(forms.Form):
    """What the client was told on the way."""

    text = forms.CharField(
        label=_("What the client was told"), max_length=UPDATE_LIMIT, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReopenForm(forms.Form):
    """What reopening an inquiry may tell."""

    reason = forms.CharField(label=_("Why it is reopened"), max_length=300, required=False)
