"""A step of a troubleshooting tree goes into the answer that is being written, and from there to the client."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from contactcenter.contacts.models import Queue
from contactcenter.staff.models import User
from support.models import TreeRun
from tests.cast import a_queue
from tests.journeys.conftest import OpenDesk, in_hand
from tests.support.trees import a_tree

STEP = "Посмотрите, пожалуйста: PON горит ровно?"


@pytest.fixture
def queue(transactional_db: None) -> Queue:
    return a_queue("inquiries", function="support")


def test_step_of_a_tree_joins_what_is_already_written(operator: User, queue: Queue, open_desk: OpenDesk) -> None:
    tree = a_tree().tree
    contact = in_hand(operator, queue)
    desk = open_desk(operator)
    desk.locator(f"#own-{contact.pk}").click()
    text = desk.locator(f"#text-{contact.pk}")
    text.fill("Проверим вместе.")
    desk.locator("#tab-support").click()
    desk.locator("#support-panel [name=tree]", has_text=tree.name).click()
    expect(desk.locator("#support-question")).to_have_text("Терминал включён?")
    desk.keyboard.press("1")
    expect(desk.locator("#support-question")).to_have_text("Как горят индикаторы?")

    desk.locator("#support-panel [data-insert]").click()

    expect(text).to_have_value(f"Проверим вместе.\n{STEP}")
    expect(text).to_be_focused()
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".msg-out")).to_contain_text(STEP)
    assert list(TreeRun.objects.get().answers.values_list("step", flat=True)) == ["power"]
