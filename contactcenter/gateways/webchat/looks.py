"""What the socket asks its threads for: plain values, so that nothing touches the database afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from contactcenter.contacts.models import Message
from contactcenter.gateways.operations.visitors import Visitor, session_of
from contactcenter.gateways.queries import View, as_shown, consent_to_ask, what_visitor_sees, widget_of
from contactcenter.lib.errors import NotAllowed


@dataclass(frozen=True)
class Look:
    """The window of one visitor at one moment."""

    view: View
    session_id: int | None
    consent: dict[str, Any] | None  # the text to agree to before the next message


def look(*, visitor: Visitor, after: int, as_of: datetime) -> Look:
    """What this visitor's window should show, with the messages after number `after`."""
    session, widget = session_of(visitor), widget_of(visitor.key)
    if widget is None:
        raise NotAllowed(_("There is no such chat."), code="unknown_widget")
    text = consent_to_ask(widget, session=session, language=visitor.language, as_of=as_of)
    return Look(
        view=what_visitor_sees(widget=widget, session=session, as_of=as_of, after=after),
        session_id=session.pk if session else None,
        consent={"id": text.pk, "text": text.body} if text else None,
    )


def shown_message(operation: Callable[..., Message], **kwargs: Any) -> dict[str, Any]:
    """Carry out an operation that writes a message, and return the message as the visitor sees it."""
    return as_shown(operation(**kwargs))
