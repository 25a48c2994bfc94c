"""The people and things that a measurement needs, written at once. Import it only after django.setup()."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import Group
from django.utils import timezone

from contactcenter.contacts.models import Disposition, Queue
from contactcenter.gateways.models import Widget
from contactcenter.gateways.passes import Pass, write_pass
from contactcenter.routing.models import QueueSkill, Seat
from contactcenter.staff.models import OperatorSkill, Presence, PresenceState, Role, Skill, User

CSRF = "c" * 32


@dataclass(frozen=True)
class Person:
    """An operator, and what his browser sends along."""

    pk: int
    headers: dict[str, str]


@dataclass(frozen=True)
class Ground:
    """One queue, everybody who serves it, and the chat that leads to it."""

    queue: Queue
    people: list[Person]
    widget_key: str
    frame_pass: str
    disposition_id: int


def prepare(*, operators: int, queue: str = "bench", offer_seconds: int = 60) -> Ground:
    """Everybody is offline."""
    skill = Skill.objects.create(slug=queue, name=queue)
    row = Queue.objects.create(name=queue, slug=queue, function="inquiries", offer_seconds=offer_seconds)
    people = _hire(operators, skill=skill, prefix=queue)
    QueueSkill.objects.create(queue=row, skill=skill)  # works out who serves
    widget = Widget.objects.create(name=queue, queue=row, requires_consent=False, conversations_per_address=0)
    end = Disposition.objects.create(function="inquiries", name=queue, code=queue, leaves_case=False)
    return Ground(
        queue=row,
        people=[Person(pk=user.pk, headers=_browser_of(user)) for user in people],
        widget_key=widget.key,
        frame_pass=write_pass(Pass(key=widget.key, origin="https://www.example.ru")),
        disposition_id=end.pk,
    )


def put_on_shift(ground: Ground) -> None:
    """Everybody is ready, without the clicks."""
    now = timezone.now()
    ids = [person.pk for person in ground.people]
    Presence.objects.bulk_create(
        [Presence(operator_id=pk, state=PresenceState.READY, since=now, seen_at=now) for pk in ids]
    )
    Seat.objects.bulk_create([Seat(operator_id=pk, ready=True, idle_since=now) for pk in ids])


def _hire(number: int, *, skill: Skill, prefix: str) -> list[User]:
    names = [f"{prefix}{index}" for index in range(number)]
    users = User.objects.bulk_create([User(username=name, first_name=name, password="!") for name in names])
    group = Group.objects.get(name=Role.OPERATOR)
    memberships = User.groups.through
    memberships.objects.bulk_create([memberships(user_id=user.pk, group_id=group.pk) for user in users])
    OperatorSkill.objects.bulk_create([OperatorSkill(operator=user, skill=skill, level=3) for user in users])
    return users


def _browser_of(user: User) -> dict[str, str]:
    """As after a sign-in, which costs a password's worth of time on purpose."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    cookies = {settings.SESSION_COOKIE_NAME: session.session_key, settings.CSRF_COOKIE_NAME: CSRF}
    return {
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "X-CSRFToken": CSRF,
        "HX-Request": "true",
    }
