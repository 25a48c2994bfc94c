"""Clients: finding one, all that is known of one, changing it, merging two."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from contactcenter.cases.models import Case
from contactcenter.clients.models import AddressKind, Client, ClientAddress
from contactcenter.clients.operations.addresses import add_address
from contactcenter.clients.operations.details import change_client
from contactcenter.clients.operations.merging import merge_clients
from contactcenter.lib.errors import InvalidInput
from contactcenter.lib.phone import format_phone
from contactcenter.privacy.operations.access import reveal_address
from contactcenter.workstation import keys
from contactcenter.workstation.errors import tell
from contactcenter.workstation.forms import AddressForm, ClientForm, MergeForm, RevealForm
from contactcenter.workstation.http import Request, page_number, screen
from contactcenter.workstation.queries import people
from contactcenter.workstation.queries.people import CHANNEL_GROUPS

PAGE = 30
REVEALED = timedelta(seconds=30)
REVEAL_REASONS = (_("to call the client back"), _("to check who is speaking"), _("the client asked for it"))


def seen_client(request: Request, client_id: int) -> Client:
    """The client, where this user may see it; 404 otherwise."""
    clients = Client.objects.visible_to(request.user).select_related("merged_into").prefetch_related("addresses")
    return get_object_or_404(clients, pk=client_id)


@screen("clients.view_client")
@require_GET
def listing(request: Request) -> HttpResponse:
    """Clients by what is typed, by name when nothing is."""
    text = request.GET.get("q", "").strip()[:100]
    page = page_number(request)
    found = people.clients_found(user=request.user, text=text, offset=(page - 1) * PAGE, limit=PAGE + 1)
    context = {"clients": found[:PAGE], "text": text, "page": page, "has_next": len(found) > PAGE}
    template = (
        "workstation/clients/rows.html" if request.htmx.target == "client-rows" else "workstation/clients/list.html"
    )
    return render(request, template, context)


@screen("clients.view_client")
@require_GET
def client(request: Request, client_id: int) -> HttpResponse:
    """Everything known; who was merged leads to what he became."""
    found = seen_client(request, client_id)
    if found.merged_into_id:
        return redirect("workstation:client", found.merged_into_id)
    return render(request, "workstation/clients/page.html", page_context(request, found))


def page_context(request: Request, found: Client) -> dict[str, Any]:
    """What the page of a client shows."""
    user = request.user
    open_cases = people.open_cases_of(found, user=user, as_of=timezone.now())
    return {
        "client": found,
        "keys": keys.CLIENT,
        "addresses": people.addresses_of(found),
        "corrected": people.last_correction(found),
        "consents": people.consents_of(found),
        "functions": people.by_function(open_cases),
        "open_count": len(open_cases),
        "contact_count": people.contact_count(found, user=user),
        "case_count": Case.objects.visible_to(user).filter(client=found).count(),
        **timeline_context(request, found),
    }


def timeline_context(request: Request, found: Client) -> dict[str, Any]:
    """One page of the history."""
    group = request.GET.get("group", "")
    after = request.GET.get("after", "")
    return {
        "client": found,
        "group": group if group in CHANNEL_GROUPS else "",
        "is_continued": bool(after),
        "timeline": people.timeline_of(found, user=request.user, group=group, after=after),
    }


@screen("clients.view_client")
@require_GET
def timeline(request: Request, client_id: int) -> HttpResponse:
    """More of the history, or that of some channels."""
    found = seen_client(request, client_id)
    return render(request, "workstation/clients/timeline.html", timeline_context(request, found))


@screen("clients.change_client")
def details(request: Request, client_id: int) -> HttpResponse:
    """Names, account, contract."""
    found = seen_client(request, client_id)
    form = ClientForm(request.POST or None, instance=found)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "workstation/clients/details.html", {"client": found, "form": form}, status=status)
    change_client(client_id=found.pk, details=form.cleaned_data, at=timezone.now(), actor=request.user)
    response = HttpResponse(headers={"HX-Refresh": "true"})
    tell(response, str(_("Saved.")))
    return response


@screen("clients.change_client")
def addresses(request: Request, client_id: int) -> HttpResponse:
    """One more way to reach the client."""
    found = seen_client(request, client_id)
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_address(client=found, at=timezone.now(), **form.cleaned_data)
        except InvalidInput as refusal:
            form.add_error("value", str(refusal))
        else:
            return HttpResponse(headers={"HX-Refresh": "true"})
    status = 422 if form.errors else 200
    return render(request, "workstation/clients/address.html", {"client": found, "form": form}, status=status)


@screen("clients.view_client")
def reveal(request: Request, address_id: int) -> HttpResponse:
    """GET asks why; POST shows the address for half a minute and leaves a line in the log of access."""
    visible = Client.objects.visible_to(request.user)
    address = get_object_or_404(ClientAddress.objects.select_related("client"), pk=address_id, client__in=visible)
    form = RevealForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        context = {"address": address, "form": form, "reveal_reasons": REVEAL_REASONS}
        status = 422 if request.method == "POST" else 200
        return render(request, "workstation/clients/reveal.html", context, status=status)
    value, line = reveal_address(
        address=address, actor=request.user, reason=form.cleaned_data["reason"], at=timezone.now()
    )
    shown = format_phone(value) if address.kind == AddressKind.PHONE else value
    context = {"address": address, "value": shown, "line": line, "until": line.at + REVEALED}
    return render(request, "workstation/clients/revealed.html", context)


@screen("clients.change_client")
def merge(request: Request, client_id: int) -> HttpResponse:
    """GET looks for the other one, POST makes this one part of it."""
    found = seen_client(request, client_id)
    if request.method == "POST":
        form = MergeForm(request.POST)
        if not form.is_valid():
            raise InvalidInput(_("Choose the other client."), field="other")
        other = seen_client(request, form.cleaned_data["other"])
        merge_clients(source=other, target=found, actor=request.user, at=timezone.now())
        return HttpResponse(headers={"HX-Refresh": "true"})
    text = request.GET.get("q", "").strip()[:100]
    others = people.clients_found(user=request.user, text=text, offset=0, limit=8) if len(text) > 1 else []
    context = {"client": found, "text": text, "others": [other for other in others if other.pk != found.pk]}
    template = "merge_rows.html" if request.htmx.target == "merge-rows" else "merge.html"
    return render(request, f"workstation/clients/{template}", context)
