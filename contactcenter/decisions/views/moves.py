"""What an expert does with a referral."""

from __future__ import annotations

import functools
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contactcenter.decisions.forms import DecisionForm, DelegateForm, ExtendForm, MessageForm, OpinionForm, PassOnForm
from contactcenter.decisions.http import DECIDE, Dialog, files_of, in_dialog, posted, refuse
from contactcenter.decisions.models import Referral
from contactcenter.decisions.operations.deciding import decide
from contactcenter.decisions.operations.moving import Who
from contactcenter.decisions.operations.referring import Question, ask_opinion, give_back, pass_on
from contactcenter.decisions.operations.working import (
    answer_question,
    ask_back,
    delegate,
    extend_referral,
    take_referral,
)
from contactcenter.decisions.views.department import opened, seen
from contactcenter.lib.errors import DomainError
from contactcenter.staff.http import Request, screen


@screen(DECIDE)
@require_POST
def taking(request: Request, referral_id: int) -> HttpResponse:
    """Mine from now on."""
    take_referral(referral_id=seen(request, referral_id).pk, expert=request.user, at=timezone.now())
    return after(request, referral_id)


@screen(DECIDE)
@require_POST
def questions(request: Request, referral_id: int) -> HttpResponse:
    """Ask the contact centre; to a department that was asked for its opinion this is the answer."""
    found = seen(request, referral_id)
    form = MessageForm(request.POST)
    if not form.is_valid():
        return opened(request, referral_id, question=form)
    text, now, files = form.cleaned_data["text"], timezone.now(), files_of(request)
    if found.asked_by_id == request.user.pk:
        answer_question(referral_id=found.pk, actor=request.user, text=text, at=now, files=files)
    else:
        ask_back(referral_id=found.pk, who=Who(user=request.user), text=text, at=now, files=files)
    return after(request, referral_id)


@screen(DECIDE)
@require_POST
def decision(request: Request, referral_id: int) -> HttpResponse:
    """Hand the decision over, or the question back."""
    found = seen(request, referral_id)
    form = DecisionForm(request.POST, referral=found)
    if form.is_valid():
        try:
            decide_by_form(found, form, who=Who(user=request.user), request=request)
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            return after(request, referral_id)
    return opened(request, referral_id, form=form)


def decide_by_form(found: Referral, form: DecisionForm, *, who: Who, request: HttpRequest) -> None:
    """What a valid form says, by an expert or by who came by a letter."""
    now = timezone.now()
    if form.is_given_back:
        give_back(referral_id=found.pk, who=who, at=now, reason=form.cleaned_data["text"])
    else:
        decide(referral_id=found.pk, who=who, verdict=form.verdict(files=files_of(request)), at=now)


@screen(DECIDE)
def delegation(request: Request, referral_id: int) -> HttpResponse:
    """Which colleague goes on."""
    found = seen(request, referral_id)

    def do(given: dict[str, Any]) -> None:
        delegate(referral_id=found.pk, expert=request.user, at=timezone.now(), **given)

    dialog = Dialog(
        title=_("Hand to a colleague, %(case)s") % {"case": found.case.number},
        action=reverse("decisions:delegate", args=[found.pk]),
        submit=_("Hand over"),
    )
    form = DelegateForm(posted(request), referral=found)
    return in_dialog(request, form, dialog=dialog, do=do, done=functools.partial(after, request, found.pk))


@screen(DECIDE)
def extension(request: Request, referral_id: int) -> HttpResponse:
    """How much more time, and why."""
    found = seen(request, referral_id)

    def do(given: dict[str, Any]) -> None:
        extend_referral(referral_id=found.pk, expert=request.user, at=timezone.now(), **given)

    dialog = Dialog(
        title=_("Extend the deadline, %(case)s") % {"case": found.case.number},
        action=reverse("decisions:extend", args=[found.pk]),
        submit=_("Extend"),
    )
    form = ExtendForm(posted(request))
    return in_dialog(request, form, dialog=dialog, do=do, done=functools.partial(after, request, found.pk))


@screen(DECIDE)
def forwarding(request: Request, referral_id: int) -> HttpResponse:
    """Which department decides instead."""
    found = seen(request, referral_id)

    def do(given: dict[str, Any]) -> None:
        question = Question(text=given["question"], department=given["department"])
        who = Who(user=request.user)
        pass_on(referral_id=found.pk, question=question, at=timezone.now(), who=who, reason=given["reason"])

    dialog = Dialog(
        title=_("Pass on to another department, %(case)s") % {"case": found.case.number},
        action=reverse("decisions:pass_on", args=[found.pk]),
        submit=_("Pass on"),
    )
    form = PassOnForm(posted(request), referral=found)
    return in_dialog(request, form, dialog=dialog, do=do, done=functools.partial(after, request, found.pk))


@screen(DECIDE)
def opinions(request: Request, referral_id: int) -> HttpResponse:
    """What another department is asked before this one decides."""
    found = seen(request, referral_id)

    def do(given: dict[str, Any]) -> None:
        question = Question(text=given["question"], department=given["department"])
        ask_opinion(referral_id=found.pk, question=question, at=timezone.now(), expert=request.user)

    dialog = Dialog(
        title=_("Ask another department, %(case)s") % {"case": found.case.number},
        action=reverse("decisions:opinion", args=[found.pk]),
        submit=_("Ask"),
    )
    form = OpinionForm(posted(request), referral=found)
    return in_dialog(request, form, dialog=dialog, do=do, done=functools.partial(after, request, found.pk))


def after(request: Request, referral_id: int) -> HttpResponse:
    """Where a change leads: with htmx the referral as it is now, without it its page."""
    if request.htmx:
        return opened(request, referral_id)
    return redirect("decisions:referral", referral_id)
