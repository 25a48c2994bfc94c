"""Tabs of the pane beside a conversation, and cards on the page of a case: an app announces its own, the workstation
shows them in order.

Scripts and knowledge bring a panel this way, and neither they nor the workstation import one another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

# (contact=, user=, at=), or (case=, user=, at=) on the page of a case -> what the template shows as `panel`, or None
# when the panel has nothing to do with it
PanelContext = Callable[..., Mapping[str, Any] | None]


@dataclass(frozen=True)
class Panel:
    """One tab of the right pane of a contact, or one card of a case."""

    slug: str
    label: _StrOrPromise
    template: str
    context: PanelContext
    position: int


class Panels:
    """Filled while apps load, read ever after."""

    def __init__(self) -> None:
        self._panels: dict[str, Panel] = {}

    def register(self, panel: Panel) -> None:
        """Announce a tab; its slug is its own."""
        if panel.slug in self._panels:
            raise ValueError(f"There is a panel “{panel.slug}” already.")
        self._panels[panel.slug] = panel

    def unregister(self, slug: str) -> None:
        """Only tests take a panel away again."""
        del self._panels[slug]

    def __iter__(self) -> Iterator[Panel]:
        return iter(sorted(self._panels.values(), key=lambda panel: panel.position))

    def __contains__(self, slug: object) -> bool:
        return slug in self._panels


panels = Panels()
case_panels = Panels()
