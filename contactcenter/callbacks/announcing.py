"""What callbacks bring to the screens of others: a section, and the sign by which an open list follows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from contactcenter.callbacks import queries
from contactcenter.callbacks.operations.life import TOPIC
from contactcenter.functions.sections import Section, sections
from contactcenter.push.access import register_door
from contactcenter.push.fragments import register
from contactcenter.staff.models import User


def draw_callbacks(_rest: str, _changes: list[Mapping[str, Any]]) -> str:
    """By this an open list knows that it must load itself anew: whose queues come first in it differs."""
    return render_to_string("callbacks/_signal.html", {"version": queries.version()})


def may_watch(user: User, _rest: str) -> bool:
    """Who answers clients, and who steers."""
    return user.has_perm("callbacks.change_callback")


def announce() -> None:
    """Called once, when the app is ready."""
    sections.register(
        Section(
            slug="callbacks",
            label=_("Callbacks"),
            icon="phone-outgoing",
            url_name="callbacks:list",
            permission="callbacks.view_callback",
            count=queries.waiting_count,
        )
    )
    register(TOPIC, draw_callbacks)
    register_door(TOPIC, may_watch)
