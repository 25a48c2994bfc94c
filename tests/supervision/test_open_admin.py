"""Every page of the administration opens for whom it may; history is only read."""

from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import Client as Browser
from django.urls import reverse

from contactcenter.lib.admin import ReadOnlyAdmin
from contactcenter.staff.models import User
from tests.supervision.world import furnish

pytestmark = pytest.mark.django_db

# Pages of these apps are furnished here; others prove theirs beside their own tests.
APPS = {"staff", "auth", "admin", "clients", "contacts", "cases", "routing", "privacy"}


def pages() -> Iterator[type[Model]]:
    return (model for model in admin.site._registry if model._meta.app_label in APPS)


def address(model: type[Model], what: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{what}", args=args)


@pytest.fixture
def browser(administrator: User) -> Browser:
    browser = Browser()
    browser.force_login(administrator)
    return browser


def test_every_form_opens_with_what_it_holds(browser: Browser, administrator: User) -> None:
    furnish(2, start=0, actor=administrator)

    opened = set()
    for model in pages():
        if (row := model._default_manager.first()) is not None:
            assert browser.get(address(model, "change", row.pk)).status_code == 200, model
            opened.add(model._meta.label)

    assert {"staff.User", "contacts.Queue", "clients.Client", "cases.Case", "contacts.Delivery"} <= opened


def test_every_list_can_be_searched(browser: Browser, administrator: User) -> None:
    furnish(1, start=0, actor=administrator)

    for model in pages():
        if admin.site._registry[model].search_fields:
            assert browser.get(address(model, "changelist"), {"q": "12 abc"}).status_code == 200, model


def test_history_is_only_read(browser: Browser, administrator: User) -> None:
    furnish(1, start=0, actor=administrator)

    for model, page in admin.site._registry.items():
        if not isinstance(page, ReadOnlyAdmin) or model._meta.app_label not in APPS:
            continue
        row = model._default_manager.first()
        assert row is not None, model
        assert browser.get(address(model, "add")).status_code == 403, model
        assert browser.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403, model
        assert browser.post(address(model, "change", row.pk), {"at": "x"}).status_code == 403, model


def test_history_models_have_read_only_pages() -> None:
    history = {
        "contacts.ContactEvent",
        "cases.CaseEvent",
        "staff.PresenceInterval",
        "clients.ClientMerge",
        "routing.Offer",
        "contacts.Delivery",
        "privacy.AccessLog",
        "privacy.Consent",
        "admin.LogEntry",
    }
    read_only = {model._meta.label for model, page in admin.site._registry.items() if isinstance(page, ReadOnlyAdmin)}

    assert history <= read_only
