"""Who is at the other end of an operator's socket, and what he may watch. Synchronous: sockets call it in threads."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib import auth
from django.db.models import QuerySet
from django.http import HttpRequest

from contactcenter.cases.models import Case
from contactcenter.contacts.models import Contact, Queue
from contactcenter.push import topics
from contactcenter.push.access import doors
from contactcenter.routing.models import QueueMember
from contactcenter.staff.models import Role, User


def who_is_signed_in(request: HttpRequest) -> User | None:
    """The user whose session the request's cookie names; None when there is none or it has ended."""
    engine = import_module(settings.SESSION_ENGINE)
    request.session = engine.SessionStore(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    user = auth.get_user(request)
    return user if isinstance(user, User) and user.is_active else None


def fingerprint(session_key: str | None) -> str:
    """Names a session on the bus without giving it away."""
    return hashlib.sha256((session_key or "").encode()).hexdigest()


def topics_of(user: User) -> list[str]:
    """What a user's screen always shows: himself, the queues he serves; who steers sees all queues and the floor."""
    if steers(user):
        queues = Queue.objects.active().values_list("pk", flat=True)
        return [topics.operator(user.pk), topics.FLOOR, *map(topics.queue, queues)]
    served = QueueMember.objects.filter(operator=user).values_list("queue_id", flat=True)
    return [topics.operator(user.pk), *map(topics.queue, served)]


def steers(user: User) -> bool:
    """Whether the whole floor is this user's business."""
    return user.is_superuser or user.has_role(Role.SUPERVISOR) or user.has_role(Role.ADMINISTRATOR)


def watchable(user: User, names: Iterable[str]) -> set[str]:
    """Those of the topics that this user may see."""
    return {name for name in names if _may_watch(user, name)}


def _may_watch(user: User, name: str) -> bool:
    kind, _colon, number = name.partition(":")
    if name == topics.FLOOR:
        return steers(user)
    if kind in doors:
        return doors[kind](user, number)
    if not number.isascii() or not number.isdigit() or len(number) > 18:
        return False
    key = int(number)
    if kind == "operator":
        return key == user.pk or steers(user)
    visible: dict[str, QuerySet[Any]] = {
        "contact": Contact.objects.visible_to(user),
        "desk": Contact.objects.visible_to(user),
        "case": Case.objects.visible_to(user),
        "queue": Queue.objects.visible_to(user),
    }
    return kind in visible and visible[kind].filter(pk=key).exists()
