"""Giving a token to another system, and taking it away."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from contactcenter.api.models import ApiToken
from contactcenter.api.scopes import USUAL, Scope
from contactcenter.lib.errors import Conflict, InvalidInput
from contactcenter.lib.text import clean
from contactcenter.staff.models import Role, User

PREFIX = "cc_"  # so that people and secret scanners know what it is
USE_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Issued:
    """A new token and its secret, which is nowhere else."""

    token: ApiToken
    secret: str


def digest_of(secret: str) -> str:
    """What is stored of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def issue_token(*, name: str, at: datetime, user: User | None = None, scopes: Sequence[str] = USUAL) -> Issued:
    """A token of `user`, who must be an integrator; without one, of a user made for it who cannot sign in.

    Raises InvalidInput for an unknown scope or another role, Conflict when a token of this name is in force.
    """
    label = clean(name, limit=100, field="name", required=True)
    if unknown := sorted(set(scopes) - set(Scope.values)) or (not scopes and ["—"]):
        raise InvalidInput(
            _("There is no scope “%(unknown)s”. Known are: %(known)s.")
            % {"unknown": ", ".join(unknown), "known": ", ".join(Scope.values)},
            field="scopes",
        )
    owner = user or _integrator_for(label)
    if not owner.has_role(Role.INTEGRATOR):
        raise InvalidInput(
            _("%(username)s is not an integrator: a token belongs to a user with this role.")
            % {"username": owner.username},
            field="user",
        )
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken(
        name=label,
        user=owner,
        digest=digest_of(secret),
        start=secret[:8],
        scopes=sorted(set(scopes)),
        created_at=at,
    )
    try:
        with transaction.atomic():
            token.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("A token named “%(name)s” is in force: revoke it first.") % {"name": label}) from None
    return Issued(token, secret)


def _integrator_for(name: str) -> User:
    slug = slugify(name, allow_unicode=True)
    if not slug:
        raise InvalidInput(_("Name the token with letters or digits."), field="name")
    user, is_new = User.objects.get_or_create(username=f"api.{slug}", defaults={"last_name": name})
    if is_new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
        user.groups.add(Group.objects.get(name=Role.INTEGRATOR))
    return user


def revoke_token(*, name: str, at: datetime) -> bool:
    """At once; False when no token of this name was in force."""
    return bool(ApiToken.objects.filter(name=name, revoked_at__isnull=True).update(revoked_at=at))


def note_use(token: ApiToken, *, at: datetime) -> None:
    """When a token was last used, to the minute: a write for each request would cost more than it tells."""
    if token.last_used_at is None or token.last_used_at < at - USE_NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).unused_since(at - USE_NOTED_EVERY).update(last_used_at=at)
