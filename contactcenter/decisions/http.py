"""What the views of referrals share."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from contactcenter.decisions.operations.files import NewFile
from contactcenter.lib.errors import DomainError, InvalidInput
from contactcenter.push import topics
from contactcenter.staff.http import Request, with_headers

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

DECIDE = "decisions.decide_referral"
REFER = "decisions.refer_case"


@dataclass(frozen=True)
class Dialog:
    """What stands around a form."""

    title: _StrOrPromise
    action: str
    submit: _StrOrPromise
    template: str = "decisions/dialog.html"
    more: Mapping[str, Any] | None = None


def files_of(request: HttpRequest) -> list[NewFile]:
    """The files of a form, whole: the size of a request is limited before it gets here."""
    return [NewFile(name=file.name or "file", content=file.read()) for file in request.FILES.getlist("files")]


def posted(request: HttpRequest) -> Any:
    """What was filled in; None where the form is only asked for."""
    return request.POST if request.method == "POST" else None


def refuse(form: forms.Form, refusal: DomainError) -> None:
    """Put a refusal beside the field that it is about; raises it again where the form has no such field."""
    if not isinstance(refusal, InvalidInput) or (refusal.field and refusal.field not in form.fields):
        raise refusal
    form.add_error(refusal.field, str(refusal))


def in_dialog(
    request: Request,
    form: forms.Form,
    *,
    dialog: Dialog,
    do: Callable[[dict[str, Any]], object],
    done: Callable[[], HttpResponse],
) -> HttpResponse:
    """GET shows a form in a dialog; POST does what it says, or shows it again with what is wrong with it."""
    if form.is_valid():
        try:
            do(form.cleaned_data)
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            return done()
    context = {"form": form, "dialog": dialog, **(dialog.more or {})}
    return render(request, dialog.template, context, status=422 if form.is_bound else 200)


def case_changed(case_id: int) -> HttpResponse:
    """The dialog closes, and what shows the case loads itself anew: it is drawn by the screens above."""
    changed = {"topic:changed": {"topic": topics.case(case_id)}}
    return with_headers(HttpResponse(), HX_Trigger=json.dumps(changed), HX_Retarget="#dialogs", HX_Reswap="innerHTML")
