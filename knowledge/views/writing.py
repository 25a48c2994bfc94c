"""Authors and those who approve: drafts, review, publishing, the archive, tasks, the journal of signatures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from contactcenter.lib.errors import DomainError
from contactcenter.staff.http import Request, screen
from knowledge.forms import FactsForm, TextForm
from knowledge.markdown import render as rendered
from knowledge.models import Article, ArticleVersion
from knowledge.operations.articles import (
    EditedMeanwhile,
    Facts,
    Text,
    archive_article,
    describe_article,
    discard_draft,
    publish_version,
    restore_article,
    return_draft,
    revise_article,
    save_draft,
    submit_draft,
    write_article,
)
from knowledge.operations.files import attach_file
from knowledge.operations.use import finish_task
from knowledge.queries.reading import changes
from knowledge.queries.shelves import (
    documents_to_sign,
    drafts_of,
    missed_searches,
    sheet_of,
    tasks_for,
    to_sign,
    versions_in_review,
)
from knowledge.states import IN_WORK, PUBLISHED, REVIEW
from knowledge.views.reading import seen_article

ADD = "knowledge.add_article"
CHANGE = "knowledge.change_article"
PUBLISH = "knowledge.publish_article"


def _text(form: TextForm) -> Text:
    given = dict(form.cleaned_data)
    del given["edition"]
    return Text(**given)


def _told_at_field(refusal: DomainError, *told: forms.Form) -> bool:
    """Whether the sentence found its field in one of the forms."""
    for form in told:
        if refusal.field in form.fields:
            form.add_error(refusal.field, str(refusal))
            return True
    return False


@screen(ADD)
def new(request: Request) -> HttpResponse:
    """A new article."""
    given = request.POST or None
    text, facts = TextForm(given, initial={"title": request.GET.get("title", "")[:200]}), FactsForm(given)
    if request.method == "POST" and text.is_valid() and facts.is_valid():
        try:
            article = write_article(
                text=_text(text), facts=Facts(**facts.cleaned_data), author=request.user, at=timezone.now()
            )
        except DomainError as refusal:
            if not _told_at_field(refusal, text, facts):
                raise
        else:
            return redirect("knowledge:draft", article.pk)
    status = 422 if given else 200
    return render(request, "knowledge/edit.html", {"form": text, "facts": facts}, status=status)


@screen(CHANGE)
@require_POST
def revision(request: Request, article_id: int) -> HttpResponse:
    """Begin, or go on with, the next version."""
    article = seen_article(request, article_id)
    revise_article(article_id=article.pk, author=request.user, at=timezone.now())
    return redirect("knowledge:draft", article.pk)


def _in_work(article: Article) -> ArticleVersion:
    version = article.versions.filter(state__in=IN_WORK).select_related("author").first()
    if version is None:
        raise Http404
    return version


@screen(CHANGE)
def draft(request: Request, article_id: int) -> HttpResponse:
    """The version in work: as a form while it is a draft, for reading while it is in review."""
    article = seen_article(request, article_id)
    version = _in_work(article)
    if request.method != "POST":
        return _draft_page(request, article, version, text=_text_form(version), facts=_facts_form(article))
    text, facts = TextForm(request.POST), FactsForm(request.POST)
    if not (text.is_valid() and facts.is_valid()):
        return _draft_page(request, article, version, text=text, facts=facts, status=422)
    try:
        save_draft(
            article_id=article.pk,
            text=_text(text),
            edition=text.cleaned_data["edition"] or 0,
            author=request.user,
            at=timezone.now(),
        )
        describe_article(article_id=article.pk, facts=Facts(**facts.cleaned_data), actor=request.user)
    except EditedMeanwhile as conflict:
        # What the other one saved is shown beside; the next saving counts from there.
        text.data = text.data.copy()  # type: ignore[attr-defined]
        text.data["edition"] = conflict.version.edition  # type: ignore[index]
        more = {"conflict": conflict, "other": conflict.version}
        return _draft_page(request, article, version, text=text, facts=facts, status=409, **more)
    except DomainError as refusal:
        if not _told_at_field(refusal, text, facts):
            raise
        return _draft_page(request, article, version, text=text, facts=facts, status=422)
    return redirect("knowledge:draft", article.pk)


def _text_form(version: ArticleVersion) -> TextForm:
    names = ("title", "summary", "body", "change", "must_be_read", "edition")
    return TextForm(initial={name: getattr(version, name) for name in names})


def _facts_form(article: Article) -> FactsForm:
    names = ("category", "kind", "audience", "owner", "valid_from", "valid_until", "review_on")
    return FactsForm(
        initial={**{name: getattr(article, name) for name in names}, "products": ", ".join(article.products)}
    )


def _draft_page(
    request: Request, article: Article, version: ArticleVersion, *, text: TextForm, facts: FactsForm, **more: Any
) -> HttpResponse:
    status = more.pop("status", 200)
    published = article.versions.filter(state=PUBLISHED).first()
    context = {
        "article": article,
        "version": version,
        "form": text,
        "facts": facts,
        "is_in_review": version.state == REVIEW,
        "html": rendered(version.body),
        "changes": changes(published, version) if published and version.state == REVIEW else [],
        "may_publish": request.user.has_perm(PUBLISH) and version.author_id != request.user.pk,
        "events": version.events.select_related("actor"),
        "files": article.files.all(),
        **more,
    }
    return render(request, "knowledge/edit.html", context, status=status)


@screen(CHANGE)
@require_POST
def preview(request: Request) -> HttpResponse:
    """What the Markdown looks like."""
    return render(request, "knowledge/_preview.html", {"html": rendered(request.POST.get("body", "")[:200_000])})


@screen(CHANGE)
@require_POST
def files(request: Request, article_id: int) -> HttpResponse:
    """A file goes with the article."""
    article = seen_article(request, article_id)
    given = request.FILES.get("file")
    if given is not None:
        attach_file(article=article, name=given.name or "", content=given.read(), actor=request.user, at=timezone.now())
    return redirect("knowledge:draft", article.pk)


def _step(do: Callable[..., Any], permission: str, to: str, *, with_note: bool = False) -> Callable[..., Any]:
    @screen(permission)
    @require_POST
    def view(request: Request, article_id: int) -> HttpResponse:
        article = seen_article(request, article_id)
        more = {"note": request.POST.get("note", "")} if with_note else {}
        do(article_id=article.pk, actor=request.user, at=timezone.now(), **more)
        return redirect(to, article.pk)

    return view


submission = _step(submit_draft, CHANGE, "knowledge:draft", with_note=True)
returning = _step(return_draft, PUBLISH, "knowledge:draft", with_note=True)
publication = _step(publish_version, PUBLISH, "knowledge:article")
archiving = _step(archive_article, PUBLISH, "knowledge:article", with_note=True)
restoring = _step(restore_article, PUBLISH, "knowledge:article")


@screen(CHANGE)
@require_POST
def discarding(request: Request, article_id: int) -> HttpResponse:
    """Nothing comes of the draft."""
    article = seen_article(request, article_id)
    discard_draft(article_id=article.pk, actor=request.user, at=timezone.now())
    return redirect("knowledge:article", article.pk) if article.published_number else redirect("knowledge:work")


@screen(CHANGE)
@require_GET
def work(request: Request) -> HttpResponse:
    """What is to be done about knowledge: tasks, own drafts, what waits for approval, what nobody found."""
    context = {
        "tasks": tasks_for(request.user)[:50],
        "drafts": drafts_of(request.user)[:50],
        "reviews": versions_in_review(request.user)[:50],
        "missed": missed_searches(),
        "may_add": request.user.has_perm(ADD),
    }
    return render(request, "knowledge/work.html", context)


@screen(CHANGE)
@require_POST
def task(request: Request, task_id: int) -> HttpResponse:
    """It is seen to."""
    found = get_object_or_404(tasks_for(request.user), pk=task_id)
    finish_task(task_id=found.pk, actor=request.user, outcome=request.POST.get("outcome", ""), at=timezone.now())
    return redirect("knowledge:work")


@screen("knowledge.view_article")
@require_GET
def signatures(request: Request) -> HttpResponse:
    """What I have to sign; for supervisors, how far everybody is."""
    is_supervisor = request.user.has_perm(PUBLISH)
    context = {
        "mine": to_sign(request.user),
        "done": request.user.acknowledgements.select_related("version__article")[:50],
        "documents": documents_to_sign() if is_supervisor else [],
        "is_supervisor": is_supervisor,
    }
    return render(request, "knowledge/signatures.html", context)


@screen(PUBLISH)
@require_GET
def journal(request: Request, article_id: int, number: int) -> HttpResponse:
    """The journal of one document, for printing: who knows it since when, and who does not."""
    version = get_object_or_404(
        ArticleVersion.objects.select_related("article"), article=seen_article(request, article_id), number=number
    )
    return render(request, "knowledge/journal.html", {"sheet": sheet_of(version), "now": timezone.now()})
