"""The line of keys under each screen. A key works by data-key on what it presses; this only tells of the chief ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

Hint = dict[str, "Sequence[str] | _StrOrPromise | bool"]


def _hint(label: _StrOrPromise, *caps: str) -> Hint:
    return {"caps": caps, "label": label}


def _seated(label: _StrOrPromise, *caps: str) -> Hint:
    """Only for whom contacts are offered to."""
    return _hint(label, *caps) | {"seat": True}


_STATE = _seated(_("own state"), "F2")
_SEARCH = _hint(_("search"), "Ctrl+K")
_CONTACTS = _hint(_("contacts"), "Alt+↑", "Alt+↓")

DESK = (_seated(_("accept"), "F4"), _seated(_("decline"), "Shift+F4"), _STATE, _CONTACTS, _SEARCH)
CONVERSATION = (
    _hint(_("send"), "Ctrl+Enter"),
    _hint(_("prepared text"), "/"),
    _hint(_("note"), "Alt+N"),
    _hint(_("pane"), "Alt+1", "…"),
    _CONTACTS,
    _STATE,
    _hint(_("finish"), "Alt+E"),
)
WRAPUP = (
    _hint(_("disposition"), "1", "…"),
    _hint(_("save and “Ready”"), "Ctrl+Enter"),
    _hint(_("save and “Break”"), "Ctrl+Shift+Enter"),
    _hint(_("one minute more"), "Alt+P"),
)
CLIENT = (_hint(_("edit"), "Alt+R"), _SEARCH, _STATE)
PAGE = (_SEARCH, _STATE)
