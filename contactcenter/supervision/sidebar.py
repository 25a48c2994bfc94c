"""The sidebar of the administration: what each app has registered, grouped by meaning."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from contactcenter.functions.registry import registry
from contactcenter.lib.admin import Section

# Where pages go that do not say it themselves (functions and apps of an organisation's own).
_BY_APP = {"auth": Section.PEOPLE, "deadlines": Section.DEADLINES, "gateways": Section.CHANNELS}


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The groups with their pages, only those that this user may see; permissions are read once per request."""
    groups: dict[Section, list[dict[str, Any]]] = defaultdict(list)
    pages = admin.site._registry.items()  # noqa: SLF001 - the site has no public list of its pages
    for model, page in sorted(pages, key=lambda item: getattr(item[1], "position", 50)):
        if page.has_view_permission(request):
            groups[section_of(model, page)].append(_item(model, page))
    return [
        {"title": "", "items": _starts(request)},
        *({"title": section.label, "separator": True, "items": groups[section]} for section in Section),
    ]


def section_of(model: type[Model], page: Any) -> Section:
    """The group of a page: its own word, that of its app, or the register for a labour function's rows."""
    if (section := getattr(page, "section", None)) is not None:
        return Section(section)
    app = model._meta.app_label
    return _BY_APP.get(app, Section.REGISTER if app in registry else Section.TECHNICAL)


def _item(model: type[Model], page: Any) -> dict[str, Any]:
    meta = model._meta
    return {
        "title": capfirst(str(getattr(page, "sidebar_title", "") or meta.verbose_name_plural)),
        "icon": getattr(page, "icon", "database"),
        "link": reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist"),
    }


def _starts(request: HttpRequest) -> list[dict[str, Any]]:
    starts = [{"title": _("Floor"), "icon": "monitoring", "link": reverse("admin:index")}]
    if request.user.has_perm("supervision.view_floor"):
        starts.append(
            {"title": _("Floor in the workstation"), "icon": "open_in_new", "link": reverse("supervision:floor")}
        )
    return starts
