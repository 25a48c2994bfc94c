"""The register of outgoing letters, the page of one, its files."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import FileResponse, Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_safe

from complaints.letters import states
from complaints.letters.names import DOUBTS
from complaints.letters_forms import DraftForm
from complaints.models import FileKind, LetterVersion, OutgoingLetter, Signatory
from complaints.operations.letters_files import file_of
from complaints.queries.letters import PAGE, UNSIGNED, LetterFilter, authors_of, letter_page, listed
from contactcenter.staff.http import Request, page_number, screen
from contactcenter.staff.models import User

SEE = ("complaints.view_outgoingletter", "complaints.approve_outgoingletter")
_TYPES = {
    FileKind.PDF: "application/pdf",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def require_reader(user: User) -> None:
    """404 for who has nothing to do with letters."""
    if not any(user.has_perm(permission) for permission in SEE):
        raise Http404


def chosen_of(given: QueryDict) -> LetterFilter:
    """What the address asks for; nonsense is passed over."""
    state = given.get("state", "")
    return LetterFilter(
        text=given.get("q", "").replace("\0", "").strip()[:100],
        state=state if state in (UNSIGNED, *states.REGISTERED, states.CANCELLED) else "",
        mine=given.get("owner") == "me",
        since=_day(given.get("since", "")),
        until=_day(given.get("until", "")),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@screen()
@require_GET
def listing(request: Request) -> HttpResponse:
    """The register, the newest first, or what is being written; with htmx only the rows."""
    require_reader(request.user)
    chosen, page = chosen_of(request.GET), page_number(request)
    rows = listed(user=request.user, chosen=chosen, offset=(page - 1) * PAGE)
    waiting = (
        OutgoingLetter.objects.visible_to(request.user).waiting_for(request.user).with_row().order_by("submitted_at")
    )
    context = {
        "rows": rows[:PAGE],
        "waiting": waiting.order_by("submitted_at")[:PAGE] if page == 1 else [],
        "chosen": chosen,
        "states": [(state, states.LETTER.labels[state]) for state in (*states.REGISTERED, states.CANCELLED)],
        "page": page,
        "has_next": len(rows) > PAGE,
    }
    part = "complaints/letters/_rows.html" if request.htmx.target == "letters" else "complaints/letters/list.html"
    return render(request, part, context)


def seen_letter(request: Request, letter_id: int) -> OutgoingLetter:
    """The letter, where this user may see it; 404 otherwise."""
    return get_object_or_404(letter_page(user=request.user), pk=letter_id)


@screen()
@require_GET
def page(request: Request, letter_id: int) -> HttpResponse:
    """One letter: as it stands, what can be done, and what has been."""
    return draw_page(request, seen_letter(request, letter_id))


def draw_page(request: Request, letter: OutgoingLetter, *, form: DraftForm | None = None) -> HttpResponse:
    """The page, with what is wrong in the form where there is one."""
    versions = list(letter.versions.all())
    content = versions[0].content
    may_write = request.user.has_perm("complaints.change_outgoingletter")
    is_editable = may_write and letter.state == states.DRAFT
    context: dict[str, Any] = {
        "letter": letter,
        "content": content,
        "version": versions[0],
        "versions": versions,
        "events": letter.events.select_related("actor"),
        "doubts": [DOUBTS[doubt] for doubt in letter.doubts if doubt in DOUBTS] if letter.needs_check else [],
        "form": (form or DraftForm(initial=content.as_data())) if is_editable else None,
        "can": possible(letter, user=request.user),
        "may_see_case": request.user.has_perm("cases.view_case"),
    }
    return render(request, "complaints/letters/page.html", context, status=422 if form else 200)


def possible(letter: OutgoingLetter, *, user: User) -> set[str]:
    """The verbs that the state and the rules allow this person."""
    verbs = set(states.LETTER.allowed(letter.state))
    if not user.has_perm("complaints.change_outgoingletter"):
        verbs &= {"approve", "return", "sign"}
    if not verbs & {"approve", "return", "sign"}:
        return verbs
    is_author = user.pk in authors_of(letter)
    signs = Signatory.objects.filter(user=user.pk, is_active=True).exists()
    is_head = letter.approver_id == user.pk and not is_author
    allowed = {"approve": is_head, "return": is_head or (signs and not is_author), "sign": signs and not is_author}
    return {verb for verb in verbs if allowed.get(verb, True)}


@screen()
@require_safe
def version_file(request: Request, letter_id: int, number: int, kind: str) -> FileResponse:
    """A version as PDF, shown in the browser, or as DOCX, saved by it."""
    if kind not in FileKind.values:
        raise Http404
    letter = get_object_or_404(OutgoingLetter.objects.visible_to(request.user), pk=letter_id)
    version = get_object_or_404(LetterVersion, letter=letter, number=number)
    file = file_of(version, kind=FileKind(kind), at=timezone.now())
    name = f"{letter.number or letter.complaint.number}.{kind}"
    return FileResponse(
        file.file.open("rb"),
        as_attachment=kind != FileKind.PDF,
        filename=name,
        content_type=_TYPES[FileKind(kind)],
        headers={
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
            # Whatever is in it, nothing of it runs; browsers show a PDF with a program and a style of their own.
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'",
        },
    )
