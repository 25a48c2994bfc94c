"""The administration of the catalogue and of trees."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from django.test import Client as Browser

from contactcenter.cases.models import Case
from contactcenter.staff.models import User
from support.models import TreeVersion
from support.operations.loading import load_catalogue
from tests.support.builders import an_outage
from tests.support.trees import a_body, a_tree


@pytest.fixture
def browser(administrator: User) -> Browser:
    browser = Browser(headers={"Accept-Language": "en"})
    browser.force_login(administrator)
    return browser


@pytest.mark.parametrize("model", ["product", "symptom", "fault", "troubleshootingtree", "supportrequest", "outage"])
def test_every_list_opens_and_is_searched(browser: Browser, case: Case, at: datetime, model: str) -> None:
    load_catalogue(at=at)
    an_outage(at=at)

    assert browser.get(f"/admin/support/{model}/").status_code == 200
    assert browser.get(f"/admin/support/{model}/?q=a").status_code == 200


def test_changed_tree_becomes_a_new_version(browser: Browser, administrator: User) -> None:
    tree = a_tree().tree
    place = f"/admin/support/troubleshootingtree/{tree.pk}/change/"
    assert "Терминал включён?" in browser.get(place).content.decode()
    body = a_body()
    body["steps"]["power"]["question"] = "Питание есть?"
    given = {"name": tree.name, "code": tree.code, "product": tree.product_id, "position": 0, "is_active": "on"}

    answer = browser.post(place, {**given, "body": json.dumps(body)})

    assert answer.status_code == 302, answer.content.decode()
    newest = TreeVersion.objects.get(tree=tree, number=2)
    assert (newest.body, newest.created_by) == (body, administrator)


def test_tree_with_a_loop_is_told_at_its_field(browser: Browser) -> None:
    tree = a_tree().tree
    body = a_body()
    body["steps"]["router"]["answers"][0] = {"text": "Да", "next": "power"}
    given = {"name": tree.name, "code": tree.code, "product": tree.product_id, "position": 0, "is_active": "on"}

    answer = browser.post(f"/admin/support/troubleshootingtree/{tree.pk}/change/", {**given, "body": json.dumps(body)})

    assert "go round in a circle" in answer.content.decode()
    assert TreeVersion.objects.count() == 1
