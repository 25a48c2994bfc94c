"""Links for experts without an account: signed, for one referral, for a time, and only as long as it waits for them."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

from contactcenter.decisions.models import Referral

LIFETIME = timedelta(days=30)
_SALT = "decisions.referral"


def link_to(referral: Referral) -> str:
    """The whole address; whoever has it may read, ask and decide this one referral."""
    token = signing.dumps([referral.pk, referral.link_version], salt=_SALT, compress=False)
    return f"{settings.SITE_URL}{reverse('decisions:letter', args=[token])}"


def read_token(token: str) -> tuple[int, int] | None:
    """Number of the referral and version of the link; None when it was not made here or has expired."""
    try:
        referral_id, version = signing.loads(token, salt=_SALT, max_age=LIFETIME)
    except signing.BadSignature:
        return None
    return referral_id, version
