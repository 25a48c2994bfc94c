"""Labour functions on admin pages: rows keep a slug, people choose and read words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Field, Model, QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget

from contactcenter.functions.registry import registry
from contactcenter.lib.admin import M, ModelAdmin


class FunctionFilter(admin.SimpleListFilter):
    title = _("labour function")
    parameter_name = "function"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The functions of this installation."""
        return list(registry.choices())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Rows of the chosen one."""
        return queryset.filter(function=self.value()) if self.value() else queryset


class ChoosesFunction(ModelAdmin[M]):
    """For a page whose model has a slug `function`: a choice in the form, `function_name` for the list."""

    def formfield_for_dbfield(self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        """A choice instead of a line to type into."""
        if db_field.name != "function":
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        empty = [("", _("All functions"))] if db_field.blank else []
        return forms.ChoiceField(
            label=capfirst(str(db_field.verbose_name)),
            choices=[*empty, *registry.choices()],
            required=not db_field.blank,
            widget=UnfoldAdminSelectWidget(),
        )

    @admin.display(description=_("labour function"), ordering="function")
    def function_name(self, row: Model) -> str:
        """The function in words; the bare slug when no app brings it any more."""
        slug = str(getattr(row, "function", ""))
        function = registry.find(slug)
        return str(function.label) if function else slug or str(_("All functions"))
