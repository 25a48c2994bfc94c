"""What the admin pages of all apps share: the theme's classes with types, history that is only read, the sidebar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Model, TextChoices
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin as _ThemedAdmin
from unfold.admin import TabularInline as _ThemedInline

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin as _ModelAdmin
    from django.contrib.admin import TabularInline as _TabularInline
    from django.http import HttpRequest
else:
    # The theme's classes know no type parameters.
    class _ModelAdmin(_ThemedAdmin):
        def __class_getitem__(cls, _parameters: Any) -> type:
            return cls

    class _TabularInline(_ThemedInline):
        def __class_getitem__(cls, _parameters: Any) -> type:
            return cls


M = TypeVar("M", bound=Model)
Parent = TypeVar("Parent", bound=Model)


class Section(TextChoices):
    """The groups of the sidebar, in their order, by what they mean to an administrator."""

    PEOPLE = "people", _("People")
    ROUTING = "routing", _("Queues and routing")
    TEXTS = "texts", _("Texts")
    REGISTER = "register", _("Register")
    DEADLINES = "deadlines", _("Deadlines")
    PRIVACY = "privacy", _("Personal data")
    CHANNELS = "channels", _("Channels")
    TECHNICAL = "technical", _("Technical")


class ModelAdmin(_ModelAdmin[M]):
    """An admin page with its place in the sidebar; `icon` is a Material symbol."""

    section: Section | None = None
    icon = "database"
    list_per_page = 50
    # Counting all rows of a register costs more than the page itself.
    show_full_result_count = False
    list_filter_submit = True
    compressed_fields = True
    warn_unsaved_form = True


class TabularInline(_TabularInline[M, Parent]):
    extra = 0
    tab = False


class _Unchangeable:
    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyAdmin(_Unchangeable, ModelAdmin[M]):
    """What only operations write: history, and rows with a life of their own."""

    actions = None


class ReadOnlyInline(_Unchangeable, TabularInline[M, Parent]):
    """Rows of history beneath what they tell of."""

    hide_title = True
    per_page = 20  # a long history is paged, not loaded
