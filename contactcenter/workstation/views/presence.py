"""One's own state, and the end of the shift."""

from __future__ import annotations

from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from contactcenter.lib.errors import InvalidInput
from contactcenter.routing.screens import draw_day
from contactcenter.staff.models import PresenceState, Role
from contactcenter.staff.operations.presence import change_presence
from contactcenter.workstation.forms import PresenceForm
from contactcenter.workstation.http import Request, screen


@screen()
def presence(request: Request) -> HttpResponse:
    """GET: the state as it is. POST: another one; only who has a seat has a state."""
    if not request.user.has_role(Role.OPERATOR):
        raise PermissionDenied
    if request.method == "POST":
        form = PresenceForm(request.POST)
        if not form.is_valid():
            raise InvalidInput(str(next(iter(form.errors.values()))[0]), field="state")
        change_presence(
            operator=request.user,
            state=form.cleaned_data["state"],
            reason=form.cleaned_data["reason"],
            at=timezone.now(),
            actor=request.user,
        )
    return render(request, "workstation/shell/state.html")


@screen()
@require_safe
def my_day(request: Request) -> HttpResponse:
    """Every moment of one's own states, and every contact; for who has a seat."""
    if not request.user.has_role(Role.OPERATOR):
        raise PermissionDenied
    return draw_day(request, person=request.user, title=_("My day"))


@screen()
@require_POST
def sign_out(request: Request) -> HttpResponse:
    """The shift is over: work in hand goes back to its queues with its age."""
    if request.user.has_role(Role.OPERATOR):
        change_presence(operator=request.user, state=PresenceState.OFFLINE, at=timezone.now(), actor=request.user)
    logout(request)
    return redirect("login")
