"""Publishing a script, and walking through one with a client."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, Queue, Topic
from contactcenter.contacts.operations.life import lock_contact, require_holder
from contactcenter.lib.errors import Conflict, InvalidInput
from contactcenter.lib.text import clean
from contactcenter.staff.models import User
from knowledge.models import RunEnd, Script, ScriptRun, ScriptVersion, ScriptVisit
from knowledge.queries.scripting import known_facts, offer_locked
from knowledge.scripts import SILENT, faults_of, holds, text_in


@transaction.atomic
def publish_script(
    *,
    code: str,
    name: str,
    body: Any,
    at: datetime,
    actor: User | None = None,
    function: str = "",
    queues: Sequence[Queue] | None = None,
    topics: Sequence[Topic] | None = None,
) -> ScriptVersion:
    """A new version; the newest one if nothing has changed. Runs that have begun keep to theirs.

    Raises InvalidInput with a sentence for everything that is wrong.
    """
    if faults := faults_of(body):
        raise InvalidInput(" ".join(faults), code="bad_script", field="body")
    script, is_new = Script.objects.select_for_update(no_key=True).get_or_create(
        code=code, defaults={"name": name, "function": function}
    )
    if not is_new:
        script.name, script.function = name, function
        script.save(update_fields=["name", "function"])
    if queues is not None:
        script.queues.set(queues)
    if topics is not None:
        script.topics.set(topics)
    newest = script.versions.order_by("-number").first()
    if newest and newest.body == body:
        return newest
    return ScriptVersion.objects.create(
        script=script, number=newest.number + 1 if newest else 1, body=body, created_at=at, created_by=actor
    )


def _lock_own(contact_id: int, operator: User) -> Contact:
    contact = lock_contact(contact_id)
    require_holder(contact, operator)
    if contact.state not in states.HELD:
        raise Conflict(_("The conversation is over."), code="not_active")
    return contact


@transaction.atomic
def start_script(*, contact_id: int, script_id: int, operator: User, at: datetime) -> ScriptRun:
    """Begin with the first step. Raises Conflict while another script is under way in this contact."""
    contact = _lock_own(contact_id, operator)
    if ScriptRun.objects.filter(contact=contact, ended_at__isnull=True).exists():
        raise Conflict(_("A script is under way in this contact: leave it first."), code="run_open")
    version = ScriptVersion.objects.filter(script=script_id, script__is_active=True).order_by("-number").first()
    if version is None:
        raise InvalidInput(_("There is no such script any more."), field="script")
    run = ScriptRun(
        version=version, contact=contact, started_at=at, started_by=operator, step=version.body["start"], filled={}
    )
    _settle(run, contact, at=at)
    run.save()
    return run


def _lock_run(run_id: int, operator: User) -> tuple[ScriptRun, Contact]:
    """The run with its contact locked, the contact first, as everywhere."""
    contact_id = ScriptRun.objects.values_list("contact_id", flat=True).get(pk=run_id)
    contact = _lock_own(contact_id, operator)
    run = (
        ScriptRun.objects.select_for_update(no_key=True, of=("self",)).select_related("version__script").get(pk=run_id)
    )
    return run, contact


@transaction.atomic
def do_step(*, run_id: int, step: str, operator: User, at: datetime, given: str = "") -> ScriptRun:
    """The step is done, with the answer where one is asked: the next one, or the end.

    Raises Conflict when another step is shown by now (a key was pressed twice) or an offer is locked, InvalidInput for
    an answer that cannot be taken.
    """
    run, contact = _lock_run(run_id, operator)
    if run.ended_at or run.step != step:
        raise Conflict(_("This step is done already."), code="step_done")
    shown = run.version.step(step)
    if shown["kind"] == "offer" and (why := offer_locked(run, shown, contact)):
        raise Conflict(why, code="offer_locked")
    value, label, way = _answer(shown, given)
    ScriptVisit.objects.create(
        run=run,
        step=step,
        must=bool(shown.get("must")),
        field=shown.get("field", ""),
        value=value,
        label=label,
        entered_at=_entered_at(run),
        left_at=at,
        actor=operator,
    )
    run.step = way
    if value and "fill" in shown:
        run.filled = {**run.filled, shown["fill"]: label}
    _settle(run, contact, at=at)
    run.save()
    return run


def _entered_at(run: ScriptRun) -> datetime:
    last = run.visits.order_by("-pk").first()
    return max(last.left_at, last.taken_back_at or last.left_at) if last else run.started_at


def _answer(step: Mapping[str, Any], given: str) -> tuple[str, str, str]:
    """(value, as it is shown, where it leads)."""
    if step["kind"] != "ask":
        return "", "", step["next"]
    words = clean(given, limit=2_000, field="given")
    if not words:
        raise InvalidInput(_("This step needs an answer."), code="empty", field="given")
    value, label = _READERS[step["answer"]](step, words)
    ways = [one.get("next") for one in step.get("options", []) if one["value"] == value]
    return value, label, str(next(iter(ways), None) or step["next"])


def _as_text(_step: Mapping[str, Any], words: str) -> tuple[str, str]:
    return words, words


def _as_number(_step: Mapping[str, Any], words: str) -> tuple[str, str]:
    try:
        number = float(words.replace(",", ".").replace("−", "-").replace(" ", ""))
    except ValueError:
        raise InvalidInput(_("This is not a number."), field="given") from None
    return f"{number:g}", words


def _as_date(_step: Mapping[str, Any], words: str) -> tuple[str, str]:
    try:
        day = date.fromisoformat(words)
    except ValueError:
        raise InvalidInput(_("This is not a date."), field="given") from None
    return words, date_format(day, "d.m.Y")


def _as_yes_or_no(_step: Mapping[str, Any], words: str) -> tuple[str, str]:
    if words not in {"yes", "no"}:
        raise InvalidInput(_("Answer yes or no."), field="given")
    return words, _("Yes") if words == "yes" else _("No")


def _as_choice(step: Mapping[str, Any], words: str) -> tuple[str, str]:
    for option in step["options"]:
        if option["value"] == words:
            return words, text_in(option["text"], get_language() or "ru")
    raise InvalidInput(_("There is no such answer."), field="given")


_READERS = {
    "text": _as_text,
    "number": _as_number,
    "date": _as_date,
    "yesno": _as_yes_or_no,
    "choice": _as_choice,
}


def _settle(run: ScriptRun, contact: Contact, *, at: datetime) -> None:
    """Go on through steps that are done by themselves; an end ends the run."""
    while (step := run.version.step(run.step))["kind"] in SILENT:
        if step["kind"] == "check":
            run.step = step["then"] if holds(step["if"], known_facts(run, contact)) else step["else"]
            continue
        name = step["fill"] if step["kind"] == "set" else "disposition"
        run.filled = {**run.filled, name: step["value"]}
        run.step = step["next"]
    if step["kind"] == "end":
        run.ended_at, run.end = at, RunEnd.DONE


@transaction.atomic
def skip_offer(*, run_id: int, step: str, operator: User, at: datetime) -> ScriptRun:
    """Nothing is offered, and the script goes on."""
    run, contact = _lock_run(run_id, operator)
    if run.ended_at or run.step != step or run.version.step(step)["kind"] != "offer":
        raise Conflict(_("This step is done already."), code="step_done")
    run.step = run.version.step(step)["next"]
    _settle(run, contact, at=at)
    run.save()
    return run


@transaction.atomic
def go_back(*, run_id: int, operator: User, at: datetime, to: str = "") -> ScriptRun:
    """To the step before, or to the step `to`; what was done since is kept as taken back."""
    run, contact = _lock_run(run_id, operator)
    visits = list(run.visits.filter(taken_back_at__isnull=True))
    if not visits or run.end == RunEnd.LEFT:
        raise Conflict(_("There is no step to go back to."), code="no_step_before")
    if ScriptRun.objects.filter(contact=contact, ended_at__isnull=True).exclude(pk=run.pk).exists():
        raise Conflict(_("A script is under way in this contact: leave it first."), code="run_open")
    first = next((index for index, visit in enumerate(visits) if visit.step == to), len(visits) - 1)
    ScriptVisit.objects.filter(pk__in=[visit.pk for visit in visits[first:]]).update(taken_back_at=at)
    run.step, run.ended_at, run.end = visits[first].step, None, ""
    run.filled = _filled_by(run, visits[:first])
    run.save()
    return run


def _filled_by(run: ScriptRun, visits: Sequence[ScriptVisit]) -> dict[str, str]:
    filled = {}
    for visit in visits:
        step = run.version.step(visit.step)
        if visit.value and "fill" in step:
            filled[step["fill"]] = visit.label
    return filled


@transaction.atomic
def leave_script(*, run_id: int, operator: User, at: datetime) -> ScriptRun:
    """No further step; what was answered stays, and where it was left is counted."""
    run, _contact = _lock_run(run_id, operator)
    if run.ended_at is None:
        run.ended_at, run.end = at, RunEnd.LEFT
        run.save(update_fields=["ended_at", "end"])
    return run


@transaction.atomic
def resume_script(*, run_id: int, operator: User) -> ScriptRun:
    """Where it was left, with everything that was answered."""
    run, contact = _lock_run(run_id, operator)
    if run.end != RunEnd.LEFT:
        raise Conflict(_("This script was not left."), code="not_left")
    if ScriptRun.objects.filter(contact=contact, ended_at__isnull=True).exists():
        raise Conflict(_("A script is under way in this contact: leave it first."), code="run_open")
    run.ended_at, run.end = None, ""
    run.save(update_fields=["ended_at", "end"])
    return run
