"""What operators fill in about an entry of the register."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.models import Cause, Demand, Ground, Kind, Outcome
from complaints.models.complaints import LARGEST_AMOUNT, REASON_LIMIT, TEXT_LIMIT
from contactcenter.contacts.models import Topic
from contactcenter.staff.models import Role, User


class KopecksField(forms.DecimalField):
    """Roubles with at most two decimals, as people write them; whole kopecks for the register."""

    default_error_messages = {
        "max_decimal_places": _("Kopecks have two digits: write at most two after the comma."),
        "min_value": _("An amount is zero or more."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            min_value=Decimal(0),
            max_value=Decimal(LARGEST_AMOUNT) / 100,
            max_digits=15,
            decimal_places=2,
            localize=True,
            required=kwargs.pop("required", False),
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            error_messages=dict(self.default_error_messages),
            **kwargs,
        )

    def to_python(self, value: Any) -> Any:
        """With a comma or a point, with or without spaces between thousands."""
        plain = "".join(value.split()).replace(",", ".") if isinstance(value, str) else value
        return None if plain in (None, "") else forms.DecimalField().to_python(plain)

    def clean(self, value: Any) -> Any:
        """Kopecks, or None."""
        roubles = super().clean(value)
        return None if roubles is None else int(roubles * 100)


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class WrapUpForm(forms.Form):
    """The part of wrap-up that belongs to the register."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Kind, initial=Kind.COMPLAINT)
    ground = forms.ModelChoiceField(
        label=_("Legal ground"),
        queryset=Ground.objects.none(),
        required=False,
        empty_label=_("Our own norm"),
    )
    topic = forms.ModelChoiceField(
        label=_("Topic"), queryset=Topic.objects.none(), required=False, empty_label=_("Not chosen")
    )
    cause = forms.ModelChoiceField(
        label=_("Cause"), queryset=Cause.objects.none(), required=False, empty_label=_("Not known yet")
    )
    text = forms.CharField(label=_("What the client says"), max_length=TEXT_LIMIT, widget=_lines(3))
    demand = forms.ChoiceField(label=_("Demand"), choices=[("", _("None")), *Demand.choices], required=False)
    amount = KopecksField(label=_("Amount, ₽"))
    contract = forms.CharField(label=_("Contract"), max_length=40, required=False)
    product = forms.CharField(label=_("Product"), max_length=100, required=False)
    representative = forms.CharField(label=_("Representative"), max_length=300, required=False)
    authority = forms.CharField(
        label=_("His authority"),
        max_length=300,
        required=False,
        help_text=_("The document, its number and date."),
    )
    about = forms.ModelMultipleChoiceField(
        label=_("About the employee"),
        queryset=User.objects.none(),
        required=False,
        help_text=_("He will neither see nor handle it."),
    )
    is_anonymous = forms.BooleanField(label=_("The client does not want to be named"), required=False)
    is_told = forms.BooleanField(label=_("I told the client that the complaint is registered"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("ground", Ground.objects.filter(is_active=True))
        self._offer("topic", Topic.objects.filter(function="complaints", is_active=True))
        self._offer("cause", Cause.objects.filter(is_active=True).select_related("parent"))
        self._offer("about", employees())

    def _offer(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows

    def clean(self) -> dict[str, Any]:
        """A ground belongs to one kind."""
        given = super().clean() or {}
        ground, kind = given.get("ground"), given.get("kind")
        if ground and kind and ground.kind != kind:
            self.add_error(
                "ground", _("This ground is for another kind: %(kind)s.") % {"kind": ground.get_kind_display()}
            )
        if given.get("representative") and not given.get("authority"):
            self.add_error(
                "authority", _("A representative shows his authority: write the document, its number and date.")
            )
        return given


def employees() -> Any:
    """Whom a complaint can be about: everybody who works with clients or for them."""
    return User.objects.filter(is_active=True).exclude(groups__name=Role.INTEGRATOR).order_by("last_name", "first_name")


class AcknowledgeForm(forms.Form):
    """How the client was told."""

    note = forms.CharField(label=_("How the client was told"), max_length=300)


class DecideForm(forms.Form):
    """What is decided and why."""

    outcome = forms.ChoiceField(label=_("Decision"), choices=Outcome)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=REASON_LIMIT,
        widget=_lines(4),
        error_messages={"required": _("A decision has a reason: write why.")},
    )
    amount = KopecksField(label=_("Amount granted, ₽"))
    execute_by = forms.DateField(label=_("To be executed by"), required=False, widget=_day())


class AnswerForm(forms.Form):
    """What the client was told, and by which letter."""

    text = forms.CharField(
        label=_("Answer given"),
        max_length=TEXT_LIMIT,
        widget=_lines(5),
        error_messages={"required": _("An answer has a text: write what the client is told.")},
    )
    outgoing_number = forms.CharField(label=_("Outgoing number"), max_length=60, required=False)
    outgoing_on = forms.DateField(label=_("Outgoing date"), required=False, widget=_day())
    delivery = forms.CharField(label=_("How it was delivered"), max_length=300, required=False)


class ExecuteForm(forms.Form):
    """What was done of what had been promised."""

    what = forms.CharField(label=_("What was done"), max_length=300)
    amount = KopecksField(label=_("Amount paid, ₽"), help_text=_("Empty: all that was granted."))


class ExtendForm(forms.Form):
    """Why more time is needed, and how the client knows."""

    reason = forms.CharField(
        label=_("Reason of the extension"),
        max_length=300,
        help_text=_("The client reads it in the notice."),
        error_messages={"required": _("An extension has a reason: the client is told why.")},
    )
    days = forms.IntegerField(
        label=_("By how many days"),
        min_value=1,
        max_value=365,
        required=False,
        help_text=_("Empty: as long as the rule allows."),
    )
    told = forms.CharField(
        label=_("How the client was told"),
        max_length=300,
        required=False,
        help_text=_("Needed only where no address is known that we could write to."),
    )


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=_lines(2),
        error_messages={"required": _("Write why: the register keeps the reason.")},
    )


class ForwardForm(ReasonForm):
    """To whom it is passed on."""

    organisation = forms.CharField(label=_("Competent organisation"), max_length=300)
    field_order = ("organisation", "reason")
