"""Scripts: their steps are written as JSON, checked before they are published, drawn, and never rewritten."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Max, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget

from contactcenter.lib.admin import ModelAdmin, Section
from contactcenter.staff.models import User
from knowledge.graph import drawn
from knowledge.models import Script
from knowledge.operations.scripts import publish_script
from knowledge.scripts import faults_of


class ScriptForm(forms.ModelForm[Script]):
    """The script with the steps of its newest version."""

    body = forms.JSONField(
        label=_("Steps, as JSON"),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 30}),
        help_text=_("A changed script becomes a new version; runs that have begun keep to theirs."),
    )

    class Meta:
        model = Script
        fields = ("name", "code", "function", "queues", "topics", "position", "is_active")

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


@admin.register(Script)
class ScriptAdmin(ModelAdmin[Script]):
    section = Section.TEXTS
    icon = "conversion_path"
    position = 63
    form = ScriptForm
    list_display = ("name", "function", "version", "position", "is_active")
    list_filter = ("function", "is_active")
    search_fields = ("name", "code")
    filter_horizontal = ("queues", "topics")
    readonly_fields = ("drawing",)
    fields = ("name", "code", "function", "queues", "topics", "position", "is_active", "body", "drawing")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Script]:
        """With the number of the newest version."""
        return super().get_queryset(request).annotate(newest=Max("versions__number"))

    @admin.display(description=_("version"))
    def version(self, script: Script) -> int | None:
        """The number that new runs walk."""
        return getattr(script, "newest", None)

    @admin.display(description=_("drawing"))
    def drawing(self, script: Script) -> SafeString | str:
        """The steps as they are published."""
        newest = script.versions.order_by("-number").first() if script.pk else None
        return drawn(newest.body) if newest else "—"

    def save_model(self, request: HttpRequest, obj: Script, form: ModelForm[Script], change: bool) -> None:
        """The row, and a version where the steps have changed."""
        super().save_model(request, obj, form, change)
        publish_script(
            code=obj.code,
            name=obj.name,
            function=obj.function,
            body=form.cleaned_data["body"],
            at=timezone.now(),
            actor=request.user if isinstance(request.user, User) else None,
        )
