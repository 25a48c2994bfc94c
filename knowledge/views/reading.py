"""The desk of knowledge: searching, reading, inserting, rating, signing."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from contactcenter.contacts.models import Contact
from contactcenter.functions.registry import registry
from contactcenter.lib.errors import DomainError
from contactcenter.staff.http import Request, screen, served_file
from knowledge.forms import SignForm
from knowledge.models import Article, ArticleFile, ArticleVersion, Reading, UseKind
from knowledge.operations.signing import sign_article
from knowledge.operations.use import (
    ask_for_article,
    keep_article,
    note_missed,
    note_reading,
    rate_article,
    use_article,
)
from knowledge.queries.reading import changes, may_be_read, read, running_contact
from knowledge.queries.search import Found, Search, search_articles, unmarked
from knowledge.queries.shelves import articles_of, categories, to_sign
from knowledge.queries.suggestions import suggested_articles

VIEW = "knowledge.view_article"
LONGEST = 200


def seen_article(request: Request, article_id: int) -> Article:
    """The article, where this person may read it; 404 otherwise."""
    rows = Article.objects.visible_to(request.user).select_related("category", "owner__department")
    return get_object_or_404(rows.defer("body_key", "found"), pk=article_id)


def listed(request: Request) -> dict[str, Any]:
    """What stands on the left: what was found, or what is read most."""
    given = request.GET
    text = given.get("q", "").strip()[:LONGEST]
    function, everything = given.get("function", ""), "all" in given
    category = int(given["category"]) if given.get("category", "").isdecimal() else None
    day = timezone.localdate()
    context: dict[str, Any] = {
        "text": text,
        "function": function,
        "everything": everything,
        "category": category,
        "categories": categories(),
        "functions": [(one.slug, one.label) for one in registry],
        "today": day,
        "kept": "kept" in given,
    }
    if text:
        search = Search(
            text=text, user=request.user, day=day, function=function, category=category, only_valid=not everything
        )
        return {**context, "found": search_articles(search)}
    rows = articles_of(
        user=request.user,
        function=function,
        category=category,
        only_valid_on=None if everything else day,
        kept=context["kept"],
    )
    return {**context, "found": Found(hits=[unmarked(article) for article in rows[:20]])}


@screen(VIEW)
@require_GET
def desk(request: Request) -> HttpResponse:
    """Search on the left, nothing opened yet."""
    context = listed(request)
    if request.htmx.target == "knowledge-list":
        if context["text"] and context["found"].is_empty and "typed" not in request.GET:
            note_missed(query=context["text"], at=timezone.now())
        return render(request, "knowledge/_list.html", context)
    return render(request, "knowledge/desk.html", {**context, **_frame(request)})


def _frame(request: Request) -> dict[str, Any]:
    contact = running_contact(user=request.user, wanted=request.GET.get("contact", ""))
    return {"contact": contact, "waiting": to_sign(request.user)[:5]}


@screen(VIEW)
@require_GET
def article(request: Request, article_id: int) -> HttpResponse:
    """One article between the list and the answer that it goes into."""
    found = seen_article(request, article_id)
    return render(request, "knowledge/desk.html", {**listed(request), **opened(request, found)})


def opened(request: Request, found: Article) -> dict[str, Any]:
    """Everything that the page of an article shows."""
    frame = _frame(request)
    before = note_reading(article=found, user=request.user, at=timezone.now()) if found.is_published else None
    current = found.versions.filter(number=found.published_number or 0).select_related("author", "reviewer").first()
    marks = found.helped + found.not_helped
    signed = current and current.acknowledgements.filter(user=request.user).first()
    return {
        **frame,
        "article": found,
        "version": current,
        "read": read(found, contact=frame["contact"], user=request.user),
        "is_valid": found.is_valid_on(timezone.localdate()),
        "seen": before,
        "has_changed": before is not None and before < (found.published_number or 0),
        "kept_by_me": Reading.objects.filter(article=found, user=request.user, is_kept=True).exists(),
        "helped_share": round(100 * found.helped / marks) if marks else None,
        "files": found.files.all(),
        "related": found.related.published().order_by("title_key")[:8],
        "in_work": found.versions.filter(state__in=("draft", "review")).first(),
        "signed": signed,
        "sign_form": SignForm(initial={"number": found.published_number}),
        "may_write": request.user.has_perm("knowledge.change_article"),
        "may_publish": request.user.has_perm("knowledge.publish_article"),
    }


@screen(VIEW)
@require_POST
def using(request: Request, article_id: int) -> HttpResponse:
    """It goes into the answer of a conversation; the page puts the words there itself."""
    found = seen_article(request, article_id)
    contact = get_object_or_404(Contact.objects.visible_to(request.user), pk=_number(request, "contact"))
    kind = UseKind.LINK if request.POST.get("kind") == UseKind.LINK else UseKind.TEXT
    use_article(article=found, kind=kind, contact=contact, user=request.user, at=timezone.now())
    return HttpResponse(status=204)


def _number(request: Request, name: str) -> int:
    given = request.POST.get(name, "")
    if not given.isdecimal() or len(given) > 18:
        raise Http404
    return int(given)


@screen(VIEW)
@require_POST
def rating(request: Request, article_id: int) -> HttpResponse:
    """Whether it helped."""
    found = seen_article(request, article_id)
    helped = request.POST.get("helped") == "yes"
    rate_article(article=found, user=request.user, helped=helped, note=request.POST.get("note", ""), at=timezone.now())
    found.refresh_from_db(fields=["helped", "not_helped"])
    marks = found.helped + found.not_helped
    context = {"article": found, "rated": helped, "helped_share": round(100 * found.helped / marks)}
    return render(request, "knowledge/_rating.html", context)


@screen(VIEW)
@require_POST
def bookmark(request: Request, article_id: int) -> HttpResponse:
    """Kept, or not any more."""
    found = seen_article(request, article_id)
    is_kept = request.POST.get("kept") == "yes"
    keep_article(article=found, user=request.user, is_kept=is_kept, at=timezone.now())
    return render(request, "knowledge/_bookmark.html", {"article": found, "kept_by_me": is_kept})


@screen(VIEW)
@require_POST
def signature(request: Request, article_id: int) -> HttpResponse:
    """Signed on screen, with the password."""
    found, form = seen_article(request, article_id), SignForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            sign_article(
                article_id=found.pk,
                number=given["number"],
                password=given["password"],
                user=request.user,
                at=timezone.now(),
            )
        except DomainError as refusal:
            if refusal.field not in form.fields:
                raise
            form.add_error(refusal.field, str(refusal))
        else:
            return redirect("knowledge:article", found.pk)
    context = {**listed(request), **opened(request, found), "sign_form": form}
    return render(request, "knowledge/desk.html", context, status=422)


@screen(VIEW)
@require_POST
def questions(request: Request) -> HttpResponse:
    """Nothing fits: somebody should write it down."""
    contact = running_contact(user=request.user, wanted=request.POST.get("contact", ""))
    ask_for_article(question=request.POST.get("question", ""), actor=request.user, contact=contact, at=timezone.now())
    return render(request, "knowledge/_asked.html")


@screen(VIEW)
@require_GET
def beside(request: Request, contact_id: int) -> HttpResponse:
    """The tab beside a conversation: what fits by itself, or what was typed."""
    contact = get_object_or_404(
        Contact.objects.visible_to(request.user).select_related("client", "queue"), pk=contact_id
    )
    return render(request, "knowledge/_beside.html", {"contact": contact, "panel": beside_context(request, contact)})


def beside_context(request: Request, contact: Contact) -> dict[str, Any]:
    """Hits for what was typed, suggestions where nothing was."""
    text = request.GET.get("q", "").strip()[:LONGEST]
    day = timezone.localdate()
    if not text:
        rows = suggested_articles(contact=contact, user=request.user, day=day)
        return {"text": "", "articles": rows}
    search = Search(text=text, user=request.user, day=day, limit=6)
    return {"text": text, "articles": [hit.article for hit in search_articles(search).hits]}


@screen(VIEW)
@require_GET
def beside_article(request: Request, contact_id: int, article_id: int) -> HttpResponse:
    """One article in the tab, with what may be inserted."""
    contact = get_object_or_404(
        Contact.objects.visible_to(request.user).select_related("client", "queue"), pk=contact_id
    )
    found = seen_article(request, article_id)
    if found.is_published:
        note_reading(article=found, user=request.user, at=timezone.now())
    context = {"contact": contact, "article": found, "read": read(found, contact=contact, user=request.user)}
    return render(request, "knowledge/_beside_article.html", context)


@screen(VIEW)
@require_GET
def versions(request: Request, article_id: int) -> HttpResponse:
    """All versions, and what changed between two of them: ?from=6&to=7."""
    found = seen_article(request, article_id)
    rows = list(found.versions.select_related("author", "reviewer"))
    if not request.user.has_perm("knowledge.change_article"):
        rows = [row for row in rows if row.published_at]
    after = _version(rows, request.GET.get("to", "")) or (rows[0] if rows else None)
    before = _version(rows, request.GET.get("from", ""))
    if before is None and after is not None:
        before = next((row for row in rows if row.number < after.number), None)
    context = {
        "article": found,
        "versions": rows,
        "before": before,
        "after": after,
        "changes": changes(before, after) if before and after else [],
        "events": [event for row in rows[:5] for event in row.events.select_related("actor")][:50],
    }
    return render(request, "knowledge/versions.html", context)


def _version(rows: list[ArticleVersion], wanted: str) -> ArticleVersion | None:
    return next((row for row in rows if str(row.number) == wanted), None)


@screen(VIEW)
@require_GET
def file(request: Request, file_id: int) -> FileResponse:
    """A file of an article that this person may read."""
    found = get_object_or_404(ArticleFile, pk=file_id, article__in=Article.objects.visible_to(request.user))
    in_place = "preview" in request.GET and found.content_type.startswith("image/")
    return served_file(found, in_place=in_place, cache="private, max-age=3600")


@require_GET
def public(request: HttpRequest, public_id: str) -> HttpResponse:
    """An article for clients, for whoever has its address."""
    found = Article.objects.defer("body_key", "found").filter(public_id=public_id).first()
    if found is None or not may_be_read(found, timezone.localdate()):
        raise Http404(_("This article is not here any more."))
    return render(request, "knowledge/public.html", {"article": found, "read": read(found, contact=None, user=None)})
