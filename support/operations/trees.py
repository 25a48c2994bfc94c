"""Putting a tree in, and walking through one with a client."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contactcenter.cases.models import Case
from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, Topic
from contactcenter.contacts.operations.life import lock_contact, require_holder
from contactcenter.lib.errors import Conflict, InvalidInput
from contactcenter.staff.models import User
from support.models import Product, TreeAnswer, TreeRun, TreeVersion, TroubleshootingTree
from support.models.trees import Outcome
from support.trees import OUTCOMES, faults_of


@transaction.atomic
def load_tree(
    *,
    code: str,
    name: str,
    product: Product,
    body: Any,
    at: datetime,
    actor: User | None = None,
    topics: Sequence[Topic] | None = None,
) -> TreeVersion:
    """A new version of a tree; the newest one if nothing has changed. Runs that have begun keep to theirs.

    Raises InvalidInput with a sentence for everything that is wrong.
    """
    if faults := faults_of(body):
        raise InvalidInput(" ".join(faults), code="bad_tree", field="body")
    tree, created = TroubleshootingTree.objects.select_for_update().get_or_create(
        code=code, defaults={"name": name, "product": product}
    )
    if not created:
        tree.name, tree.product = name, product
        tree.save(update_fields=["name", "product"])
    if topics is not None:
        tree.topics.set(topics)
    newest = tree.versions.order_by("-number").first()
    if newest and newest.body == body:
        return newest
    return TreeVersion.objects.create(
        tree=tree, number=newest.number + 1 if newest else 1, body=body, created_at=at, created_by=actor
    )


@transaction.atomic
def start_run(*, contact_id: int, tree_id: int, operator: User, at: datetime) -> TreeRun:
    """Begin with the first question. Raises NotAllowed for somebody else's contact, Conflict when one is under way."""
    contact = _lock_own(contact_id, operator)
    if TreeRun.objects.filter(contact=contact, ended_at__isnull=True).exists():
        raise Conflict(_("A tree is under way in this contact: end it first."), code="run_open")
    version = TreeVersion.objects.filter(tree=tree_id, tree__is_active=True).order_by("-number").first()
    if version is None:
        raise InvalidInput(_("There is no such tree any more."), field="tree")
    case = Case.objects.filter(contacts=contact, function="support").order_by("-pk").first()
    return TreeRun.objects.create(
        version=version,
        contact=contact,
        case=case,
        started_at=at,
        started_by=operator,
        step=version.body["start"],
    )


def _lock_own(contact_id: int, operator: User) -> Contact:
    contact = lock_contact(contact_id)
    require_holder(contact, operator)
    if contact.state not in states.HELD:
        raise Conflict(_("The conversation is over."), code="not_active")
    return contact


def _lock_run(run_id: int, operator: User) -> TreeRun:
    """The run with its contact locked, the contact first, as everywhere."""
    contact_id = TreeRun.objects.values_list("contact_id", flat=True).get(pk=run_id)
    _lock_own(contact_id, operator)
    return TreeRun.objects.select_for_update(of=("self",)).select_related("version__tree").get(pk=run_id)


@transaction.atomic
def answer_step(*, run_id: int, step: str, number: int, operator: User, at: datetime) -> TreeRun:
    """The client's answer to the question `step`, the `number`th from 1: the next question, or the end.

    Raises Conflict when another question is asked by now (a key was pressed twice), InvalidInput for no such answer.
    """
    run = _lock_run(run_id, operator)
    if run.ended_at or run.step != step:
        raise Conflict(_("This question was answered already."), code="step_answered")
    asked = run.version.step(step)
    if not 1 <= number <= len(asked["answers"]):
        raise InvalidInput(_("There is no such answer."), field="number")
    chosen = asked["answers"][number - 1]
    TreeAnswer.objects.create(
        run=run, step=step, question=asked["question"], answer=chosen["text"], at=at, actor=operator
    )
    run.step = chosen.get("next", "")
    run.cause = chosen.get("cause", "")
    if outcome := next((name for name in OUTCOMES if name in chosen), None):
        run.outcome, run.outcome_text, run.ended_at = outcome, chosen[outcome], at
    run.save()
    return run


@transaction.atomic
def go_back(*, run_id: int, operator: User, at: datetime, to: str = "") -> TreeRun:
    """To the question before, or to the question `to`; what was answered since is kept as taken back.

    Raises Conflict at the first question, or when another tree has begun meanwhile.
    """
    run = _lock_run(run_id, operator)
    answers = list(run.answers.filter(taken_back_at__isnull=True))
    first = next((index for index, answer in enumerate(answers) if answer.step == to), len(answers) - 1)
    if not answers or run.outcome == Outcome.LEFT:
        raise Conflict(_("There is no question to go back to."), code="no_step_before")
    if TreeRun.objects.filter(contact=run.contact_id, ended_at__isnull=True).exclude(pk=run.pk).exists():
        raise Conflict(_("A tree is under way in this contact: end it first."), code="run_open")
    TreeAnswer.objects.filter(pk__in=[answer.pk for answer in answers[first:]]).update(taken_back_at=at)
    run.step, run.ended_at = answers[first].step, None
    run.outcome = run.outcome_text = run.cause = ""
    run.save()
    return run


@transaction.atomic
def leave_run(*, run_id: int, operator: User, at: datetime) -> TreeRun:
    """No more questions; the answers stay."""
    run = _lock_run(run_id, operator)
    if run.ended_at is None:
        run.outcome, run.ended_at = Outcome.LEFT, at
        run.save()
    return run


def keep_runs(*, case: Case, contact: Contact | None) -> None:
    """What was checked in the conversation belongs to the request that came out of it."""
    if contact:
        TreeRun.objects.filter(contact=contact, case__isnull=True).update(case=case)
