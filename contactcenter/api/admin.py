"""Tokens of other systems, to look over and to take away; `manage.py api_token` issues them."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contactcenter.api.models import ApiToken
from contactcenter.api.operations.tokens import revoke_token
from contactcenter.lib.admin import ReadOnlyAdmin, Section, report


@admin.register(ApiToken)
class ApiTokenAdmin(ReadOnlyAdmin[ApiToken]):
    section = Section.CHANNELS
    icon = "key"
    list_display = ("name", "start", "user", "scope_list", "created_at", "last_used_at", "revoked_at")
    list_filter = (("revoked_at", admin.EmptyFieldListFilter),)
    list_select_related = ("user",)
    search_fields = ("name", "user__username")
    exclude = ("digest",)
    actions = ("revoke",)

    @admin.display(description=_("scopes"))
    def scope_list(self, token: ApiToken) -> str:
        """In one line."""
        return ", ".join(token.scopes)

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        """Whoever may change tokens."""
        return bool(request.user.has_perm("api.change_apitoken"))

    @admin.action(description=_("Revoke"), permissions=["revoke"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiToken]) -> None:
        """At once: the next request with this token is refused."""
        names = queryset.filter(revoked_at__isnull=True).values_list("name", flat=True)
        report(request, number=sum(revoke_token(name=name, at=timezone.now()) for name in names))
