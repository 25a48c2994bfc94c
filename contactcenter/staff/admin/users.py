"""Accounts: who signs in, with which roles and skills."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from contactcenter.lib.admin import ModelAdmin, Section, TabularInline, display, report
from contactcenter.lib.errors import DomainError
from contactcenter.staff.admin.roles import role_label
from contactcenter.staff.models import OperatorSkill, PresenceState, User
from contactcenter.staff.operations.accounts import activate_account, deactivate_account, sign_out


class OperatorSkillInline(TabularInline[OperatorSkill, User]):
    model = OperatorSkill
    fk_name = "operator"
    fields = ("skill", "level")
    autocomplete_fields = ("skill",)


class RoleChoices(forms.ModelMultipleChoiceField[Group]):
    def label_from_instance(self, obj: Any) -> str:
        """A role in words."""
        return role_label(obj)


_PERSON: Any = (_("About the person"), {"fields": (("last_name", "first_name", "patronymic"), "email")})
_PLACE: Any = (_("Place and roles"), {"fields": (("team", "department"), "groups")})
_SUPER: Any = (_("Beyond the roles"), {"fields": ("is_superuser", "user_permissions"), "classes": ("collapse",)})


@admin.register(User)
class UserAdmin(DjangoUserAdmin[User], ModelAdmin[User]):
    section = Section.PEOPLE
    icon = "person"
    position = 1
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    inlines = (OperatorSkillInline,)
    list_display = ("person", "roles", "team", "department", "state", "active", "last_login")
    list_filter = ("is_active", "groups", "team", "department", "operator_skills__skill")
    list_select_related = ("team", "department", "presence")
    search_fields = ("username", "last_name", "first_name", "email")
    ordering = ("last_name", "first_name", "username")
    autocomplete_fields = ("team", "department")
    filter_horizontal = ("user_permissions",)
    readonly_fields = ("active", "last_login", "date_joined")
    fieldsets = (
        (None, {"fields": (("username", "password"), ("active", "last_login", "date_joined"))}),
        _PERSON,
        _PLACE,
    )
    add_fieldsets = ((None, {"fields": ("username", ("password1", "password2"))}), _PERSON, _PLACE)
    actions = ("activate", "deactivate", "sign_out_now")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """With the roles of all rows in one statement."""
        return super().get_queryset(request).prefetch_related("groups")

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """What goes beyond the roles is given by superusers alone."""
        fieldsets = super().get_fieldsets(request, obj)
        return (*fieldsets, _SUPER) if obj and request.user.is_superuser else fieldsets

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Roles are ticked, not picked, and made elsewhere."""
        if db_field.name != "groups":
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        return RoleChoices(
            label=_("Roles"),
            queryset=Group.objects.order_by("pk"),
            required=False,
            widget=UnfoldAdminCheckboxSelectMultipleWidget(),
        )

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """An administrator does not change a superuser, or he could become one."""
        if obj and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """What somebody did stays his; an account is deactivated."""
        return False

    @display(description=_("user"), ordering="last_name", header=True)
    def person(self, user: User) -> list[str]:
        """The name, and how he signs in."""
        return [str(user), user.username, user.initials]

    @admin.display(description=_("roles"))
    def roles(self, user: User) -> str:
        """In words."""
        return ", ".join(role_label(group) for group in user.groups.all()) or "—"

    @display(
        description=_("state"),
        ordering="presence__state",
        label={
            "ready": "success",
            "break": "warning",
            "training": "info",
            "not_ready": "danger",
            "no_answer": "danger",
        },
    )
    def state(self, user: User) -> tuple[str, str] | str:
        """What an operator says of himself now."""
        presence = getattr(user, "presence", None)
        if presence is None or presence.state == PresenceState.OFFLINE:
            return "—"
        return presence.state, presence.get_state_display()

    @display(description=_("may sign in"), boolean=True, ordering="is_active")
    def active(self, user: User) -> bool:
        """Whether he may sign in."""
        return user.is_active

    @admin.action(description=_("Let sign in again"), permissions=["change"])
    def activate(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Each account by the operation."""
        self._each(request, queryset, lambda user: activate_account(user_id=user.pk), word="activated")

    @admin.action(description=_("Deactivate: off shift at once, no more signing in"), permissions=["change"])
    def deactivate(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Each account by the operation."""
        actor, now = cast("User", request.user), timezone.now()
        self._each(
            request,
            queryset,
            lambda user: deactivate_account(user_id=user.pk, actor=actor, at=now),
            word="deactivated",
        )

    @admin.action(description=_("Sign out of the shift now"), permissions=["change"])
    def sign_out_now(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Each operator by the operation; what is in hand goes back to the queues."""
        actor, now = cast("User", request.user), timezone.now()
        self._each(request, queryset, lambda user: sign_out(user_id=user.pk, actor=actor, at=now), word="signed out")

    def _each(self, request: HttpRequest, users: QuerySet[User], change: Callable[[User], bool], *, word: str) -> None:
        changed, refusals = 0, []
        for user in users:
            if not self.has_change_permission(request, user):
                continue
            try:
                if change(user):
                    changed += 1
                    self.log_change(request, user, word)
            except DomainError as refusal:
                refusals.append(refusal)
        report(request, number=changed, refusals=refusals)
