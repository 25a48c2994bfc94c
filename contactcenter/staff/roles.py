"""Roles as groups: what each may do, as data that migrations put into the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.apps import apps as all_apps
from django.contrib.auth.models import Group, Permission

from contactcenter.staff.models import Role

# Who enters the administration; listeners.py keeps `is_staff` true to it.
ADMIN_ROLES = (Role.ADMINISTRATOR, Role.SUPERVISOR)

_ADMINISTERED = (
    "staff",
    "auth",
    "admin",  # its log
    "clients",
    "contacts",
    "cases",
    "deadlines",
    "privacy",
    "decisions",
    "incidents",
    "callbacks",
    "routing",
    "gateways",
    "api",
    "supervision",
    "knowledge",
    "inquiries",
    "sales",
    "support",
    "complaints",
)

# app label -> actions: the word of a permission's codename before the first underscore.
PERMISSIONS: Mapping[str, Mapping[str, Sequence[str]]] = {
    Role.OPERATOR: {
        "clients": ("view", "add", "change"),
        "contacts": ("view", "add", "change"),
        "cases": ("view", "add", "change"),
        "deadlines": ("view",),
        "decisions": ("view", "refer"),
        "incidents": ("report",),
        "callbacks": ("view", "add", "change"),
        "privacy": ("view", "add"),
        "knowledge": ("view",),
        "inquiries": ("view", "add", "change"),
        "sales": ("view", "add", "change"),
        "support": ("view", "add", "change"),
        "complaints": ("view", "add", "change"),
    },
    Role.SUPERVISOR: {
        "staff": ("view",),
        "clients": ("view", "add", "change"),
        "contacts": ("view", "add", "change"),
        "cases": ("view", "add", "change"),
        "deadlines": ("view",),
        "decisions": ("view", "refer"),
        "incidents": ("view", "report", "handle"),
        "callbacks": ("view", "add", "change"),
        "privacy": ("view", "add"),
        "routing": ("view", "add", "change"),
        "gateways": ("view",),
        "supervision": ("view", "steer"),
        "knowledge": ("view", "add", "change", "publish"),
        "inquiries": ("view", "add", "change"),
        "sales": ("view", "add", "change"),
        "support": ("view", "add", "change"),
        "complaints": ("view", "add", "change", "cancel", "export", "approve"),
    },
    # An expert sees a case by what his department was asked about it, and no further.
    # Its head approves the letters that he is handed.
    Role.EXPERT: {
        "complaints": ("approve",),
        "decisions": ("view", "decide"),
        "incidents": ("report",),
        "knowledge": ("view", "add", "change"),
    },
    Role.ADMINISTRATOR: {
        **dict.fromkeys(_ADMINISTERED, ("view", "add", "change", "delete")),
        "decisions": ("view", "add", "change", "delete", "refer"),
        "incidents": ("view", "add", "change", "delete", "report", "handle"),
        "knowledge": ("view", "add", "change", "delete", "publish"),
        "complaints": ("view", "add", "change", "delete", "cancel", "export", "approve"),
    },
    # What a token may do is in its scopes; they can only narrow this.
    Role.INTEGRATOR: dict.fromkeys(
        (
            "staff",
            "clients",
            "contacts",
            "cases",
            "routing",
            "inquiries",
            "sales",
            "support",
            "complaints",
        ),
        ("view",),
    )
    | {"knowledge": ("view", "add"), "decisions": ("view", "refer"), "callbacks": ("view",)},
}


def create_roles(**_kwargs: Any) -> None:
    """Bring the groups up to PERMISSIONS; permissions added by hand stay."""
    if not all_apps.is_installed("django.contrib.auth"):
        return
    permissions = {
        (permission.content_type.app_label, permission.codename): permission
        for permission in Permission.objects.select_related("content_type")
    }
    for role, grants in PERMISSIONS.items():
        group, _created = Group.objects.get_or_create(name=role)
        group.permissions.add(
            *(
                permission
                for (app, codename), permission in permissions.items()
                if codename.split("_")[0] in grants.get(app, ())
            )
        )
