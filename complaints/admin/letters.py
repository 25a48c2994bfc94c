"""Letterheads, templates, signatories, ways to appeal; letters are only read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Max, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from complaints.letters.content import FORM_FIELDS
from complaints.letters.docx import check_form
from complaints.letters.forms_docx import own_form
from complaints.letters.wording import EXAMPLES, check_wording, field_list
from complaints.models import AppealRoute, Letterhead, LetterTemplate, OutgoingLetter, Signatory
from complaints.operations.letters_setup import judge_logo, save_wording
from complaints.queries.letters import layout_of
from contactcenter.lib.admin import ModelAdmin, ReadOnlyAdmin, Section
from contactcenter.lib.errors import InvalidInput
from contactcenter.staff.models import User

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _fields_help(fields: Any) -> str:
    return "; ".join(f"{name} ({example})" if example else name for name, example in field_list(fields))


class LetterheadForm(forms.ModelForm[Letterhead]):
    """The letterhead with its picture and its own form, each judged before anything is kept."""

    logo_file = forms.FileField(
        label=_("Logo"), required=False, widget=UnfoldAdminFileFieldWidget(), help_text=_("PNG or JPEG, to 500 KB.")
    )
    without_logo = forms.BooleanField(label=_("Take the logo off"), required=False)
    form_file = forms.FileField(
        label=_("Own form, DOCX"),
        required=False,
        widget=UnfoldAdminFileFieldWidget(),
        help_text=_("Begin with ours: save it by the link below, change it, bring it back. Empty: ours."),
    )
    without_form = forms.BooleanField(label=_("Go back to our form"), required=False)

    class Meta:
        model = Letterhead
        fields = (
            "title", "name", "short_name", "address", "phone", "email", "site", "ogrn", "inn", "kpp", "angular",
            "font_size", "left_margin", "position", "is_active",
        )  # fmt: skip

    def clean_logo_file(self) -> Any:
        """A picture by its bytes."""
        return self._judged("logo_file", lambda content: setattr(self.instance, "logo_type", judge_logo(content)))

    def clean_form_file(self) -> Any:
        """A sentence for what is no DOCX, or names a field that there is not."""
        return self._judged("form_file", check_form)

    def _judged(self, name: str, judge: Any) -> Any:
        file = self.cleaned_data[name]
        if file:
            try:
                judge(file.read())
            except InvalidInput as refusal:
                raise forms.ValidationError(str(refusal)) from refusal
            file.seek(0)
        return file


@admin.register(Letterhead)
class LetterheadAdmin(ModelAdmin[Letterhead]):
    section = Section.TEXTS
    icon = "badge"
    position = 80
    form = LetterheadForm
    list_display = ("title", "name", "angular", "font_size", "own_form_name", "position", "is_active")
    list_filter = ("is_active", "angular")
    search_fields = ("title", "name", "short_name", "inn")
    readonly_fields = ("form_to_save", "form_fields")

    @admin.display(description=_("form"))
    def own_form_name(self, row: Letterhead) -> str:
        """Whose form it is."""
        return row.form_name or str(_("ours"))

    @admin.display(description=_("form to change"))
    def form_to_save(self, row: Letterhead) -> str:
        """A link to the form in use."""
        if not row.title:  # not saved yet
            return "—"
        address = reverse("admin:complaints_letterhead_form", args=[row.pk])
        return format_html('<a href="{}">{}</a>', address, _("Save the form as DOCX"))

    @admin.display(description=_("fields of a form"))
    def form_fields(self, row: Letterhead) -> str:
        """What can stand between braces."""
        return _fields_help(FORM_FIELDS)

    def get_urls(self) -> list[URLPattern]:
        """Besides the usual ones, the form in use."""
        own = path("<int:pk>/form.docx", self.admin_site.admin_view(self.serve_form), name="complaints_letterhead_form")
        return [own, *super().get_urls()]

    def serve_form(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The form as a file to be changed."""
        row = get_object_or_404(Letterhead, pk=pk)
        content = bytes(row.form) if row.form else own_form(layout_of(row))
        headers = {"Content-Disposition": 'attachment; filename="form.docx"', "X-Content-Type-Options": "nosniff"}
        return HttpResponse(content, content_type=_DOCX, headers=headers)

    def save_model(self, request: HttpRequest, obj: Letterhead, form: ModelForm[Letterhead], change: bool) -> None:
        """The files as well."""
        given = form.cleaned_data
        if given.get("logo_file"):
            obj.logo = given["logo_file"].read()
        elif given.get("without_logo"):
            obj.logo, obj.logo_type = None, ""
        if given.get("form_file"):
            obj.form, obj.form_name = given["form_file"].read(), given["form_file"].name[-150:]
        elif given.get("without_form"):
            obj.form, obj.form_name = None, ""
        super().save_model(request, obj, form, change)


class TemplateForm(forms.ModelForm[LetterTemplate]):
    """The template with the text of its newest version."""

    heading = forms.CharField(
        label=_("Heading, without a full stop"), max_length=300, widget=UnfoldAdminTextInputWidget()
    )
    body = forms.CharField(
        label=_("Text"),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 16}),
        help_text=_("Each line is a paragraph. A changed text is a new version; letters that have begun keep theirs."),
    )

    class Meta:
        model = LetterTemplate
        fields = ("name", "kind", "outcome", "position", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        newest = self.instance.versions.order_by("-number").first() if self.instance.pk else None
        if newest:
            self.initial.update(heading=newest.heading, body=newest.body)

    def clean(self) -> dict[str, Any] | None:
        """A sentence for an unknown field and for whatever else cannot be used."""
        given = super().clean() or {}
        if "heading" in given and "body" in given:
            try:
                check_wording(heading=given["heading"], body=given["body"])
            except InvalidInput as refusal:
                self.add_error(refusal.field, str(refusal))
        return given


@admin.register(LetterTemplate)
class LetterTemplateAdmin(ModelAdmin[LetterTemplate]):
    section = Section.TEXTS
    icon = "draft"
    position = 81
    form = TemplateForm
    list_display = ("name", "kind", "outcome", "version", "position", "is_active")
    list_filter = ("kind", "outcome", "is_active")
    search_fields = ("name", "versions__body")
    readonly_fields = ("template_fields",)

    @admin.display(description=_("fields"))
    def template_fields(self, row: LetterTemplate) -> str:
        """What can stand between braces."""
        return _fields_help(EXAMPLES)

    def get_queryset(self, request: HttpRequest) -> QuerySet[LetterTemplate]:
        """With the number of the newest version."""
        return super().get_queryset(request).annotate(newest=Max("versions__number"))

    @admin.display(description=_("version"))
    def version(self, row: LetterTemplate) -> int | None:
        """The number that new letters begin with."""
        return getattr(row, "newest", None)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Letters refer to its versions; it is taken out of use instead."""
        return False

    def save_model(
        self, request: HttpRequest, obj: LetterTemplate, form: ModelForm[LetterTemplate], change: bool
    ) -> None:
        """The row, and a version where the text has changed."""
        super().save_model(request, obj, form, change)
        save_wording(
            template=obj,
            heading=form.cleaned_data["heading"],
            body=form.cleaned_data["body"],
            at=timezone.now(),
            author=request.user if isinstance(request.user, User) else None,
        )


@admin.register(Signatory)
class SignatoryAdmin(ModelAdmin[Signatory]):
    section = Section.PEOPLE
    icon = "signature"
    position = 80
    list_display = ("user", "position", "authority", "is_active")
    list_filter = ("is_active",)
    list_select_related = ("user",)
    search_fields = ("user__last_name", "user__username", "position")
    autocomplete_fields = ("user",)


@admin.register(AppealRoute)
class AppealRouteAdmin(ModelAdmin[AppealRoute]):
    section = Section.TEXTS
    icon = "gavel"
    position = 82
    list_display = ("__str__", "text")
    list_select_related = ("ground",)
    search_fields = ("ground__name", "text")


@admin.register(OutgoingLetter)
class OutgoingLetterAdmin(ReadOnlyAdmin[OutgoingLetter]):
    section = Section.REGISTER
    icon = "outgoing_mail"
    list_display = ("__str__", "registered_on", "complaint", "addressee", "heading", "state", "preparer", "signatory")
    list_filter = ("state", "letterhead", "by_hand")
    list_select_related = ("complaint", "preparer", "signatory")
    search_fields = ("number", "complaint__number", "addressee", "heading")
    date_hierarchy = "registered_on"
    exclude = ("search_key", "search_vector")
