"""Verbs of case events that belong to no function, as sentences for the timeline; apps put theirs in as they load."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

# verb -> (sentence, Tabler icon)
case_sentences: dict[str, tuple[_StrOrPromise, str]] = {}


def brought_sentence(verb: str) -> str:
    """What an app has to say of this verb; empty where none has anything."""
    return str(case_sentences[verb][0]) if verb in case_sentences else ""
