"""Walking through a tree in the pane beside the conversation: each answer is one request."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from contactcenter.contacts.models import Contact
from contactcenter.staff.http import screen
from contactcenter.staff.models import User
from support.models import TreeRun
from support.operations.trees import answer_step, go_back, leave_run, start_run
from support.queries.panel import contact_context

may_change = permission_required("contacts.change_contact", raise_exception=True)


def _user(request: HttpRequest) -> User:
    return cast("User", request.user)


def drawn(request: HttpRequest, contact_id: int) -> HttpResponse:
    """The pane as it is now."""
    contact = get_object_or_404(
        Contact.objects.visible_to(_user(request)).select_related("client", "queue", "topic"), pk=contact_id
    )
    panel = contact_context(contact=contact, user=_user(request), at=timezone.now())
    return render(request, "support/contact_panel.html", {"contact": contact, "panel": panel})


def _run(request: HttpRequest, run_id: int) -> TreeRun:
    contacts = Contact.objects.visible_to(_user(request))
    return get_object_or_404(TreeRun, pk=run_id, contact__in=contacts)


def _number(request: HttpRequest, name: str) -> int:
    given = request.POST.get(name, "")
    return int(given) if given.isdecimal() and len(given) < 10 else 0


@screen()
@may_change
@require_POST
def runs(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Begin a tree."""
    contact = get_object_or_404(Contact.objects.visible_to(_user(request)), pk=contact_id)
    start_run(contact_id=contact.pk, tree_id=_number(request, "tree"), operator=_user(request), at=timezone.now())
    return drawn(request, contact_id)


@screen()
@may_change
@require_POST
def answers(request: HttpRequest, run_id: int) -> HttpResponse:
    """What the client answered."""
    run = _run(request, run_id)
    answer_step(
        run_id=run.pk,
        step=request.POST.get("step", ""),
        number=_number(request, "number"),
        operator=_user(request),
        at=timezone.now(),
    )
    return drawn(request, run.contact_id)


@screen()
@may_change
@require_POST
def returning(request: HttpRequest, run_id: int) -> HttpResponse:
    """Back to a question."""
    run = _run(request, run_id)
    go_back(run_id=run.pk, operator=_user(request), at=timezone.now(), to=request.POST.get("step", ""))
    return drawn(request, run.contact_id)


@screen()
@may_change
@require_POST
def leaving(request: HttpRequest, run_id: int) -> HttpResponse:
    """No more questions."""
    run = _run(request, run_id)
    leave_run(run_id=run.pk, operator=_user(request), at=timezone.now())
    return drawn(request, run.contact_id)
