"""Tabs of the pane beside a conversation: an app announces its own, the workstation shows them in order.

Scripts and knowledge bring a panel this way, and neither they nor the workstation import one another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

# (contact=, user=, at=) -> what the template shows, or None when the tab has nothing to do with this contact
PanelContext = Callable[..., Mapping[str, Any] | None]


@dataclass(frozen=True)
class Panel:
    """One tab of the right pane of a contact."""

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
