"""A contact held out: taken, or let go."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from contactcenter.routing.models import Offer
from contactcenter.routing.operations.offers import accept_offer, decline_offer
from contactcenter.workstation.forms import DeclineForm
from contactcenter.workstation.http import Request, screen
from contactcenter.workstation.views.contacts import opened, tabs_of


@screen("contacts.change_contact")
@require_POST
def acceptance(request: Request, offer_id: int) -> HttpResponse:
    """Accepted: the conversation opens at once."""
    offer = get_object_or_404(Offer, pk=offer_id)
    contact = accept_offer(offer_id=offer.pk, operator=request.user, at=timezone.now())
    return opened(request, contact.pk)


@screen("contacts.change_contact")
@require_POST
def refusal(request: Request, offer_id: int) -> HttpResponse:
    """Declined: it goes to a colleague with its age."""
    offer = get_object_or_404(Offer, pk=offer_id)
    form = DeclineForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    decline_offer(offer_id=offer.pk, operator=request.user, at=timezone.now(), reason=reason)
    return HttpResponse(status=204)


@screen("contacts.view_contact")
def context(request: Request, offer_id: int) -> HttpResponse:
    """Who is held out, in the right pane; only for whom the offer is."""
    offers = (
        Offer.objects.open()
        .filter(operator=request.user)
        .select_related("contact__client", "contact__address", "contact__queue", "contact__topic")
    )
    offer = get_object_or_404(offers, pk=offer_id)
    shown = {"contact": offer.contact, "tabs": tabs_of(request, offer.contact), "is_offered": True}
    return render(request, "workstation/contact/right.html", shown)
