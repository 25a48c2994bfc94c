"""A script beside a conversation: step by step, back, away and on, and into the wrap-up."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client as Browser
from django.utils import timezone

from contactcenter.contacts.models import Contact, Disposition, Queue
from contactcenter.contacts.operations.life import finish_contact
from contactcenter.functions.prefills import known_of_wrapup
from contactcenter.lib.errors import Conflict, InvalidInput, NotAllowed
from contactcenter.privacy.models import Purpose
from contactcenter.privacy.operations.consents import give_consent
from contactcenter.staff.models import User
from knowledge.demo import FOLDER
from knowledge.models import Script, ScriptRun, ScriptVersion
from knowledge.operations.scripts import (
    do_step,
    go_back,
    leave_script,
    publish_script,
    resume_script,
    skip_offer,
    start_script,
)
from knowledge.queries.scripts import adherence, panel_of, scripts_for
from tests.cast import a_contact

pytestmark = pytest.mark.django_db


@pytest.fixture
def script(db: None) -> Script:
    body = json.loads((FOLDER / "inquiry.json").read_text(encoding="utf-8"))
    version = publish_script(code="inquiry", name="Справка", function="inquiries", body=body, at=timezone.now())
    return version.script


@pytest.fixture
def contact(operator: User, queue: Queue) -> Contact:
    return a_contact(operator=operator, queue=queue)


@pytest.fixture
def run(script: Script, contact: Contact, operator: User) -> ScriptRun:
    return start_script(contact_id=contact.pk, script_id=script.pk, operator=operator, at=timezone.now())


def walk(run: ScriptRun, operator: User, *steps: tuple[str, str]) -> ScriptRun:
    for step, given in steps:
        run = do_step(run_id=run.pk, step=step, given=given, operator=operator, at=timezone.now())
    return run


TO_ANSWER = (
    ("hello", ""),
    ("need", "Сколько стоит Оптима?"),
    ("personal", "no"),
    ("look", ""),
    ("answer", "650 рублей"),
)


def test_answers_go_into_the_wrap_up(run: ScriptRun, operator: User, contact: Contact) -> None:
    run = walk(run, operator, *TO_ANSWER)
    run = skip_offer(run_id=run.pk, step="offer", operator=operator, at=timezone.now())
    run = walk(run, operator, ("resolved", "yes"), ("further", "no"), ("bye", ""))

    assert run.end == "done"
    assert known_of_wrapup(contact=contact, function="inquiries") == {
        "question": "Сколько стоит Оптима?",
        "answer": "650 рублей",
        "disposition": "consulted",
    }


def test_wrap_up_shows_what_the_script_noted(
    run: ScriptRun, operator: User, contact: Contact, disposition: Disposition
) -> None:
    walk(run, operator, *TO_ANSWER)
    finish_contact(contact_id=contact.pk, actor=operator, at=timezone.now())
    browser = Browser()
    browser.force_login(operator)

    shown = browser.get(f"/contacts/{contact.pk}/").content.decode()

    assert "Сколько стоит Оптима?" in shown
    assert "650 рублей" in shown


def test_offer_stays_locked_without_consent(run: ScriptRun, operator: User, contact: Contact) -> None:
    walk(run, operator, *TO_ANSWER)
    with pytest.raises(Conflict):
        do_step(run_id=run.pk, step="offer", operator=operator, at=timezone.now())

    give_consent(client=contact.client, purpose=Purpose.ADS_PHONE, channel="webchat", at=timezone.now())
    assert do_step(run_id=run.pk, step="offer", operator=operator, at=timezone.now()).step == "resolved"


def test_same_step_twice_is_done_once(run: ScriptRun, operator: User) -> None:
    walk(run, operator, ("hello", ""))

    with pytest.raises(Conflict):
        walk(run, operator, ("hello", ""))
    assert run.visits.count() == 1


@pytest.mark.parametrize(("step", "given"), [("need", "  "), ("personal", "perhaps")])
def test_answer_that_cannot_be_taken_moves_nothing(run: ScriptRun, operator: User, step: str, given: str) -> None:
    walk(run, operator, ("hello", ""))
    if step == "personal":
        walk(run, operator, ("need", "Вопрос"))

    with pytest.raises(InvalidInput):
        walk(run, operator, (step, given))
    run.refresh_from_db()
    assert run.step == step


def test_going_back_takes_answers_back_and_keeps_them(run: ScriptRun, operator: User) -> None:
    walk(run, operator, *TO_ANSWER)

    again = go_back(run_id=run.pk, to="need", operator=operator, at=timezone.now())

    assert (again.step, again.filled) == ("need", {})
    assert run.visits.count() == 5
    assert [visit.step for visit in run.visits.filter(taken_back_at__isnull=True)] == ["hello"]


def test_left_script_goes_on_where_it_was_left(run: ScriptRun, operator: User, script: Script) -> None:
    walk(run, operator, ("hello", ""), ("need", "Вопрос"))
    leave_script(run_id=run.pk, operator=operator, at=timezone.now())

    again = resume_script(run_id=run.pk, operator=operator)

    assert again.step == "personal"
    figures = adherence(version=run.version, since=run.started_at)
    assert (figures.runs, figures.left, figures.must_share) == (1, 0, 100)


def test_script_in_use_keeps_its_version(run: ScriptRun, operator: User) -> None:
    body = json.loads(json.dumps(run.version.body))
    body["steps"]["hello"]["text"]["ru"] = "Добрый день!"
    newer = publish_script(code="inquiry", name="Справка", function="inquiries", body=body, at=timezone.now())

    assert newer.number == 2
    assert walk(run, operator, ("hello", "")).version.number == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        ScriptVersion.objects.filter(pk=newer.pk).update(body={})


def test_one_contact_has_one_script_at_a_time_and_only_its_holder_walks(
    run: ScriptRun, contact: Contact, operator: User, teammate: User, script: Script
) -> None:
    with pytest.raises(Conflict):
        start_script(contact_id=contact.pk, script_id=script.pk, operator=operator, at=timezone.now())
    with pytest.raises(NotAllowed):
        do_step(run_id=run.pk, step="hello", operator=teammate, at=timezone.now())


def test_script_of_the_topic_comes_first(script: Script, contact: Contact, topic: Any) -> None:
    body = script.versions.get().body
    other = publish_script(code="tariffs", name="Тарифы", body=body, at=timezone.now(), topics=[topic]).script
    assert [one.code for one in scripts_for(contact)] == ["inquiry", "tariffs"]

    Contact.objects.filter(pk=contact.pk).update(topic=topic)

    assert scripts_for(Contact.objects.select_related("queue").get(pk=contact.pk))[0] == other


def test_pane_walks_with_each_request(script: Script, contact: Contact, operator: User) -> None:
    browser = Browser()
    browser.force_login(operator)
    shown = browser.post(f"/knowledge/contacts/{contact.pk}/scripts/", {"script": script.pk}).content.decode()
    assert "меня зовут Мария" in shown
    run = ScriptRun.objects.get()

    shown = browser.post(f"/knowledge/scripts/runs/{run.pk}/steps/", {"step": "hello"}).content.decode()
    shown = browser.post(f"/knowledge/scripts/runs/{run.pk}/steps/", {"step": "need", "given": ""}).content.decode()

    assert "is-invalid" in shown
    assert panel_of(contact=contact, user=operator)["position"] == 2


def test_supervisor_sees_how_scripts_are_followed(run: ScriptRun, operator: User, supervisor: User) -> None:
    walk(run, operator, ("hello", ""))
    leave_script(run_id=run.pk, operator=operator, at=timezone.now())
    browser = Browser()
    browser.force_login(supervisor)

    assert "Справка" in browser.get("/knowledge/scripts/").content.decode()
    assert "<svg" in browser.get(f"/knowledge/scripts/{run.version.script_id}/").content.decode()
    browser.force_login(operator)
    assert browser.get("/knowledge/scripts/").status_code == 403
