"""What people fill in about letters."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.letters.wording import HEADING_LIMIT
from complaints.models import LetterDispatch, Letterhead, LetterTemplate
from complaints.operations.letters_approving import REASON_LIMIT, REMARK_LIMIT
from complaints.operations.letters_writing import TEXT_LIMIT
from contactcenter.decisions.operations.answering import Way
from contactcenter.staff.models import User


class ComposeForm(forms.Form):
    """What a letter begins with."""

    template = forms.ModelChoiceField(label=_("Template"), queryset=LetterTemplate.objects.none(), empty_label=None)
    letterhead = forms.ModelChoiceField(
        label=_("Letterhead"), queryset=Letterhead.objects.filter(is_active=True), empty_label=None
    )

    def __init__(self, *args: Any, templates: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].queryset = templates  # type: ignore[attr-defined]  # of a choice of rows
        self.initial.setdefault("template", templates.first())
        self.initial.setdefault("letterhead", Letterhead.objects.filter(is_active=True).first())


class DraftForm(forms.Form):
    """The letter itself."""

    addressee = forms.CharField(
        label=_("Addressee, in the dative"), max_length=HEADING_LIMIT, help_text=_("For example “Иванову П.С.”")
    )
    addressee_address = forms.CharField(
        label=_("Address of the addressee"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    heading = forms.CharField(label=_("Heading, without a full stop"), max_length=HEADING_LIMIT)
    salutation = forms.CharField(label=_("Salutation"), max_length=HEADING_LIMIT)
    text = forms.CharField(
        label=_("Text"),
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("Each line is a paragraph."),
        error_messages={"required": _("An answer has a text: write what the client is told.")},
    )
    attachments = forms.CharField(
        label=_("Attachments"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("As they are named in the letter, for example “на 2 л. в 1 экз.” Empty: none."),
    )


class ApproverForm(forms.Form):
    """Whom it is handed in to."""

    approver = forms.TypedChoiceField(label=_("Head of department"), coerce=int)

    def __init__(self, *args: Any, heads: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["approver"].choices = [(head.pk, _named(head)) for head in heads]  # type: ignore[attr-defined]


def _named(head: User) -> str:
    departments = ", ".join(str(department) for department in head.heads.all())
    return f"{head} ({departments})"


class RemarkForm(forms.Form):
    remark = forms.CharField(
        label=_("What is to be changed"), max_length=REMARK_LIMIT, widget=forms.Textarea(attrs={"rows": 3})
    )


class SignForm(forms.Form):
    by_hand = forms.BooleanField(label=_("By hand: leave the place of the signature empty for a pen"), required=False)


class SendForm(forms.Form):
    """By which way; the rest is for paper."""

    way = forms.ChoiceField(label=_("How it goes"), widget=forms.RadioSelect)
    posted_on = forms.DateField(
        label=_("Posted or handed over on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("For paper. Empty: today."),
    )
    postal_id = forms.CharField(
        label=_("Postal number"), max_length=40, required=False, help_text=_("Of a registered letter, 14 digits.")
    )

    def __init__(self, *args: Any, ways: list[Way], by_hand: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outbox = [] if by_hand else [(way.key, way.label) for way in ways]
        paper = [("post", _("by post")), ("hand", _("handed over"))]
        self.fields["way"].choices = [*outbox, *paper]  # type: ignore[attr-defined]


class DeliveryForm(forms.Form):
    dispatch = forms.TypedChoiceField(label=_("Which went"), coerce=int)
    delivered_on = forms.DateField(
        label=_("Delivered on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    note = forms.CharField(
        label=_("How that is known"),
        max_length=300,
        required=False,
        help_text=_("For example: receipt of the post, the client’s answer."),
    )

    def __init__(self, *args: Any, dispatches: list[LetterDispatch], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dispatch"].choices = [  # type: ignore[attr-defined]
            (row.pk, f"{row.get_way_display()}, {timezone.localtime(row.at):%d.%m.%Y}") for row in dispatches
        ]
        self.initial.setdefault("delivered_on", timezone.localdate())


class CancelForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=REASON_LIMIT, widget=forms.Textarea(attrs={"rows": 2}))
