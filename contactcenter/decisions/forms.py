"""What operators and experts fill in."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from contactcenter.cases.models import Case
from contactcenter.contacts.models import Attachment
from contactcenter.deadlines.arithmetic import LARGEST
from contactcenter.decisions.models import AnswerTemplate, Referral
from contactcenter.decisions.operations.deciding import LARGEST_AMOUNT, NOTE_LIMIT, TEXT_LIMIT, Verdict
from contactcenter.decisions.operations.files import NewFile
from contactcenter.decisions.operations.referring import QUESTION_LIMIT, REASON_LIMIT
from contactcenter.decisions.operations.working import MESSAGE_LIMIT
from contactcenter.decisions.queries import codes_for, experts_of, files_to_show
from contactcenter.staff.models import Department, User

GIVE_BACK = "give_back"


def _textarea(rows: int, **attributes: str) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **attributes})


class ReferForm(forms.Form):
    """A question to a department."""

    department = forms.ModelChoiceField(
        label=_("Department"),
        queryset=Department.objects.order_by("name"),
        empty_label=None,
        error_messages={"required": _("Choose a department.")},
    )
    question = forms.CharField(
        label=_("What has to be decided"),
        max_length=QUESTION_LIMIT,
        widget=_textarea(4),
        help_text=_("Name neither the client nor his addresses: the department needs them not."),
        error_messages={"required": _("Write what the department has to decide.")},
    )
    product = forms.CharField(label=_("Product"), max_length=100, required=False)
    hours = forms.IntegerField(
        label=_("Working hours for it"),
        min_value=1,
        max_value=LARGEST,
        required=False,
        help_text=_("Empty: as the rules say."),
    )
    by_email = forms.BooleanField(
        label=_("Send a link by e-mail too"),
        required=False,
        help_text=_("Departments without accounts get one anyway."),
    )
    attachments = forms.ModelMultipleChoiceField(
        label=_("Files of the client to show"),
        queryset=Attachment.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "attachments", files_to_show(case=case))
        if not files_to_show(case=case).exists():
            del self.fields["attachments"]


class PassOnForm(forms.Form):
    """Which department decides instead, and why."""

    department = forms.ModelChoiceField(
        label=_("Department"),
        queryset=Department.objects.none(),
        empty_label=None,
        error_messages={"required": _("Choose a department.")},
    )
    question = forms.CharField(
        label=_("What has to be decided"), max_length=QUESTION_LIMIT, widget=_textarea(4), required=False
    )
    reason = forms.CharField(label=_("Why"), max_length=REASON_LIMIT, required=False)

    def __init__(self, *args: Any, referral: Referral, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["question"].initial = referral.question
        _offer(self, "department", Department.objects.exclude(pk=referral.department_id).order_by("name"))


class OpinionForm(forms.Form):
    """What another department is asked before this one decides."""

    department = forms.ModelChoiceField(
        label=_("Department"),
        queryset=Department.objects.none(),
        empty_label=None,
        error_messages={"required": _("Choose a department.")},
    )
    question = forms.CharField(label=_("What you need to know"), max_length=QUESTION_LIMIT, widget=_textarea(4))

    def __init__(self, *args: Any, referral: Referral, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "department", Department.objects.exclude(pk=referral.department_id).order_by("name"))


class ReasonForm(forms.Form):
    """Why something is sent back or withdrawn."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=REASON_LIMIT,
        widget=_textarea(3),
        error_messages={"required": _("Write why: the department reads it.")},
    )


class MessageForm(forms.Form):
    """A line of the talk with the department."""

    text = forms.CharField(
        max_length=MESSAGE_LIMIT, widget=_textarea(2), error_messages={"required": _("Nothing was written.")}
    )


class DelegateForm(forms.Form):
    """Which colleague goes on."""

    colleague = forms.ModelChoiceField(
        label=_("Colleague"),
        queryset=User.objects.none(),
        empty_label=None,
        error_messages={"required": _("Choose a colleague.")},
    )

    def __init__(self, *args: Any, referral: Referral, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "colleague", experts_of(referral.department).exclude(pk=referral.expert_id or 0))


class ExtendForm(forms.Form):
    """How much more time is needed."""

    hours = forms.IntegerField(label=_("Working hours more"), min_value=1, max_value=LARGEST)
    reason = forms.CharField(
        label=_("Why"), max_length=REASON_LIMIT, error_messages={"required": _("Write why more time is needed.")}
    )


class RoublesField(forms.DecimalField):
    """`1 065,50` as well as `1065.50`."""

    def to_python(self, value: Any) -> Any:
        """Without the spaces that people and programs put between thousands."""
        plain = "".join(value.split()) if isinstance(value, str) else value
        return super().to_python(plain.replace(",", ".") if isinstance(plain, str) else plain)


class DecisionForm(forms.Form):
    """The decision of a department; or that it is not theirs, with the reason in place of the text."""

    code = forms.ChoiceField(
        label=_("Decision"), widget=forms.RadioSelect, error_messages={"required": _("Choose what was decided.")}
    )
    amount = RoublesField(
        label=_("Amount, ₽"),
        min_value=0,
        max_value=Decimal(LARGEST_AMOUNT) / 100,
        decimal_places=2,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    fulfil_by = forms.DateField(
        label=_("To be fulfilled by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    text = forms.CharField(
        label=_("Reasons for the answer to the client"),
        max_length=TEXT_LIMIT,
        widget=_textarea(5),
        help_text=_("This goes into the letter. Write without words that only insiders know."),
        error_messages={"required": _("Write the reasons: the client gets them.")},
    )
    note = forms.CharField(
        label=_("For the operator, the client does not see it"),
        max_length=NOTE_LIMIT,
        widget=_textarea(2),
        required=False,
    )

    def __init__(self, *args: Any, referral: Referral, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = {str(code.pk): code for code in codes_for(function=referral.case.function)}
        choices = self.fields["code"]
        assert isinstance(choices, forms.ChoiceField)
        choices.choices = [
            *((key, code.name) for key, code in self.codes.items()),
            (GIVE_BACK, _("Not our question, give it back")),
        ]

    @property
    def is_given_back(self) -> bool:
        """Whether the department does not decide at all."""
        return bool(self.cleaned_data["code"] == GIVE_BACK)

    def verdict(self, *, files: Sequence[NewFile]) -> Verdict:
        """What a valid form decides."""
        given = self.cleaned_data
        amount: Decimal | None = given["amount"]
        return Verdict(
            code=self.codes[given["code"]],
            text=given["text"],
            note=given["note"],
            amount=None if amount is None else int(amount * 100),
            fulfil_by=given["fulfil_by"],
            files=files,
        )


class OutsiderDecisionForm(DecisionForm):
    """The same for who came by a letter: he signs himself."""

    name = forms.CharField(
        label=_("Your name and position"), max_length=120, error_messages={"required": _("Sign your decision.")}
    )


class OutsiderMessageForm(MessageForm):
    """A question by who came by a letter."""

    name = forms.CharField(
        label=_("Your name and position"), max_length=120, error_messages={"required": _("Sign your question.")}
    )


class AnswerForm(forms.Form):
    """What the client is told, by which way, and whether that is all."""

    way = forms.ChoiceField(label=_("By which way"), widget=forms.RadioSelect)
    template = forms.ModelChoiceField(
        label=_("Template"), queryset=AnswerTemplate.objects.none(), required=False, empty_label=_("without a template")
    )
    text = forms.CharField(
        label=_("Text"),
        max_length=MESSAGE_LIMIT,
        widget=_textarea(10),
        error_messages={"required": _("Write what the client is told.")},
    )
    is_final = forms.BooleanField(
        label=_("This answers the case"),
        required=False,
        help_text=_("Leave it off for news on the way: the deadline of the answer keeps running."),
    )

    def __init__(
        self,
        *args: Any,
        ways: list[tuple[str, str]],
        templates: QuerySet[AnswerTemplate],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        way = self.fields["way"]
        assert isinstance(way, forms.ChoiceField)
        way.choices = ways
        _offer(self, "template", templates)


def _offer(form: forms.Form, name: str, rows: QuerySet[Any]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows
