"""Cases of other functions that one wrap-up registers besides its own: a price asked and a fault reported are two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from contactcenter.contacts.models import Contact, Direction, Message
from contactcenter.functions.prefills import known_of_wrapup
from contactcenter.functions.registry import LabourFunction, registry
from contactcenter.workstation.operations import CasePlan

NAME = "more"


@dataclass(frozen=True)
class MoreCase:
    """One of them: its function and the part of the form that belongs to it."""

    function: LabourFunction
    form: forms.Form

    @property
    def plan(self) -> CasePlan:
        """What is to be registered, once the form is valid."""
        return CasePlan(self.function.slug, self.form.cleaned_data)


def told_by(contact: Contact, function: LabourFunction) -> dict[str, Any]:
    """What the conversation tells already: its topic, the client's first words as the question, and what the function
    knows besides."""
    first = Message.objects.filter(contact=contact, direction=Direction.IN).exclude(body="").order_by("pk").first()
    words = first.body if first else ""
    known = known_of_wrapup(contact=contact, function=function.slug)
    return {"topic": contact.topic_id, "question": words, **function.wrapup_initial(contact=contact), **known}


def more_cases(given: QueryDict, contact: Contact, *, own: LabourFunction) -> Sequence[MoreCase]:
    """Those that the page shows, with what was typed in them; that of the disposition itself is none of them."""
    return [MoreCase(function, _filled(function, given, contact)) for function in _wanted(given, own)]


def posted_cases(given: QueryDict, *, own: LabourFunction) -> Sequence[MoreCase]:
    """Those that are to be registered, bound to what was typed."""
    return [
        MoreCase(function, function.wrapup_form(given, prefix=_prefix(function))) for function in _wanted(given, own)
    ]


def functions_left(shown: Sequence[MoreCase], *, own: LabourFunction) -> Sequence[LabourFunction]:
    """Of which one more case could be registered."""
    taken = {own.slug, *(item.function.slug for item in shown)}
    return [function for function in registry if function.slug not in taken]


def _wanted(given: QueryDict, own: LabourFunction) -> Sequence[LabourFunction]:
    slugs = set(given.getlist(NAME)) - {own.slug, given.get("without", "")}
    return [function for function in registry if function.slug in slugs]


def _prefix(function: LabourFunction) -> str:
    return f"case_{function.slug.replace('-', '_')}"


def _filled(function: LabourFunction, given: QueryDict, contact: Contact) -> forms.Form:
    form = function.wrapup_form(prefix=_prefix(function))
    names = {name: form.add_prefix(name) for name in form.fields}
    if any(key in given for key in names.values()):
        # As each widget reads what the page sends: a list where several may be chosen.
        form.initial = {
            name: form.fields[name].widget.value_from_datadict(given, MultiValueDict(), key)
            for name, key in names.items()
        }
    else:
        form.initial = told_by(contact, function)
    return form
