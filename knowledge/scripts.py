"""A service script as data: what it looks like, what is wrong with one that does not, and where a step leads.

    {"languages": ["ru"], "start": KEY, "steps": {KEY: STEP}, "objections": [{"said": TEXT, "answer": TEXT}]}

A STEP has a "kind" and, by kind:
    say          text, next                     something to tell the client
    ask          text, field, answer, next      answer: text, number, date, yesno or choice (with options
                                                [{"value", "text", "next"?}]); "fill" names a field of the wrap-up
    check        if [{"field", "is" | "in" | "filled" | "more" | "less"}], then, else    decided without the operator
    knowledge    search, next                   articles on the subject
    set          fill, value, next              a field of the wrap-up
    disposition  value, next                    what the wrap-up suggests
    offer        text, after, next              open once the step `after` is answered, and never without consent to
                                                advertising (38-ФЗ, article 18, part 3)
    end          text?                          the script is done
"phase" is one of PHASES, "must" marks a step that has to be done. TEXT is {"ru": …, "en": …}.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

PHASES = ("greeting", "identification", "need", "answer", "offer", "summary", "questions", "farewell")
KINDS: Mapping[str, tuple[str, ...]] = {
    "say": ("text", "next"),
    "ask": ("text", "field", "answer", "next"),
    "check": ("if", "then", "else"),
    "knowledge": ("search", "next"),
    "set": ("fill", "value", "next"),
    "disposition": ("value", "next"),
    "offer": ("text", "after", "next"),
    "end": (),
}
SILENT = frozenset({"check", "set", "disposition"})  # done by themselves, the operator does not see them
ANSWERS = frozenset({"text", "number", "date", "yesno", "choice"})
FILLS = frozenset({"question", "answer", "summary", "description", "service_address", "additional_need", "subject"})
OPERATORS = ("is", "in", "filled", "more", "less")
FACTS = frozenset({
    "client.segment", "client.kind", "client.language", "client.contract", "client.ads",
    "contact.channel", "contact.queue", "contact.topic",
})  # fmt: skip
MOST_STEPS = 200
MOST_OPTIONS = 9
TEXT_LIMIT = 2_000
_OPTIONAL = frozenset({"kind", "phase", "must", "fill", "options", "text"})


def faults_of(body: Any) -> list[str]:
    """Everything that is wrong with a script, as sentences; empty when it can be run."""
    if not isinstance(body, Mapping) or not isinstance(body.get("steps"), Mapping) or not body["steps"]:
        return [_("A script has “start” and “steps”, and at least one step.")]
    steps: Mapping[str, Any] = body["steps"]
    if len(steps) > MOST_STEPS:
        return [
            _("A script has at most %(most)d steps, this one %(count)d.") % {"most": MOST_STEPS, "count": len(steps)}
        ]
    languages = body.get("languages", ["ru"])
    if not isinstance(languages, list) or not languages or not all(isinstance(one, str) for one in languages):
        return [_("“languages” is a list of codes such as “ru”.")]
    check = _Check(steps, languages)
    faults = [fault for key, step in steps.items() for fault in check.step(str(key), step)]
    faults += check.objections(body.get("objections", []))
    if body.get("start") not in steps:
        faults.append(_("The script starts at “%(key)s”, and there is no such step.") % {"key": body.get("start")})
    # Where steps are broken, what can be reached from them is not worth a sentence.
    return faults or [*_unreachable(body["start"], steps), *_endless(steps), *_silent_circle(steps)]


class _Check:
    """What single steps are asked, knowing the others."""

    def __init__(self, steps: Mapping[str, Any], languages: list[str]) -> None:
        self._steps = steps
        self._languages = languages
        asked = (step.get("field") for step in steps.values() if isinstance(step, Mapping))
        self._fields = FACTS | {f"answers.{field}" for field in asked if isinstance(field, str)}

    def step(self, key: str, step: Any) -> Iterator[str]:
        where = _("Step “%(key)s”") % {"key": key}
        if not isinstance(step, Mapping) or step.get("kind") not in KINDS:
            yield _("%(where)s has no kind that is known: %(kinds)s.") % {"where": where, "kinds": ", ".join(KINDS)}
            return
        needed = KINDS[step["kind"]]
        for name in sorted(str(name) for name in step if name not in {*needed, *_OPTIONAL}):
            yield _("%(where)s: nobody knows “%(name)s”.") % {"where": where, "name": name}
        for name in needed:
            if name not in step and not (name == "next" and self._all_options_lead(step)):
                yield _("%(where)s: “%(name)s” is missing.") % {"where": where, "name": name}
        yield from self._values(where, step)
        for way in _ways(step):
            if way not in self._steps:
                yield _("%(where)s leads to “%(key)s”, and there is no such step.") % {"where": where, "key": way}

    def _values(self, where: str, step: Mapping[str, Any]) -> Iterator[str]:
        if step.get("phase", PHASES[0]) not in PHASES:
            yield _("%(where)s: the phase is one of %(known)s.") % {"where": where, "known": ", ".join(PHASES)}
        if step.get("fill", "question") not in FILLS:
            yield _("%(where)s fills “%(name)s”, and the wrap-up has no such field.") % {
                "where": where,
                "name": step["fill"],
            }
        if "text" in step:
            yield from self._text(where, step["text"])
        if step["kind"] == "ask":
            yield from self._answer(where, step)
        if step["kind"] == "check":
            yield from self._conditions(where, step.get("if"))
        if step["kind"] == "offer" and step.get("after") not in self._steps:
            yield _("%(where)s waits for “%(key)s”, and there is no such step.") % {
                "where": where,
                "key": step.get("after"),
            }

    def _answer(self, where: str, step: Mapping[str, Any]) -> Iterator[str]:
        if step.get("answer") not in ANSWERS:
            yield _("%(where)s: an answer is one of %(known)s.") % {"where": where, "known": ", ".join(sorted(ANSWERS))}
        if step.get("answer") != "choice":
            return
        options = step.get("options")
        if not isinstance(options, list) or not 1 <= len(options) <= MOST_OPTIONS:
            yield _("%(where)s has to have one to nine options.") % {"where": where}
            return
        for option in options:
            if not isinstance(option, Mapping) or not isinstance(option.get("value"), str):
                yield _("%(where)s: an option has a “value” and a “text”.") % {"where": where}
                continue
            yield from self._text(where, option.get("text"))

    def _conditions(self, where: str, conditions: Any) -> Iterator[str]:
        if not isinstance(conditions, list) or not conditions:
            yield _("%(where)s has no condition.") % {"where": where}
            return
        for condition in conditions:
            field = condition.get("field") if isinstance(condition, Mapping) else None
            if field not in self._fields:
                yield _("%(where)s asks for the field “%(name)s”, which does not exist.") % {
                    "where": where,
                    "name": field,
                }
            elif sum(operator in condition for operator in OPERATORS) != 1:
                yield _("%(where)s compares in one of these ways: %(known)s.") % {
                    "where": where,
                    "known": ", ".join(OPERATORS),
                }

    def _text(self, where: str, text: Any) -> Iterator[str]:
        if not isinstance(text, Mapping):
            yield _("%(where)s: a text stands under its language, for example “ru”.") % {"where": where}
            return
        for language in self._languages:
            words = text.get(language)
            if not isinstance(words, str) or not words.strip():
                yield _("%(where)s: the text in “%(language)s” is missing.") % {"where": where, "language": language}
            elif len(words) > TEXT_LIMIT:
                yield _("%(where)s: the text is longer than %(limit)d characters.") % {
                    "where": where,
                    "limit": TEXT_LIMIT,
                }

    def objections(self, objections: Any) -> list[str]:
        if not isinstance(objections, list):
            return [_("“objections” is a list.")]
        where = _("An objection")
        return [
            fault
            for one in objections
            for name in ("said", "answer")
            for fault in self._text(where, one.get(name) if isinstance(one, Mapping) else None)
        ]

    @staticmethod
    def _all_options_lead(step: Mapping[str, Any]) -> bool:
        options = step.get("options")
        return isinstance(options, list) and all(isinstance(one, Mapping) and "next" in one for one in options)


def _ways(step: Mapping[str, Any]) -> list[str]:
    """Where a step may lead."""
    options = step.get("options") if isinstance(step.get("options"), list) else []
    ways = [step.get(name) for name in ("next", "then", "else")]
    ways += [option.get("next") for option in options or [] if isinstance(option, Mapping)]
    return [str(way) for way in ways if way is not None]


def ways_of(step: Mapping[str, Any]) -> list[str]:
    """Where a step of a script without faults may lead, each way once."""
    return list(dict.fromkeys(_ways(step)))


def _unreachable(start: str, steps: Mapping[str, Any]) -> list[str]:
    reached, waiting = {start}, [start]
    while waiting:
        new = set(_ways(steps[waiting.pop()])) - reached
        reached |= new
        waiting += new
    lost = [key for key in steps if key not in reached]
    return [_("Nothing leads to these steps: %(keys)s.") % {"keys": ", ".join(lost)}] if lost else []


def _endless(steps: Mapping[str, Any]) -> list[str]:
    """Every step must be able to come to an end; a circle with a way out is fine."""
    ending = {key for key, step in steps.items() if step["kind"] == "end"}
    while more := {key for key, step in steps.items() if key not in ending and ending & set(_ways(step))}:
        ending |= more
    stuck = [key for key in steps if key not in ending]
    return [_("From these steps no way leads to an end: %(keys)s.") % {"keys": ", ".join(stuck)}] if stuck else []


def _silent_circle(steps: Mapping[str, Any]) -> list[str]:
    """Steps that are done by themselves must not lead round to one another."""
    left = {key: {way for way in _ways(step) if steps[way]["kind"] in SILENT}
            for key, step in steps.items() if step["kind"] in SILENT}  # fmt: skip
    while ends := [key for key, ways in left.items() if not ways]:
        for key in ends:
            del left[key]
        for ways in left.values():
            ways.difference_update(ends)
    return [_("These steps go round without anybody: %(keys)s.") % {"keys": ", ".join(left)}] if left else []


def holds(conditions: list[Mapping[str, Any]], facts: Mapping[str, Any]) -> bool:
    """Whether all conditions of a check are true of what is known."""
    return all(_holds(condition, facts.get(condition["field"], "")) for condition in conditions)


def _holds(condition: Mapping[str, Any], value: Any) -> bool:
    if "filled" in condition:
        return bool(value) == bool(condition["filled"])
    if "is" in condition:
        return str(value) == str(condition["is"])
    if "in" in condition:
        return str(value) in [str(one) for one in condition["in"]]
    try:
        number = float(str(value).replace(",", "."))
    except ValueError:
        return False
    return number > float(condition["more"]) if "more" in condition else number < float(condition["less"])


def text_in(text: Mapping[str, str] | None, language: str) -> str:
    """The text in this language, else in the script's first one."""
    if not text:
        return ""
    return text.get(language) or next(iter(text.values()))
