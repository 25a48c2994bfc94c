"""While a request is filled in: what may be wrong with its product, outages that fit, earlier requests like it."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from contactcenter.contacts.models import Contact
from contactcenter.staff.http import Request, screen
from support.forms import WrapUpForm
from support.models import Product, Symptom
from support.queries.outages import suggested
from support.queries.repeats import earlier_like

PREFIX = re.compile(r"[a-z_]{1,40}", re.ASCII)
KEY = re.compile(r"[0-9]{1,9}", re.ASCII)
MOST = 50


def _prefix_of(given: QueryDict) -> str:
    """A wrap-up may register several cases, each with a form of its own."""
    wanted = given.get("prefix", "")
    return wanted if PREFIX.fullmatch(wanted) else "case"


@screen("contacts.change_contact")
@require_GET
def symptoms(request: Request, contact_id: int) -> HttpResponse:
    """Those of the product that was chosen just now; what was ticked stays so."""
    contact = get_object_or_404(Contact.objects.visible_to(request.user), pk=contact_id)
    given, prefix = request.GET, _prefix_of(request.GET)
    chosen = {"product": given.get(f"{prefix}-product", ""), "symptoms": given.getlist(f"{prefix}-symptoms")}
    form = WrapUpForm(prefix=prefix, initial=chosen)
    return render(request, "support/_symptoms.html", {"form": form, "contact": contact})


@screen("support.view_outage")
@require_GET
def advice(request: Request, contact_id: int) -> HttpResponse:
    """Outages that fit what is filled in so far, and earlier requests like it."""
    contact = get_object_or_404(Contact.objects.visible_to(request.user).select_related("client"), pk=contact_id)
    given, prefix = request.GET, _prefix_of(request.GET)
    product = _picked(Product, [given.get(f"{prefix}-product", "")]).first()
    chosen = list(_picked(Symptom, given.getlist(f"{prefix}-symptoms")))
    address = given.get(f"{prefix}-service_address", "")[:300]
    context = {
        "outages": suggested(client=contact.client, product=product, address=address),
        "chosen": given.get(f"{prefix}-outage", ""),
        "prefix": prefix,
        "earlier": earlier_like(client=contact.client, product=product, symptoms=chosen, before=timezone.now())
        if product and chosen
        else [],
    }
    return render(request, "support/_advice.html", context)


def _picked(model: Any, keys: list[str]) -> Any:
    return model.objects.filter(pk__in=[int(key) for key in keys[:MOST] if KEY.fullmatch(key)])
