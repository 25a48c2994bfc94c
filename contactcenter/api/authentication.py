"""Who is asking: another system by its token, or somebody signed in who looks at the documentation page."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, SessionAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from contactcenter.api.models import ApiToken
from contactcenter.api.operations.tokens import digest_of, note_use
from contactcenter.staff.models import Role, User


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer cc_…`."""

    keyword = "Bearer"

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """The integrator and the token; None leaves it to the session."""
        keyword, _space, secret = get_authorization_header(request).decode("latin-1").partition(" ")
        if keyword.lower() != self.keyword.lower():
            return None
        token = (
            ApiToken.objects.in_force()
            .select_related("user")
            .filter(digest=digest_of(secret.strip()), user__groups__name=Role.INTEGRATOR)
            .first()
        )
        if token is None:
            raise AuthenticationFailed(_("This token is unknown or was revoked."), code="bad_token")
        note_use(token, at=timezone.now())
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """Makes a refusal a 401."""
        return self.keyword


class StaffSession(SessionAuthentication):
    """Reading with the cookie of the screens; permissions.py refuses writing."""
