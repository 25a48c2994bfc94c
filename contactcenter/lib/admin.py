"""What the admin pages of all apps share: the theme's classes with types, history that is only read, the sidebar."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib import messages
from django.db.models import Model, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from contactcenter.lib.errors import DomainError

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin as _ModelAdmin
    from django.contrib.admin import TabularInline as _TabularInline
    from django.http import HttpRequest
    from django.utils.functional import _StrOrPromise

    Method = TypeVar("Method", bound=Callable[..., Any])

    def display(**options: Any) -> Callable[[Method], Method]:
        """The theme's decorator of a column: Django's, with `header` and `label`."""

else:
    # The theme ships no types; what it adds is called by templates.
    from unfold.admin import ModelAdmin as _ModelAdmin
    from unfold.admin import TabularInline as _TabularInline
    from unfold.decorators import display  # noqa: F401 - for the pages of all apps


M = TypeVar("M", bound=Model)
Parent = TypeVar("Parent", bound=Model)


class Section(TextChoices):
    """The groups of the sidebar, in their order, by what they mean to an administrator."""

    PEOPLE = "people", _("People")
    ROUTING = "routing", _("Queues and routing")
    TEXTS = "texts", _("Texts")
    REGISTER = "register", _("Records")
    DEADLINES = "deadlines", _("Deadlines")
    PRIVACY = "privacy", _("Personal data")
    CHANNELS = "channels", _("Channels")
    TECHNICAL = "technical", _("Technical")


class ModelAdmin(_ModelAdmin[M]):
    """An admin page with its place in the sidebar; `icon` is a Material symbol.

    A page lives on the highest floor whose rows it shows: queues beside routing, clients beside what masks them.
    """

    section: Section | None = None
    icon = "database"
    sidebar_title: _StrOrPromise = ""  # the model's plural, unless it is called otherwise here
    position = 50  # in the section; what is opened most often comes first
    list_per_page = 50
    # Counting all rows of a register costs more than the page itself.
    show_full_result_count = False
    list_filter_submit = True
    compressed_fields = False  # several fields in a row need their names above them
    warn_unsaved_form = True


class TabularInline(_TabularInline[M, Parent]):
    extra = 0
    hide_title = True  # its columns say all that the row's own name would


class _Unchangeable:
    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyAdmin(_Unchangeable, ModelAdmin[M]):
    """What only operations write: history, and rows with a life of their own."""

    actions: Any = None


class ReadOnlyInline(_Unchangeable, TabularInline[M, Parent]):
    """Rows of history beneath what they tell of."""

    per_page = 20  # a long history is paged, not loaded


def report(request: HttpRequest, *, number: int, refusals: Iterable[DomainError] = ()) -> None:
    """After an action on several rows: how many it changed, and the sentences of what was refused."""
    for sentence in dict.fromkeys(str(refusal) for refusal in refusals):
        messages.error(request, sentence)
    if number:
        messages.success(
            request, ngettext("Done for %(number)d row.", "Done for %(number)d rows.", number) % {"number": number}
        )
    else:
        messages.info(request, _("Nothing was to be changed."))
