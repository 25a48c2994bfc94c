"""The page behind the link in a letter: for an expert without an account, about one referral, as long as it waits.

Whoever opens it is known by nothing but the link, so every use leaves an event.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_POST, require_safe

from contactcenter.decisions.forms import OutsiderDecisionForm, OutsiderMessageForm
from contactcenter.decisions.http import files_of, refuse
from contactcenter.decisions.links import Opened, open_link
from contactcenter.decisions.operations.moving import Who
from contactcenter.decisions.operations.reading import note_link_use
from contactcenter.decisions.operations.working import ask_back
from contactcenter.decisions.queries import facts_of, left_of
from contactcenter.decisions.views.moves import decide_by_form
from contactcenter.lib.errors import DomainError
from contactcenter.staff.http import served_file

View = Callable[..., HttpResponseBase]


def by_letter(view: View) -> View:
    """The view gets what the link opens; a link that opens nothing gets a page that says so, never a hint at what."""

    @functools.wraps(view)
    def opened(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponseBase:
        link = open_link(token)
        if link is None:
            response: HttpResponseBase = render(request, "decisions/letter_closed.html", status=404)
        else:
            note_link_use(
                referral=link.referral,
                version=link.version,
                is_open=link.is_open,
                at=timezone.now(),
                trace=_trace(request),
            )
            if link.is_open:
                response = view(request, link, **kwargs)
            else:
                response = render(request, "decisions/letter_closed.html", {"referral": link.referral}, status=410)
        add_never_cache_headers(response)
        # The address is the key: no other site may learn it. Stricter, and browsers would not name us to ourselves
        # either, so that forms would seem to come from nowhere.
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    return opened


@require_safe
@by_letter
def letter(request: HttpRequest, link: Opened) -> HttpResponse:
    """The question, and the forms to answer it."""
    return _page(request, link)


@require_POST
@by_letter
def questions(request: HttpRequest, link: Opened) -> HttpResponse:
    """Ask the contact centre."""
    form = OutsiderMessageForm(request.POST)
    if form.is_valid():
        given, who = form.cleaned_data, Who(outsider=form.cleaned_data["name"], link_version=link.version)
        try:
            ask_back(
                referral_id=link.referral.pk, who=who, text=given["text"], at=timezone.now(), files=files_of(request)
            )
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            return redirect("decisions:letter", link.token)
    return _page(request, link, question=form)


@require_POST
@by_letter
def decision(request: HttpRequest, link: Opened) -> HttpResponse:
    """Decide, or give the question back."""
    form = OutsiderDecisionForm(request.POST, referral=link.referral)
    if form.is_valid():
        who = Who(outsider=form.cleaned_data["name"], link_version=link.version)
        try:
            decide_by_form(link.referral, form, who=who, request=request)
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            return render(request, "decisions/letter_done.html", {"referral": link.referral})
    return _page(request, link, form=form)


@require_safe
@by_letter
def referral_file(request: HttpRequest, link: Opened, *, file_id: int) -> FileResponse:
    """A file of the talk."""
    return served_file(get_object_or_404(link.referral.files, pk=file_id))


@require_safe
@by_letter
def attachment(request: HttpRequest, link: Opened, *, attachment_id: int) -> FileResponse:
    """A file of the client that the department was shown."""
    return served_file(get_object_or_404(link.referral.attachments, pk=attachment_id))


def _page(
    request: HttpRequest,
    link: Opened,
    *,
    form: OutsiderDecisionForm | None = None,
    question: OutsiderMessageForm | None = None,
) -> HttpResponse:
    referral = link.referral
    context = {
        "referral": referral,
        "token": link.token,
        "left": left_of(referral, as_of=timezone.now()),
        "facts": facts_of(referral.case),
        "allowed": referral.allowed_verbs,
        "form": form or OutsiderDecisionForm(referral=referral),
        "question": question or OutsiderMessageForm(),
    }
    return render(request, "decisions/letter.html", context, status=422 if form or question else 200)


def _trace(request: HttpRequest) -> dict[str, str]:
    """What little is known of the visitor."""
    return {
        "method": request.method or "",
        "address": request.META.get("REMOTE_ADDR", ""),
        "browser": request.headers.get("User-Agent", "")[:200],
    }
