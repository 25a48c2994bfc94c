"""What is filled in where several people work on one conversation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contactcenter.contacts.models import ParticipantRole, Queue
from contactcenter.staff.models import User
from contactcenter.workstation.queries.company import Choices, Groups

TEXT_LIMIT = 2_000  # characters


class _Chosen(forms.ChoiceField):
    """One of what was offered; somebody who is busy by now is said to be so, not to be an invalid choice."""

    default_error_messages = {"invalid_choice": _("This is no longer possible. Choose again.")}


class TransferForm(forms.Form):
    """Where a running conversation goes, and what whoever takes it must know."""

    where = forms.ChoiceField(
        label=_("Where to"),
        choices=[("colleague", _("Colleague")), ("queue", _("Queue")), ("function", _("Labour function"))],
        required=False,
        widget=forms.RadioSelect,
    )
    colleague = _Chosen(label=_("Colleague"), required=False)
    queue = forms.ModelChoiceField(label=_("Queue"), queryset=Queue.objects.none(), empty_label=None, required=False)
    function = _Chosen(label=_("Labour function"), required=False)
    note = forms.CharField(
        label=_("Note for the colleague"),
        max_length=TEXT_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The client does not see it."),
    )

    def __init__(self, *args: Any, colleagues: Groups, queues: Any, functions: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["colleague"].choices = colleagues  # type: ignore[attr-defined]
        self.fields["queue"].queryset = queues  # type: ignore[attr-defined]
        self.fields["function"].choices = functions  # type: ignore[attr-defined]
        self.fields["where"].initial = "colleague" if colleagues else "queue"
        self.has_colleagues = bool(colleagues)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        where = cleaned["where"] = cleaned.get("where") or "queue"
        if not cleaned.get(where) and where not in self.errors:
            sentences = {
                "colleague": _("Nobody is free for this contact now. Choose a queue."),
                "queue": _("Choose a queue."),
                "function": _("Choose a labour function."),
            }
            self.add_error(where, sentences[where])
        elif where == "colleague":
            cleaned["colleague"] = self._pair(cleaned["colleague"])
        return cleaned

    @staticmethod
    def _pair(value: str) -> tuple[User, Queue]:
        operator, _dash, queue = value.partition("-")
        return User.objects.get(pk=int(operator)), Queue.objects.get(pk=int(queue))


class CallForm(forms.Form):
    """Who is called into a conversation, and what for."""

    person = _Chosen(label=_("Whom"), error_messages={"required": _("Choose whom to call.")})
    role = forms.ChoiceField(
        label=_("What for"),
        choices=[
            (ParticipantRole.CONSULTANT, _("Ask: sees the conversation and writes only to us")),
            (ParticipantRole.GUEST, _("Invite: an operator who writes to the client too")),
        ],
        initial=ParticipantRole.CONSULTANT,
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("Question or note"),
        max_length=TEXT_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The client does not see it."),
    )

    def __init__(self, *args: Any, people: Groups, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("role") == ParticipantRole.CONSULTANT and not cleaned.get("text", "").strip():
            self.add_error("text", _("Write what you want to know."))
        return cleaned


class WhisperForm(forms.Form):
    """What a supervisor tells the operator while he talks."""

    text = forms.CharField(
        label=_("To the operator"),
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The client does not see it."),
        error_messages={"required": _("Write what you want to say.")},
    )
