"""What knowledge brings to the screens of others: a section, a tab beside a conversation, a card of a case, search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contactcenter.cases.models import Case
from contactcenter.contacts.models import Contact
from contactcenter.functions.finders import Finder, finders
from contactcenter.functions.panels import Panel, case_panels, panels
from contactcenter.functions.prefills import prefills
from contactcenter.functions.registry import SearchHit, api_routes, demo_preparations
from contactcenter.functions.sections import Section, sections
from contactcenter.staff.models import User
from knowledge import demo
from knowledge.models import ArticleUse
from knowledge.queries.scripts import panel_of, prefill
from knowledge.queries.search import Search, search_articles
from knowledge.queries.suggestions import suggested_articles


def contact_context(*, contact: Contact, user: User, at: datetime) -> Mapping[str, Any] | None:
    """Articles that fit what the client wrote."""
    if not user.has_perm("knowledge.view_article"):
        return None
    day = timezone.localdate(at)
    return {"text": "", "articles": suggested_articles(contact=contact, user=user, day=day)}


def script_context(*, contact: Contact, user: User, at: datetime) -> Mapping[str, Any] | None:
    """The script of the conversation; no tab where there is none."""
    if not user.has_perm("knowledge.view_article"):
        return None
    panel = panel_of(contact=contact, user=user)
    return panel if panel["run"] or panel["scripts"] else None


def case_context(*, case: Case, user: User, at: datetime) -> Mapping[str, Any] | None:
    """The articles that a case was answered with, and those that served its conversations."""
    if not user.has_perm("knowledge.view_article"):
        return None
    rows = ArticleUse.objects.filter(case=case) | ArticleUse.objects.filter(contact__cases=case)
    uses = list(rows.distinct().select_related("article", "user").order_by("-pk")[:20])
    return {"uses": uses} if uses else None


def find(*, text: str, user: User, limit: int) -> Sequence[SearchHit]:
    """Articles for the search box."""
    found = search_articles(Search(text=text, user=user, day=timezone.localdate(), limit=limit))
    return [
        SearchHit(
            title=hit.article.title,
            detail=str(hit.article.category),
            url=reverse("knowledge:article", args=[hit.article.pk]),
        )
        for hit in found.hits
    ]


def announce() -> None:
    """Called once, when the app is ready."""
    sections.register(
        Section(
            slug="knowledge",
            label=_("Knowledge"),
            icon="book-2",
            url_name="knowledge:desk",
            permission="knowledge.view_article",
        )
    )
    panels.register(Panel("script", _("Script"), "knowledge/script_panel.html", script_context, position=2))
    prefills.append(prefill)
    panels.register(Panel("knowledge", _("Knowledge"), "knowledge/contact_panel.html", contact_context, position=4))
    case_panels.register(Panel("knowledge", _("Answered with"), "knowledge/case_panel.html", case_context, position=20))
    api_routes.append(("articles", "knowledge.api.ArticleViewSet"))
    demo_preparations.append(demo.prepare)
    finders.register(Finder("knowledge", _("Knowledge"), "book-2", find))
