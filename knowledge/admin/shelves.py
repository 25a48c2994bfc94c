"""Categories are kept here; articles, signatures and searches are shown for looking things up."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from contactcenter.lib.admin import ModelAdmin, ReadOnlyAdmin, Section
from knowledge.models import Acknowledgement, Article, Category, MissedSearch


@admin.register(Category)
class CategoryAdmin(ModelAdmin[Category]):
    section = Section.TEXTS
    icon = "folder"
    position = 60
    list_display = ("name", "slug", "parent", "function", "position")
    list_filter = ("function",)
    list_editable = ("position",)
    list_select_related = ("parent",)
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}


@admin.register(Article)
class ArticleAdmin(ReadOnlyAdmin[Article]):
    section = Section.TEXTS
    icon = "menu_book"
    position = 61
    list_display = ("title", "category", "kind", "audience", "owner", "is_published", "valid_until", "used")
    list_filter = ("is_published", "category", "kind", "audience")
    list_select_related = ("category", "owner")
    search_fields = ("title", "summary")
    fields = (
        *("title", "summary", "category", "kind", "audience", "products", "owner", "related"),
        *("valid_from", "valid_until", "review_on", "is_published", "published_number", "published_at"),
        *("opened", "used", "helped", "not_helped"),
    )


@admin.register(Acknowledgement)
class AcknowledgementAdmin(ReadOnlyAdmin[Acknowledgement]):
    section = Section.REGISTER
    icon = "signature"
    position = 80
    list_display = ("name", "document", "number", "at")
    list_select_related = ("version",)
    search_fields = ("name", "version__title")
    date_hierarchy = "at"

    @admin.display(description=_("document"))
    def document(self, row: Acknowledgement) -> str:
        """Its title as it was."""
        return row.version.title

    @admin.display(description=_("version"))
    def number(self, row: Acknowledgement) -> int:
        """Which version was signed."""
        return row.version.number


@admin.register(MissedSearch)
class MissedSearchAdmin(ReadOnlyAdmin[MissedSearch]):
    section = Section.TEXTS
    icon = "search_off"
    position = 62
    list_display = ("query", "times", "last_at")
    search_fields = ("query",)
