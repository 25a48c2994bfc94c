"""Verbs of case events that belong to no function, as sentences for the timeline; apps put theirs in as they load."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

# verb -> (sentence, Tabler icon)
case_sentences: dict[str, tuple[_StrOrPromise, str]] = {}
