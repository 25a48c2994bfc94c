"""Grounds, causes and the policy: what an administrator changes."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from complaints.models import Cause, Ground, Policy
from contactcenter.deadlines.models import Rule
from contactcenter.lib.admin import ModelAdmin, Section


@admin.register(Ground)
class GroundAdmin(ModelAdmin[Ground]):
    section = Section.DEADLINES
    icon = "gavel"
    list_display = ("name", "kind", "code", "terms", "demand", "position", "is_active")
    list_editable = ("position", "is_active")
    list_filter = ("kind", "demand", "is_active")
    search_fields = ("name", "code")
    ordering = ("position", "name")

    @admin.display(description=_("rules of deadlines"))
    def terms(self, ground: Ground) -> str:
        """The rules that hold for it, by their basis."""
        return "; ".join(self._basis().get(ground.code, [])) or str(_("Our own norm"))

    def _basis(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = self.__dict__.setdefault("_of_request", {})
        if not found:
            for kind, basis in Rule.objects.filter(is_active=True).exclude(kind="").values_list("kind", "basis"):
                if basis not in found.setdefault(kind, []):
                    found[kind].append(basis)
        return found

    def get_queryset(self, request: HttpRequest) -> QuerySet[Ground]:
        """The rules are read once for a page."""
        self.__dict__.pop("_of_request", None)
        return super().get_queryset(request)


@admin.register(Cause)
class CauseAdmin(ModelAdmin[Cause]):
    section = Section.TEXTS
    icon = "account_tree"
    list_display = ("name", "parent", "department", "used", "position", "is_active")
    list_editable = ("position", "is_active")
    list_filter = ("department", "is_active")
    list_select_related = ("parent", "department")
    search_fields = ("name", "code")
    autocomplete_fields = ("parent",)
    prepopulated_fields = {"code": ("name",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Cause]:
        """With how often each was named."""
        return super().get_queryset(request).annotate(named=Count("complaints"))

    @admin.display(description=_("entries"), ordering="named")
    def used(self, cause: Cause) -> int:
        """How many entries have it."""
        return int(getattr(cause, "named", 0))


@admin.register(Policy)
class PolicyAdmin(ModelAdmin[Policy]):
    section = Section.DEADLINES
    icon = "tune"
    list_display = ("__str__", "repeat_days", "likeness", "acknowledges", "queue")
    fieldsets = (
        (_("The same matter again"), {"fields": (("repeat_days", "likeness"),)}),
        (_("Letters to the client"), {"fields": ("acknowledges", "acknowledgement", "extension_notice", "queue")}),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """There is one."""
        return not Policy.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Policy | None = None) -> bool:
        """There is always one."""
        return False

    def save_model(self, request: HttpRequest, obj: Policy, form: object, change: bool) -> None:
        """Its number is 1."""
        obj.pk = 1
        super().save_model(request, obj, form, change)
