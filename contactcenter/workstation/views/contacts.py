"""One contact: its conversation, what is said in it, and the ways out of it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from contactcenter.callbacks.queries import callback_row
from contactcenter.contacts import states
from contactcenter.contacts.models import Contact
from contactcenter.contacts.operations.life import finish_contact, resume_contact
from contactcenter.contacts.operations.messages import BY_LETTER, letter_address, mark_read
from contactcenter.contacts.operations.participants import advise
from contactcenter.contacts.queries import canned_replies
from contactcenter.functions.panels import panels
from contactcenter.routing.operations.offers import take_contact
from contactcenter.routing.operations.takeover import whisper
from contactcenter.workstation import keys
from contactcenter.workstation.http import Request, screen, with_headers
from contactcenter.workstation.operations import answer_client, files_of, note_for_colleagues
from contactcenter.workstation.queries import company, desk, transcript
from contactcenter.workstation.views.desk import go_on, left_pane
from contactcenter.workstation.views.wrapup import wrapup_context


def seen_contact(request: Request, contact_id: int) -> Contact:
    """The contact, where this user may see it; 404 otherwise."""
    contacts = desk.contacts_with_labels(Contact.objects.visible_to(request.user)).select_related("operator")
    return get_object_or_404(contacts, pk=contact_id)


def contact_context(request: Request, contact: Contact) -> dict[str, Any]:
    """What centre and right pane show of a contact."""
    now = timezone.now()
    is_mine = contact.operator_id == request.user.pk
    context: dict[str, Any] = {
        "current": contact,
        "contact": contact,
        "is_mine": is_mine,
        "company": company.company_of(contact, request.user),
        "answer_due": desk.answer_due(contact),
        "tabs": tabs_of(request, contact),
        "callback_row": callback_row(contact, as_of=now),
        "letter_address": letter_address(contact) if contact.channel in BY_LETTER else None,
        "goes_by_letter": contact.channel in BY_LETTER,
    }
    if is_mine and contact.state == states.WRAPUP:
        return {**context, **wrapup_context(request, contact, at=now), "keys": keys.WRAPUP}
    hints = keys.CONVERSATION if is_mine and contact.state == states.ACTIVE else keys.DESK
    return {**context, "keys": hints, "transcript": transcript.transcript_of(contact)}


def tabs_of(request: Request, contact: Contact) -> list[dict[str, Any]]:
    """The panels that have something to do with this contact; none for who was only called in to give advice."""
    if not request.user.has_perm("contacts.view_contact"):
        return []
    now = timezone.now()
    contexts = ((panel, panel.context(contact=contact, user=request.user, at=now)) for panel in panels)
    return [{"panel": panel, "context": context} for panel, context in contexts if context is not None]


def draw_contact(request: Request, contact: Contact) -> HttpResponse:
    """Centre and right pane for the page that is open, the whole page for a direct address."""
    context = contact_context(request, contact)
    if request.htmx and not request.htmx.history_restore_request:
        return render(request, "workstation/contact/region.html", {**context, "is_swap": True})
    return render(request, "workstation/desk.html", {**left_pane(request), **context})


@screen()
def contact(request: Request, contact_id: int) -> HttpResponse:
    """The conversation, or its wrap-up."""
    return draw_contact(request, seen_contact(request, contact_id))


@screen()
def older(request: Request, contact_id: int) -> HttpResponse:
    """The page of the transcript before a message."""
    found = seen_contact(request, contact_id)
    before = request.GET.get("before", "")
    if not before.isdecimal() or len(before) > 18:
        raise Http404
    page = transcript.transcript_of(found, before=int(before))
    return render(request, "workstation/contact/lines.html", {"contact": found, "transcript": page})


@screen()
def foot(request: Request, contact_id: int) -> HttpResponse:
    """The composer, or the sentence that stands in its place."""
    found = seen_contact(request, contact_id)
    context = {
        "contact": found,
        "company": company.company_of(found, request.user),
        "answer_due": desk.answer_due(found),
        "letter_address": letter_address(found) if found.channel in BY_LETTER else None,
        "goes_by_letter": found.channel in BY_LETTER,
    }
    return render(request, "workstation/contact/foot.html", context)


@screen("contacts.view_contact")
def panel(request: Request, contact_id: int, slug: str) -> HttpResponse:
    """One tab of the right pane; `?part=content` is what stands in it, for a region that loads itself anew."""
    found = seen_contact(request, contact_id)
    tab = next((tab for tab in tabs_of(request, found) if tab["panel"].slug == slug), None)
    if tab is None:
        raise Http404
    if request.GET.get("part") == "content":
        return render(request, tab["panel"].template, {"contact": found, "panel": tab["context"]})
    return render(request, "workstation/contact/panel.html", {"contact": found, "tab": tab})


@screen()
@require_POST
def say(request: Request, contact_id: int) -> HttpResponse:
    """An answer to the client with its files, or one of the words that he never sees."""
    found, kind, now = seen_contact(request, contact_id), request.POST.get("kind"), timezone.now()
    words: dict[str, Any] = {
        "author": request.user,
        "text": request.POST.get("text", ""),
        "key": request.POST.get("key", "").replace("\x00", "")[:64],
        "at": now,
    }
    if kind == "consult":
        advise(contact_id=found.pk, **words)
    elif not request.user.has_perm("contacts.change_contact"):
        raise PermissionDenied
    elif kind == "whisper":
        whisper(contact_id=found.pk, **words)
    elif kind == "note":
        note_for_colleagues(contact=found, **words)
    else:
        answer_client(contact_id=found.pk, files=files_of(request.FILES.getlist("files")), **words)
    return sent(request, found)


def sent(request: Request, contact: Contact) -> HttpResponse:
    """What was said, as the parts that the socket would bring."""
    contact.refresh_from_db()
    last = transcript.last_lines(contact)
    context = {"contact": contact, "lines": last, "answer_due": desk.answer_due(contact), "into": f"log-{contact.pk}"}
    return render(request, "workstation/contact/parts.html", context)


@screen("contacts.change_contact")
@require_POST
def reading(request: Request, contact_id: int) -> HttpResponse:
    """The operator has the client's words before his eyes."""
    mark_read(contact_id=seen_contact(request, contact_id).pk, reader=request.user, at=timezone.now())
    return HttpResponse(status=204)


@screen("contacts.change_contact")
@require_POST
def taking(request: Request, contact_id: int) -> HttpResponse:
    """From the queue into the own hands."""
    found = seen_contact(request, contact_id)
    take_contact(contact_id=found.pk, operator=request.user, at=timezone.now())
    return opened(request, found.pk)


def opened(request: Request, contact_id: int) -> HttpResponse:
    """The conversation at once: in place on the workstation, by a new page from anywhere else."""
    address = f"/contacts/{contact_id}/"
    if not on_desk(request):
        return HttpResponse(headers={"HX-Redirect": address})
    response = draw_contact(request, seen_contact(request, contact_id))
    return with_headers(response, HX_Push_Url=address, HX_Retarget="#centre", HX_Reswap="outerHTML")


def on_desk(request: Request) -> bool:
    """Whether the page that asks has a centre to draw into."""
    path = request.htmx.current_url_abs_path or ""
    return path.split("?")[0] == "/" or path.startswith("/contacts/")


@screen("contacts.change_contact")
@require_POST
def finish(request: Request, contact_id: int) -> HttpResponse:
    """The conversation is over; wrap-up opens, where the queue has one."""
    ended = finish_contact(contact_id=seen_contact(request, contact_id).pk, at=timezone.now(), actor=request.user)
    return opened(request, contact_id) if ended.is_open else go_on(request.user)


@screen("contacts.change_contact")
@require_POST
def resumption(request: Request, contact_id: int) -> HttpResponse:
    """Back into the conversation."""
    resume_contact(contact_id=seen_contact(request, contact_id).pk, at=timezone.now(), actor=request.user)
    return opened(request, contact_id)


@screen("contacts.view_contact")
def canned(request: Request, contact_id: int) -> HttpResponse:
    """Prepared answers whose shortcut begins with what was typed after the slash."""
    found = seen_contact(request, contact_id)
    start = request.GET.get("start", "").replace("\x00", "")[:40]
    replies = canned_replies(function=found.queue.function, start=start)
    texts = [{"shortcut": reply.shortcut, "body": fill_in(reply.body, found, request)} for reply in replies]
    return render(request, "workstation/contact/canned.html", {"replies": texts, "contact": found})


def fill_in(body: str, contact: Contact, request: HttpRequest) -> str:
    """{name} and {operator} in a prepared answer; a visitor without a name is not called by a number."""
    first_name = contact.client.first_name or contact.client.organisation
    operator = getattr(request.user, "first_name", "") or str(request.user)
    return (
        body.replace("{name}, ", f"{first_name}, " if first_name else "")
        .replace("{name}", first_name)
        .replace("{operator}", operator)
    )
