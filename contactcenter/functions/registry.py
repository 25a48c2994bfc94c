"""What a labour function brings along, and the one list of them.

A function is an app that registers itself in `AppConfig.ready()`. Navigation, wrap-up, API, search and case pages
read this list, so a fifth function is a new app and one line in settings (job description 2.2, 3.2).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from contactcenter.lib.states import StateTable

if TYPE_CHECKING:
    from django.forms import Form
    from django.utils.functional import _StrOrPromise


class RegisterCase(Protocol):
    """Writes the case that a wrap-up leaves behind, in the caller's transaction, and returns it."""

    def __call__(self, *, contact: Any, operator: Any, fields: Mapping[str, Any], at: datetime) -> Any: ...


class RecordAnswer(Protocol):
    """Notes that the client was told something of his case in writing, in the caller's transaction."""

    def __call__(self, *, case_id: int, text: str, actor: Any, at: datetime) -> Any: ...


@dataclass(frozen=True)
class SearchHit:
    """One thing found, as the search box shows it."""

    title: str
    detail: str
    url: str


@dataclass(frozen=True)
class DemoWork:
    """How a function fills the demo organisation."""

    # (at=): what it needs before anything has happened; called at every start, so what is there is left alone
    prepare: Callable[..., None]
    # (contact=, is_recent=, chance=): what the wrap-up of an invented contact wrote; None where it leaves no case
    fields: Callable[..., Mapping[str, Any] | None]
    # (at=, chance=): once, when all contacts have been
    finish: Callable[..., None] = lambda **_kwargs: None


@dataclass(frozen=True)
class LabourFunction:
    """Everything the core needs to know of a function; nothing here imports the function."""

    slug: str
    label: _StrOrPromise
    icon: str  # a Tabler icon name
    number_prefix: str  # Cyrillic letters of the case number: СП, ЗК, ТП, ПР
    clause: str  # of the job description
    position: int
    states: StateTable
    register_case: RegisterCase
    wrapup_form: Callable[..., Form]
    wrapup_template: str
    case_panel_template: str
    case_panel_context: Callable[..., Mapping[str, Any]] = lambda **_kwargs: {}
    list_url_name: str = ""
    search: Callable[..., Sequence[SearchHit]] | None = None
    api_routes: Sequence[tuple[str, str]] = field(default_factory=tuple)  # (prefix, dotted path of a ViewSet)
    skills: Sequence[str] = field(default_factory=tuple)
    # Verbs that a dispatcher may apply by hand: verb -> dotted path of the operation
    # (case_id=, actor=, at=, **fields). Whatever is not named here has a screen of its own.
    transitions: Mapping[str, str] = field(default_factory=dict)
    # What such an operation needs besides the case; a verb without a form is one button.
    transition_forms: Mapping[str, Callable[..., Form]] = field(default_factory=dict)
    # Verbs of events as sentences for the timeline: "answer" -> "Answered".
    event_labels: Mapping[str, _StrOrPromise] = field(default_factory=dict)
    # What a department that is asked may know of a case (case=): pairs of label and text, no name and no address.
    facts: Callable[..., Sequence[tuple[_StrOrPromise, str]]] = lambda **_kwargs: ()
    record_answer: RecordAnswer | None = None
    # The same of what was not yet the answer, in states that know the verb "inform".
    record_update: RecordAnswer | None = None
    # (contact=): what a conversation tells already of the fields of the wrap-up form
    wrapup_initial: Callable[..., Mapping[str, Any]] = lambda **_kwargs: {}
    demo: DemoWork | None = None


class Registry:
    """Filled while apps load, read ever after."""

    def __init__(self) -> None:
        self._functions: dict[str, LabourFunction] = {}

    def register(self, function: LabourFunction) -> None:
        """Announce a function; its slug and its number prefix are its own."""
        for known in self._functions.values():
            if known.slug == function.slug or known.number_prefix == function.number_prefix:
                raise ValueError(f"{function.slug} ({function.number_prefix}) collides with {known.slug}")
        self._functions[function.slug] = function

    def unregister(self, slug: str) -> None:
        """Only tests take a function away again."""
        del self._functions[slug]

    def get(self, slug: str) -> LabourFunction:
        """The function of this slug; KeyError when no app brings it."""
        return self._functions[slug]

    def find(self, slug: str) -> LabourFunction | None:
        """The function of this slug, or None."""
        return self._functions.get(slug)

    def __iter__(self) -> Iterator[LabourFunction]:
        return iter(sorted(self._functions.values(), key=lambda function: function.position))

    def __contains__(self, slug: object) -> bool:
        return slug in self._functions

    def choices(self) -> list[tuple[str, _StrOrPromise]]:
        """Slugs with labels, for forms."""
        return [(function.slug, function.label) for function in self]


registry = Registry()

# (prefix, dotted path of a ViewSet): routes of the API that apps bring which are no labour function
api_routes: list[tuple[str, str]] = []
# (at=): what apps that are no labour function put into the demo organisation; called at every start, before the
# functions prepare, so what is there is left alone.
demo_preparations: list[Callable[..., None]] = []
