"""Telling the client what was decided."""

from __future__ import annotations

import functools
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from contactcenter.decisions.forms import AnswerForm
from contactcenter.decisions.http import REFER, Dialog, case_changed, in_dialog, posted
from contactcenter.decisions.models import AnswerTemplate
from contactcenter.decisions.operations.answering import Answer, answer_client, draft_answer, ways_to_answer
from contactcenter.decisions.queries import templates_for
from contactcenter.decisions.views.cases import of_case
from contactcenter.lib.errors import Conflict
from contactcenter.staff.http import Request, screen


@screen(REFER)
def answer(request: Request, referral_id: int) -> HttpResponse:
    """GET begins the answer with the decision and a template, ?template= with another one; POST sends it."""
    found = of_case(request, referral_id)
    decision = found.decision
    if decision is None:
        raise Conflict(_("There is no decision yet that the client could be told."), code="not_decided")
    ways = [(way.key, way.label) for way in ways_to_answer(case=found.case, user=request.user)]
    templates = templates_for(case=found.case, code=decision.code)
    chosen = _chosen(request, list(templates))
    initial = {
        "way": ways[0][0] if ways else "",
        "template": chosen,
        "text": draft_answer(decision=decision, template=chosen),
        "is_final": True,
    }
    form = AnswerForm(posted(request), ways=ways, templates=templates, initial=initial)

    def do(given: dict[str, Any]) -> None:
        answer_client(referral_id=found.pk, answer=Answer(**given), actor=request.user, at=timezone.now())

    dialog = Dialog(
        title=_("Answer the client, %(case)s") % {"case": found.case.number},
        action=reverse("decisions:answer", args=[found.pk]),
        submit=_("Send"),
        template="decisions/answer.html",
        more={"referral": found, "decision": decision, "ways": ways},
    )
    return in_dialog(request, form, dialog=dialog, do=do, done=functools.partial(case_changed, found.case_id))


def _chosen(request: Request, templates: list[AnswerTemplate]) -> AnswerTemplate | None:
    """The one that was asked for; without a word the first that fits, with an empty one none."""
    wanted = request.GET.get("template")
    if wanted is None:
        return templates[0] if templates else None
    return next((template for template in templates if str(template.pk) == wanted), None)
