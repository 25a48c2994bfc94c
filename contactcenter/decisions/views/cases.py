"""What operators do with referrals, from the page of a case or the tab beside a conversation."""

from __future__ import annotations

import functools
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contactcenter.cases.models import Case
from contactcenter.decisions.forms import MessageForm, PassOnForm, ReasonForm, ReferForm
from contactcenter.decisions.http import REFER, Dialog, case_changed, files_of, in_dialog, posted
from contactcenter.decisions.models import Referral
from contactcenter.decisions.operations.deciding import return_for_completion
from contactcenter.decisions.operations.moving import Who
from contactcenter.decisions.operations.referring import Question, pass_on, refer_case, withdraw_referral
from contactcenter.decisions.operations.working import answer_question
from contactcenter.decisions.queries import rule_for
from contactcenter.lib.errors import InvalidInput
from contactcenter.staff.http import Request, screen


@screen(REFER)
def refer(request: Request, case_id: int) -> HttpResponse:
    """A question to a department; the matrix has chosen one already."""
    case = get_object_or_404(Case.objects.visible_to(request.user).select_related("topic"), pk=case_id)
    rule = rule_for(case=case)
    form = ReferForm(posted(request), case=case, initial={"department": rule.department_id if rule else None})

    def do(given: dict[str, Any]) -> None:
        question = Question(
            text=given["question"],
            department=given["department"],
            product=given["product"],
            hours=given["hours"],
            by_email=given["by_email"],
            attachment_ids=[file.pk for file in given.get("attachments", ())],
        )
        refer_case(case_id=case.pk, question=question, at=timezone.now(), actor=request.user)

    dialog = Dialog(
        title=_("Refer to a department, %(case)s") % {"case": case.number},
        action=reverse("decisions:refer", args=[case.pk]),
        submit=_("Refer"),
    )
    return in_dialog(request, form, dialog=dialog, do=do, done=functools.partial(case_changed, case.pk))


@screen(REFER)
@require_POST
def replies(request: Request, referral_id: int) -> HttpResponse:
    """Answer the department, or tell it more."""
    found = of_case(request, referral_id)
    form = MessageForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(_("Nothing was written."), field="text")
    answer_question(
        referral_id=found.pk,
        actor=request.user,
        text=form.cleaned_data["text"],
        at=timezone.now(),
        files=files_of(request),
    )
    return case_changed(found.case_id)


@screen(REFER)
def completion(request: Request, referral_id: int) -> HttpResponse:
    """What is missing in a decision."""
    found = of_case(request, referral_id)

    def do(given: dict[str, Any]) -> None:
        return_for_completion(referral_id=found.pk, actor=request.user, at=timezone.now(), **given)

    dialog = Dialog(
        title=_("Return for completion, %(department)s") % {"department": found.department},
        action=reverse("decisions:return", args=[found.pk]),
        submit=_("Return"),
    )
    done = functools.partial(case_changed, found.case_id)
    return in_dialog(request, ReasonForm(posted(request)), dialog=dialog, do=do, done=done)


@screen(REFER)
def withdrawal(request: Request, referral_id: int) -> HttpResponse:
    """Why nothing is to be decided any more."""
    found = of_case(request, referral_id)

    def do(given: dict[str, Any]) -> None:
        withdraw_referral(referral_id=found.pk, actor=request.user, at=timezone.now(), **given)

    dialog = Dialog(
        title=_("Withdraw the question, %(department)s") % {"department": found.department},
        action=reverse("decisions:withdraw", args=[found.pk]),
        submit=_("Withdraw"),
    )
    done = functools.partial(case_changed, found.case_id)
    return in_dialog(request, ReasonForm(posted(request)), dialog=dialog, do=do, done=done)


@screen(REFER)
def redirection(request: Request, referral_id: int) -> HttpResponse:
    """Which other department decides: after the first has given the question back, or before it has done anything."""
    found = of_case(request, referral_id)

    def do(given: dict[str, Any]) -> None:
        question = Question(text=given["question"], department=given["department"])
        who = Who(user=request.user)
        pass_on(referral_id=found.pk, question=question, at=timezone.now(), who=who, reason=given["reason"])

    dialog = Dialog(
        title=_("Ask another department instead of “%(department)s”") % {"department": found.department},
        action=reverse("decisions:redirect", args=[found.pk]),
        submit=_("Refer"),
    )
    form = PassOnForm(posted(request), referral=found)
    return in_dialog(request, form, dialog=dialog, do=do, done=functools.partial(case_changed, found.case_id))


def of_case(request: Request, referral_id: int) -> Referral:
    """The referral with its case and department; 404 where it is not shown."""
    visible = Referral.objects.visible_to(request.user).select_related("case__client", "case__topic", "department")
    return get_object_or_404(visible, pk=referral_id)
