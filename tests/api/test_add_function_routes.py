"""A labour function brings its routes through the registry; nothing in the API names it."""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import include, path
from django.utils import timezone
from pytest_django import Settings

from contactcenter.api.urls import resources
from contactcenter.api.views.cases import CaseResource
from contactcenter.cases.models import Case, CaseQuerySet
from contactcenter.cases.operations.life import NewCase, register_case
from contactcenter.functions.registry import LabourFunction, registry
from contactcenter.staff.models import User
from contactcenter.urls import urlpatterns
from tests.api.conftest import Api
from tests.cast import a_client


class RetentionViewSet(CaseResource):
    """Clients who are about to leave."""

    def get_queryset(self) -> CaseQuerySet:
        """Only of this function."""
        return Case.objects.visible_to(self.person).filter(function="retention")


def retention(prefix: str = "retentions") -> LabourFunction:
    return replace(
        registry.get("inquiries"),
        slug="retention",
        number_prefix="УД",
        position=5,
        api_routes=((prefix, f"{__name__}.RetentionViewSet"),),
    )


@pytest.fixture
def fifth_function() -> Iterator[LabourFunction]:
    function = retention()
    registry.register(function)
    yield function
    registry.unregister(function.slug)


def test_routes_of_a_new_function_stand_beside_the_others(
    api: Api, integrator: User, settings: Settings, fifth_function: LabourFunction
) -> None:
    site = types.ModuleType("site_with_five_functions")
    site.__dict__["urlpatterns"] = [path("api/v1/", include((resources(), "api"))), *urlpatterns]
    settings.ROOT_URLCONF = site
    case = register_case(
        new=NewCase(function="retention", client=a_client(), subject="Уходит", received_at=timezone.now()),
        at=timezone.now(),
        actor=integrator,
    )

    assert [row["number"] for row in api.get("retentions/").json()["results"]] == [case.number]
    assert api.get("inquiries/").json()["results"] == []
    assert api.get(f"retentions/{case.pk}/").json()["number"].startswith("УД-")


def test_two_functions_cannot_share_a_route() -> None:
    registry.register(retention("clients"))
    try:
        with pytest.raises(ImproperlyConfigured, match="clients"):
            resources()
    finally:
        registry.unregister("retention")
