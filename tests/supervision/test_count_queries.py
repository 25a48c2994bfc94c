"""No page costs more queries at 20 rows than at 2, and none quietly costs more than it did (query_counts.json)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib import admin
from django.core.cache import cache
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from contactcenter.contacts.models import Queue
from contactcenter.staff.models import User
from contactcenter.supervision.queries.day import kept_as, start_of_day
from tests.cast import arrive
from tests.supervision.test_open_admin import APPS
from tests.supervision.world import furnish

pytestmark = pytest.mark.django_db

PINS: dict[str, int] = json.loads((Path(__file__).parent / "query_counts.json").read_text())


def lists() -> Iterator[str]:
    """The lists of the administration that are furnished here."""
    for model in admin.site._registry:
        if model._meta.app_label in APPS:
            yield reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def pages() -> list[str]:
    operator = User.objects.get(username="person-0")
    queue = Queue.objects.get(slug="queue-0")
    return ["/admin/", "/floor/", f"/floor/operators/{operator.pk}/", f"/floor/queues/{queue.pk}/", *lists()]


def general(path: str) -> str:
    """A path without the numbers of its rows."""
    return "/".join("{id}" if part.isdigit() else part for part in path.split("/"))


def costs(browser: Browser) -> dict[str, int]:
    found = {}
    for path in pages():
        cache.delete(kept_as(start_of_day(timezone.now())))
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(path).status_code == 200, path
        found[general(path)] = len(queries)
    return found


def test_twenty_rows_cost_what_two_do(administrator: User) -> None:
    browser = Browser()
    browser.force_login(administrator)
    furnish(2, start=0, actor=administrator)
    arrive(Queue.objects.get(slug="queue-0"))
    for path in pages():
        browser.get(path)  # what a process keeps is kept from the first time on

    few = costs(browser)
    furnish(18, start=2, actor=administrator)
    for _number in range(18):
        arrive(Queue.objects.get(slug="queue-0"))
    many = costs(browser)

    assert many == few
    assert few == PINS
