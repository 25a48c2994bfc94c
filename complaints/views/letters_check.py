"""The page behind the QR mark: whoever holds a letter sees that it is ours, and nothing that he does not hold."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from complaints.letters import states
from complaints.models import OutgoingLetter
from contactcenter.privacy.masking import DOTS

# What a stranger is told of the state; everything inside the house is one.
STATUS = {
    states.SIGNED: _("signed, not sent yet"),
    states.SENT: _("sent"),
    states.DELIVERED: _("sent"),
    states.CANCELLED: _("withdrawn, it does not hold"),
}


def masked(addressee: str) -> str:
    """`Гордееву П.А.` -> `Г••• П.А.`: who holds the letter knows it again, nobody else learns a name."""
    first, _space, rest = addressee.partition(" ")
    shown = "".join(letter for letter in rest if letter.isupper() or letter == ".") if "." in rest else ""
    return " ".join(filter(None, (f"{first[:1]}{DOTS}", shown)))


@require_safe
def check(request: HttpRequest, token: str) -> HttpResponse:
    """Number, day, masked addressee, state. A token that is none looks like a letter that is not signed."""
    rows = OutgoingLetter.objects.exclude(number="").select_related("letterhead")
    letter = rows.filter(token=token[:32].replace("\0", "")).first()
    context = (
        {
            "organisation": letter.letterhead.short_name or letter.letterhead.name,
            "number": letter.number,
            "day": letter.registered_on,
            "addressee": masked(letter.addressee),
            "status": STATUS[letter.state],
            "is_valid": letter.state != states.CANCELLED,
        }
        if letter
        else {}
    )
    template = "complaints/letters/check.html" if letter else "complaints/letters/check_unknown.html"
    response = render(request, template, context, status=200 if letter else 404)
    add_never_cache_headers(response)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
