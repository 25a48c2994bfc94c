"""Scripts beside a conversation, what they leave for the wrap-up, and how well they are followed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Avg, Count, F, OuterRef, Q, Subquery
from django.utils.translation import get_language

from contactcenter.contacts import states
from contactcenter.contacts.models import Contact
from contactcenter.staff.models import User
from knowledge.models import RunEnd, Script, ScriptRun, ScriptVersion, ScriptVisit
from knowledge.queries.filling import fill, words_of
from knowledge.queries.scripting import offer_locked
from knowledge.scripts import SILENT, text_in, ways_of


@dataclass(frozen=True)
class Shown:
    """The step that is to be done, in the reader's language."""

    key: str
    kind: str
    text: str
    phase: str
    must: bool
    answer: str
    options: Sequence[Mapping[str, str]]
    search: str
    locked: str


def scripts_for(contact: Contact) -> list[Script]:
    """Those of the contact's topic before those of its queue before those of its function; general ones last."""
    has_version = ScriptVersion.objects.filter(script=OuterRef("pk"))
    rows = Script.objects.filter(is_active=True, function__in=("", contact.queue.function)).annotate(
        newest=Subquery(has_version.order_by("-number").values("number")[:1])
    )
    rows = rows.filter(newest__isnull=False).prefetch_related("queues", "topics")

    def rank(script: Script) -> tuple[bool, bool, bool, int, str]:
        topics, queues = [one.pk for one in script.topics.all()], [one.pk for one in script.queues.all()]
        return (
            contact.topic_id not in topics,
            contact.queue_id not in queues,
            not script.function,
            script.position,
            script.name,
        )

    return sorted(rows, key=rank)


def panel_of(*, contact: Contact, user: User) -> dict[str, Any]:
    """The run that is under way or was the last one, its step, and which scripts could be begun."""
    run = ScriptRun.objects.filter(contact=contact).select_related("version__script").order_by("-pk").first()
    may_run = contact.operator_id == user.pk and contact.state in states.HELD
    context: dict[str, Any] = {"may_run": may_run, "run": run, "scripts": scripts_for(contact) if may_run else []}
    if run is None:
        return context
    visits = list(run.visits.filter(taken_back_at__isnull=True))
    steps = run.version.body["steps"]
    length = len(visits) + (0 if run.ended_at else _longest(steps, run.step))
    return {
        **context,
        "visits": [{"step": visit.step, "what": _name_of(steps[visit.step]), "label": visit.label} for visit in visits],
        "shown": None if run.ended_at else _shown(run, contact, user),
        "position": len(visits) + 1,
        "length": length,
        "marks": ["done"] * len(visits) + ([] if run.ended_at else ["now"]) + [""] * max(0, length - len(visits) - 1),
        "objections": [
            {name: text_in(one[name], _language()) for name in ("said", "answer")}
            for one in run.version.body.get("objections", [])
        ],
    }


def _language() -> str:
    return (get_language() or "ru")[:2]


def _name_of(step: Mapping[str, Any]) -> str:
    text = text_in(step.get("text"), _language())
    return text if len(text) <= 70 else text[:67].rpartition(" ")[0] + "…"


def _shown(run: ScriptRun, contact: Contact, user: User) -> Shown:
    step = run.version.step(run.step)
    language = _language()
    return Shown(
        key=run.step,
        kind=step["kind"],
        text=fill(text_in(step.get("text"), language), words_of(contact=contact, user=user)),
        phase=step.get("phase", ""),
        must=bool(step.get("must")),
        answer=step.get("answer", ""),
        options=[{"value": one["value"], "text": text_in(one["text"], language)} for one in step.get("options", [])],
        search=step.get("search", ""),
        locked=offer_locked(run, step, contact) if step["kind"] == "offer" else "",
    )


def _longest(steps: Mapping[str, Any], start: str) -> int:
    """Steps to be seen on the longest way from `start` that comes nowhere twice; at most 30, for a bar of ticks."""
    longest, looked = 0, 0
    waiting: list[tuple[str, tuple[str, ...]]] = [(start, (start,))]
    while waiting and looked < 2_000:
        key, way = waiting.pop()
        looked += 1
        longest = max(longest, sum(steps[one]["kind"] not in SILENT and steps[one]["kind"] != "end" for one in way))
        waiting += [(to, (*way, to)) for to in ways_of(steps[key]) if to not in way]
    return min(longest, 30)


def prefill(*, contact: Contact, function: str) -> Mapping[str, Any]:
    """What the steps of the last run have set."""
    run = ScriptRun.objects.filter(contact=contact).order_by("-pk").first()
    return run.filled if run else {}


@dataclass(frozen=True)
class Adherence:
    """How one version is followed."""

    version: ScriptVersion
    runs: int
    done: int
    left: int
    must_share: int | None  # percent of mandatory steps on the way that were done
    steps: Sequence[Mapping[str, Any]]


def adherence(*, version: ScriptVersion, since: datetime) -> Adherence:
    """Runs since a moment: how many came to the end, how long each step was shown, where operators leave."""
    runs = ScriptRun.objects.filter(version=version, started_at__gte=since)
    visits = ScriptVisit.objects.filter(run__in=runs, taken_back_at__isnull=True)
    spent = {
        row["step"]: row
        for row in visits.values("step").annotate(times=Count("pk"), mean=Avg(F("left_at") - F("entered_at")))
    }
    left_at = dict(
        runs.filter(end=RunEnd.LEFT).values_list("step").annotate(times=Count("pk")).values_list("step", "times")
    )
    counts = runs.aggregate(
        runs=Count("pk"), done=Count("pk", filter=Q(end=RunEnd.DONE)), left=Count("pk", filter=Q(end=RunEnd.LEFT))
    )
    steps = version.body["steps"]
    must = [key for key, step in steps.items() if step.get("must")]
    done_musts = sum(spent[key]["times"] for key in must if key in spent)
    # A mandatory step that was on the screen when the script was left is one that was not done.
    missed = sum(times for key, times in left_at.items() if key in must)
    return Adherence(
        version=version,
        must_share=round(100 * done_musts / (done_musts + missed)) if done_musts + missed else None,
        steps=[
            {
                "key": key,
                "name": _name_of(step) or key,
                "must": bool(step.get("must")),
                "times": spent[key]["times"] if key in spent else 0,
                "seconds": _seconds(spent[key]["mean"]) if key in spent else None,
                "left": left_at.get(key, 0),
            }
            for key, step in steps.items()
            if step["kind"] not in SILENT
        ],
        **counts,
    )


def _seconds(mean: timedelta) -> int:
    return round(mean.total_seconds())
