"""Cases: the list of open work, the page of one, and what can be done to it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from contactcenter.cases.models import Case
from contactcenter.functions.registry import registry
from contactcenter.lib.errors import DomainError
from contactcenter.workstation.http import Request, page_number, screen, with_headers
from contactcenter.workstation.operations import apply_transition
from contactcenter.workstation.queries import work
from contactcenter.workstation.queries.work import PAGE, CaseFilter


@screen("cases.view_case")
@require_GET
def listing(request: Request) -> HttpResponse:
    """Open work, what is due first in front."""
    chosen = CaseFilter(
        function=request.GET.get("function", "") if request.GET.get("function") in registry else "",
        all_states=request.GET.get("state") == "all",
        mine=request.GET.get("owner") == "me",
    )
    page = page_number(request)
    found = work.case_list(user=request.user, chosen=chosen, offset=(page - 1) * PAGE, as_of=timezone.now())
    context = {
        "rows": found[:PAGE],
        "chosen": chosen,
        "functions": list(registry),
        "page": page,
        "has_next": len(found) > PAGE,
    }
    return render(request, "workstation/cases/list.html", context)


def seen_case(request: Request, case_id: int) -> Case:
    """The case, where this user may see it; 404 otherwise."""
    return get_object_or_404(work.case_page(case_id=case_id, user=request.user))


@screen("cases.view_case")
@require_GET
def case(request: Request, case_id: int) -> HttpResponse:
    """One case; with htmx only its body, for a screen that loads itself anew."""
    found = seen_case(request, case_id)
    template = "workstation/cases/body.html" if request.htmx.target == "case-body" else "workstation/cases/page.html"
    return render(request, template, case_context(request, found))


def case_context(request: Request, found: Case) -> dict[str, Any]:
    """What the page of a case shows."""
    function = registry.find(found.function)
    steps = work.steps_of(found)
    may_change = request.user.has_perm("cases.change_case")
    return {
        "case": found,
        "function": function,
        "steps": steps,
        "version": steps[0].event.pk if steps else 0,
        "deadlines": work.deadlines_of(found, user=request.user, as_of=timezone.now()),
        "contacts": work.contacts_of(found, user=request.user),
        "transitions": work.transitions_of(found) if may_change else [],
        "cards": work.cards_of(found, user=request.user, at=timezone.now()),
        **work.panel_of(found),
    }


@screen("cases.view_case")
def transition(request: Request, case_id: int, verb: str) -> HttpResponse:
    """GET asks for what the transition needs, POST makes it."""
    found = seen_case(request, case_id)
    function = registry.find(found.function)
    if function is None or verb not in function.transitions:
        raise Http404
    make_form = function.transition_forms.get(verb)
    form = make_form(request.POST if request.method == "POST" else None) if make_form else None
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            fields = form.cleaned_data if form else {}
            apply_transition(case=found, verb=verb, actor=request.user, fields=fields, at=timezone.now())
        except DomainError as refusal:
            if form is None or refusal.field not in form.fields:
                raise
            form.add_error(refusal.field, str(refusal))
        else:
            return changed(request, case_id)
    context = {"case": found, "verb": verb, "label": function.states.verbs.get(verb, verb), "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "workstation/cases/transition.html", context, status=status)


def changed(request: Request, case_id: int) -> HttpResponse:
    """The case as it is now, whatever asked for the change."""
    response = render(request, "workstation/cases/body.html", case_context(request, seen_case(request, case_id)))
    return with_headers(response, HX_Retarget="#case-body", HX_Reswap="outerHTML")
