"""Who may enter the administration follows from his roles, whoever gives or takes them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef, Q
from django.db.models.signals import m2m_changed, post_save
from django.dispatch import receiver

from contactcenter.staff.models import User
from contactcenter.staff.roles import ADMIN_ROLES


@receiver(m2m_changed, sender=User.groups.through, dispatch_uid="staff.entry")
def follow_roles(*, instance: User | Group, action: str, pk_set: Collection[int] | None, **_kwargs: Any) -> None:
    """`is_staff` is a copy of "has a role that enters the administration", so that Django's own checks hold."""
    if action not in ("post_add", "post_remove", "post_clear"):
        return
    if isinstance(instance, User):
        refresh_entry(user_ids=[instance.pk])
        instance.is_staff = User.objects.values_list("is_staff", flat=True).get(pk=instance.pk)
        instance.__dict__.pop("_role_names", None)
    else:
        # A cleared group no longer says whom it held.
        refresh_entry(user_ids=pk_set)


@receiver(post_save, sender=User, dispatch_uid="staff.entry")
def follow_superuser(*, instance: User, update_fields: frozenset[str] | None, **_kwargs: Any) -> None:
    """A superuser enters whatever his roles are."""
    if update_fields is None or "is_superuser" in update_fields:
        refresh_entry(user_ids=[instance.pk])


def refresh_entry(*, user_ids: Collection[int] | None = None) -> None:
    """Bring `is_staff` up to the roles: of these users, or of all."""
    users = User.objects.all() if user_ids is None else User.objects.filter(pk__in=user_ids)
    has_role = Exists(User.groups.through.objects.filter(user=OuterRef("pk"), group__name__in=ADMIN_ROLES))
    enters = Q(is_superuser=True) | has_role
    users.filter(enters, is_staff=False).update(is_staff=True)
    users.filter(~enters, is_staff=True).update(is_staff=False)
