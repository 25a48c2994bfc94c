from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.urls import reverse

from contactcenter.cases.models import Case
from contactcenter.functions.registry import LabourFunction, SearchHit
from contactcenter.lib.states import StateTable
from contactcenter.staff.models import User
from tests.fifth.models import Retention
from tests.fifth.operations import register_from_wrapup


class WrapUpForm(forms.Form):
    reason = forms.CharField(label="Почему уходит")


def panel_context(*, case: Case) -> Mapping[str, Any]:
    return {"retention": Retention.objects.get(case=case)}


def search(*, text: str, user: User, limit: int) -> Sequence[SearchHit]:
    cases = Case.objects.visible_to(user).filter(retention__reason__icontains=text)[:limit]
    return [SearchHit(case.number, case.subject, reverse("workstation:case", args=[case.pk])) for case in cases]


FUNCTION = LabourFunction(
    slug="retention",
    label="Удержание",
    icon="heart-handshake",
    number_prefix="УД",
    clause="2.2",
    position=5,
    states=StateTable(
        initial="leaving",
        moves={("leaving", "keep"): "kept"},
        labels={"leaving": "уходит", "kept": "остался"},
        final=frozenset({"kept"}),
        verbs={"keep": "Удержать"},
    ),
    register_case=register_from_wrapup,
    wrapup_form=WrapUpForm,
    wrapup_template="fifth/wrapup.html",
    case_panel_template="fifth/panel.html",
    case_panel_context=panel_context,
    list_url_name="retention:list",
    search=search,
    api_routes=(("retentions", "tests.fifth.api.RetentionViewSet"),),
    transitions={"keep": "tests.fifth.operations.keep_client"},
)
