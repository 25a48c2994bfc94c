"""Trees: their steps are written as JSON, checked before they are kept, and never rewritten."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Max, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget

from contactcenter.lib.admin import ModelAdmin, Section
from contactcenter.staff.models import User
from support.models import TroubleshootingTree
from support.operations.trees import load_tree
from support.trees import faults_of


class TreeForm(forms.ModelForm[TroubleshootingTree]):
    """The tree with the steps of its newest version."""

    body = forms.JSONField(
        label=_("Steps, as JSON"),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 30}),
        help_text=_("A changed tree becomes a new version; runs that have begun keep to theirs."),
    )

    class Meta:
        model = TroubleshootingTree
        fields = ("name", "code", "product", "topics", "position", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        newest = self.instance.versions.order_by("-number").first() if self.instance.pk else None
        if newest:
            self.initial["body"] = newest.body

    def clean_body(self) -> Any:
        """A sentence for everything that is wrong."""
        body = self.cleaned_data["body"]
        if faults := faults_of(body):
            raise forms.ValidationError([*faults])
        return body


@admin.register(TroubleshootingTree)
class TreeAdmin(ModelAdmin[TroubleshootingTree]):
    section = Section.TEXTS
    icon = "account_tree"
    position = 73
    form = TreeForm
    list_display = ("name", "product", "version", "position", "is_active")
    list_filter = ("product", "is_active")
    list_select_related = ("product",)
    search_fields = ("name", "code")

    def get_queryset(self, request: HttpRequest) -> QuerySet[TroubleshootingTree]:
        """With the number of the newest version."""
        return super().get_queryset(request).annotate(newest=Max("versions__number"))

    @admin.display(description=_("version"))
    def version(self, tree: TroubleshootingTree) -> int | None:
        """The number that new runs walk."""
        return getattr(tree, "newest", None)

    def save_model(
        self, request: HttpRequest, obj: TroubleshootingTree, form: ModelForm[TroubleshootingTree], change: bool
    ) -> None:
        """The row, and a version where the steps have changed."""
        super().save_model(request, obj, form, change)
        load_tree(
            code=obj.code,
            name=obj.name,
            product=obj.product,
            body=form.cleaned_data["body"],
            at=timezone.now(),
            actor=request.user if isinstance(request.user, User) else None,
        )
