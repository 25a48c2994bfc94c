"""Scopes decide what a token may do; `visible_to` decides what its user may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from contactcenter.api.models import ApiToken
from contactcenter.api.scopes import Scope

if TYPE_CHECKING:
    from rest_framework.views import APIView


def scope_for(*, resource: str, method: str | None) -> str:
    """`clients:read` for looking, `clients:write` for everything else."""
    return f"{resource}:{'read' if method in SAFE_METHODS else 'write'}"


def sees_personal_data(request: Request) -> bool:
    """Whether an answer to this request shows addresses in full; answers to writing requests never do."""
    token = request.auth
    return (
        request.method in SAFE_METHODS
        and isinstance(token, ApiToken)
        and Scope.CLIENTS_PERSONAL_DATA.value in token.scopes
    )


class ScopeAllows(BasePermission):
    """The token has the scope of the view's `resource`; a session only reads."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Raises PermissionDenied with a sentence that names the missing scope."""
        if not request.user.is_authenticated:
            return False
        if getattr(view, "action", "") is None:
            return True  # no such method here: the view answers 405
        if isinstance(request.auth, ApiToken):
            return self._token_allows(request.auth, request=request, view=view)
        if request.method not in SAFE_METHODS:
            raise PermissionDenied(_("Only requests with a token may write."), code="token_needed")
        return True

    def _token_allows(self, token: ApiToken, *, request: Request, view: APIView) -> bool:
        scope = scope_for(resource=getattr(view, "resource", ""), method=request.method)
        if scope not in token.scopes:
            raise PermissionDenied(_("The token lacks the scope “%(scope)s”.") % {"scope": scope}, code="scope_missing")
        return True
