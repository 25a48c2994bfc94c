"""Teams, departments, skills, reasons of breaks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from contactcenter.lib.admin import ModelAdmin, Section
from contactcenter.staff.models import BreakReason, Department, Skill, Team


@admin.register(Team)
class TeamAdmin(ModelAdmin[Team]):
    section = Section.PEOPLE
    icon = "groups"
    position = 3
    list_display = ("name", "supervisor", "people")
    list_select_related = ("supervisor",)
    search_fields = ("name", "supervisor__last_name")
    autocomplete_fields = ("supervisor",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Team]:
        """With the number of members."""
        return super().get_queryset(request).annotate(number=Count("members"))

    @admin.display(description=_("people"), ordering="number")
    def people(self, team: Any) -> int:
        """How many belong to it."""
        return int(team.number)


class DepartmentForm(forms.ModelForm[Department]):
    def clean_parent(self) -> Department | None:
        """A department is never beneath itself, however many steps away."""
        parent: Department | None = self.cleaned_data["parent"]
        above, steps = parent, 0
        while above is not None and steps < 50:
            if above.pk == self.instance.pk:
                raise forms.ValidationError(_("This department would stand beneath itself."))
            above, steps = above.parent, steps + 1
        return parent


@admin.register(Department)
class DepartmentAdmin(ModelAdmin[Department]):
    section = Section.PEOPLE
    icon = "account_tree"
    position = 4
    form = DepartmentForm
    list_display = ("name", "code", "parent", "head", "people", "email")
    list_select_related = ("parent", "head")
    search_fields = ("name", "code")
    autocomplete_fields = ("parent", "head")
    prepopulated_fields = {"code": ("name",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Department]:
        """With the number of members."""
        return super().get_queryset(request).annotate(number=Count("members"))

    def get_prepopulated_fields(self, request: HttpRequest, obj: Department | None = None) -> dict[str, Any]:
        """A code is proposed once; later programs may know it."""
        return {} if obj else dict(super().get_prepopulated_fields(request, obj))

    @admin.display(description=_("people"), ordering="number")
    def people(self, department: Any) -> int:
        """How many belong to it."""
        return int(department.number)


@admin.register(Skill)
class SkillAdmin(ModelAdmin[Skill]):
    section = Section.PEOPLE
    icon = "school"
    position = 5
    list_display = ("name", "slug", "people")
    search_fields = ("name", "slug")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Skill]:
        """With the number of operators who have it."""
        return super().get_queryset(request).annotate(number=Count("operator_skills"))

    @admin.display(description=_("people"), ordering="number")
    def people(self, skill: Any) -> int:
        """How many have it."""
        return int(skill.number)


@admin.register(BreakReason)
class BreakReasonAdmin(ModelAdmin[BreakReason]):
    section = Section.PEOPLE
    icon = "coffee"
    position = 6
    list_display = ("name", "planned_minutes", "position", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name",)
