"""Roles: Django's groups under the name by which we know them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from contactcenter.lib.admin import ModelAdmin, Section
from contactcenter.staff.models import Role

admin.site.unregister(Group)


def role_label(group: Group) -> str:
    """A role in words; a group of the organisation's own by its name."""
    return str(Role(group.name).label) if group.name in Role.values else group.name


@admin.register(Group)
class RoleAdmin(ModelAdmin[Group]):
    section = Section.PEOPLE
    icon = "badge"
    position = 2
    sidebar_title = _("Roles")
    list_display = ("label", "members")
    search_fields = ("name",)
    filter_horizontal = ("permissions",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Group]:
        """With the number of people who have the role."""
        return super().get_queryset(request).annotate(number=Count("user"))

    def get_readonly_fields(self, request: HttpRequest, obj: Group | None = None) -> tuple[str, ...]:
        """The program knows its own roles by name."""
        return ("name",) if obj and obj.name in Role.values else ()

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        """The program's own roles stay."""
        return super().has_delete_permission(request, obj) and not (obj and obj.name in Role.values)

    @admin.display(description=_("role"), ordering="name")
    def label(self, group: Group) -> str:
        """In words."""
        return role_label(group)

    @admin.display(description=_("people"), ordering="number")
    def members(self, group: Any) -> int:
        """How many have it."""
        return int(group.number)
