"""A move of a case by the verb's name: checked by the function's own form, made by the function's own operation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from rest_framework.exceptions import ErrorDetail, ValidationError

from contactcenter.cases.models import Case
from contactcenter.functions.registry import LabourFunction, registry
from contactcenter.lib.errors import IllegalTransition
from contactcenter.staff.models import User

_PLAIN = (str, int, float, bool)


def make_transition(*, case: Case, verb: str, fields: Mapping[str, Any], actor: User, at: datetime) -> None:
    """Call the one operation behind `verb`.

    Raises IllegalTransition for whatever the state does not allow to be made by hand, also for a verb that no state
    knows, ValidationError with a line for each wrong field.
    """
    function = registry.find(case.function)
    by_hand = function.transitions if function else {}
    allowed = [name for name in function.states.allowed(case.state) if name in by_hand] if function else []
    if function is None or verb not in allowed:
        # The operation looks again under the lock; here it spares the caller complaints about fields.
        raise IllegalTransition(state=case.state, verb=verb, allowed=allowed)
    operation = import_string(function.transitions[verb])
    operation(case_id=case.pk, actor=actor, at=at, **_checked(function, verb, fields))


def _checked(function: LabourFunction, verb: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    form_class = function.transition_forms.get(verb)
    form = form_class(data=fields) if form_class else None
    wrong = {
        f"fields.{name}": [ErrorDetail(_("There is no such field."), "unknown")]
        for name in fields
        if form is None or name not in form.fields
    } or {
        f"fields.{name}": [ErrorDetail(_("Write a text, a number, true or false."), "invalid")]
        for name, value in fields.items()
        if not isinstance(value, _PLAIN)
    }
    if wrong:
        raise ValidationError(wrong)
    if form is None:
        return {}
    if not form.is_valid():
        raise ValidationError(
            {
                f"fields.{name}": [ErrorDetail(line["message"], line["code"] or "invalid") for line in lines]
                for name, lines in form.errors.get_json_data().items()
            }
        )
    return dict(form.cleaned_data)
