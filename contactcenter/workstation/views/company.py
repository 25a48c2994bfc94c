"""Several people around one conversation: handed over, called in, taken over, whispered to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contactcenter.contacts.models import Contact, Queue
from contactcenter.contacts.operations.participants import consult, end_participation, invite
from contactcenter.routing.operations.handover import transfer_contact, transfer_to_function, transfer_to_operator
from contactcenter.routing.operations.steering import STEER
from contactcenter.routing.operations.takeover import take_over, whisper
from contactcenter.staff.models import User
from contactcenter.workstation.company_forms import CallForm, TransferForm, WhisperForm
from contactcenter.workstation.http import Request, screen
from contactcenter.workstation.queries import company
from contactcenter.workstation.views.contacts import opened, seen_contact
from contactcenter.workstation.views.desk import go_on


@screen("contacts.change_contact")
def transfer(request: Request, contact_id: int) -> HttpResponse:
    """Where to, and with which words."""
    found, now = seen_contact(request, contact_id), timezone.now()
    form = TransferForm(
        request.POST or None,
        colleagues=company.colleagues_to_give(found, giver=request.user, as_of=now),
        queues=Queue.objects.visible_to(request.user).active().exclude(pk=found.queue_id),
        functions=company.functions_to_give(found),
    )
    if request.method != "POST" or not form.is_valid():
        return _dialog(request, "workstation/contact/transfer.html", found, form)
    _hand_over(found, request.user, form.cleaned_data, at=now)
    return go_on(request.user)


def _hand_over(contact: Contact, operator: User, given: dict[str, Any], *, at: datetime) -> None:
    where: dict[str, Any] = {"contact_id": contact.pk, "operator": operator, "note": given["note"], "at": at}
    if given["where"] == "colleague":
        to, queue = given["colleague"]
        transfer_to_operator(**where, to=to, queue=queue)
    elif given["where"] == "function":
        transfer_to_function(**where, function=given["function"])
    else:
        transfer_contact(**where, queue=given["queue"])


@screen("contacts.change_contact")
def calling(request: Request, contact_id: int) -> HttpResponse:
    """Ask somebody beside the conversation, or let him write to the client too."""
    found = seen_contact(request, contact_id)
    form = CallForm(request.POST or None, people=company.people_to_call(found, caller=request.user))
    if request.method != "POST" or not form.is_valid():
        return _dialog(request, "workstation/contact/call.html", found, form)
    given = form.cleaned_data
    person = get_object_or_404(User, pk=given["person"])
    where: dict[str, Any] = {"contact_id": found.pk, "operator": request.user, "person": person, "at": timezone.now()}
    if given["role"] == "guest":
        invite(**where, note=given["text"])
    else:
        consult(**where, question=given["text"])
    return closed(request)


@screen()
@require_POST
def ending(request: Request, contact_id: int, person_id: int) -> HttpResponse:
    """Somebody leaves, or is thanked."""
    found = seen_contact(request, contact_id)
    person = get_object_or_404(User, pk=person_id)
    end_participation(contact_id=found.pk, person=person, actor=request.user, at=timezone.now())
    if person == request.user and not request.user.has_perm("contacts.view_contact"):
        return go_on(request.user)
    return opened(request, found.pk)


@screen("contacts.change_contact")
@require_POST
def takeover(request: Request, contact_id: int) -> HttpResponse:
    """Go on in the operator's stead; `from` is who had it on the screen."""
    found = seen_contact(request, contact_id)
    holder = request.POST.get("from", "")
    holder_id = int(holder) if holder.isdecimal() and len(holder) < 19 else None
    take_over(contact_id=found.pk, actor=request.user, at=timezone.now(), holder_id=holder_id)
    return opened(request, found.pk)


@screen(STEER)
def whispering(request: Request, contact_id: int) -> HttpResponse:
    """A word to the operator, from the floor."""
    found = seen_contact(request, contact_id)
    form = WhisperForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _dialog(request, "workstation/contact/whisper.html", found, form)
    whisper(contact_id=found.pk, author=request.user, text=form.cleaned_data["text"], at=timezone.now())
    return closed(request)


@screen()
def called(request: Request) -> HttpResponse:
    """Where one was called to; the way in for experts, who have no contacts of their own."""
    context = {
        "called": company.called_to(request.user),
        "heading": {"title": _("Consultations"), "detail": _("Conversations you were called into")},
    }
    return render(request, "workstation/contact/called.html", context)


def closed(request: Request) -> HttpResponse:
    """The dialog goes; what has changed comes by the socket."""
    return render(request, "workstation/contact/nothing.html")


def _dialog(request: Request, template: str, contact: Contact, form: Any) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    return render(request, template, {"contact": contact, "form": form}, status=status)
