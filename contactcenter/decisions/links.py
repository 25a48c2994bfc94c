"""Links for experts without an account: signed, for one referral, for a time, and only as long as it waits for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

from contactcenter.decisions.models import Referral
from contactcenter.decisions.queries import referral_page

LIFETIME = timedelta(days=30)
_SALT = "decisions.referral"


@dataclass(frozen=True)
class Opened:
    """What a link leads to. One that is not open any more was revoked, or the referral has ended."""

    referral: Referral
    version: int
    token: str

    @property
    def is_open(self) -> bool:
        """Whether anything may be read or done by it."""
        return self.referral.is_open and self.version == self.referral.link_version


def link_to(referral: Referral) -> str:
    """The whole address; whoever has it may read, ask and decide this one referral."""
    return f"{settings.SITE_URL}{reverse('decisions:letter', args=[token_for(referral)])}"


def token_for(referral: Referral) -> str:
    """The signed part of the address."""
    return signing.dumps([referral.pk, referral.link_version], salt=_SALT)


def open_link(token: str) -> Opened | None:
    """None for a token that was not made here, has expired, or belongs to a department that is not written to."""
    try:
        referral_id, version = signing.loads(token, salt=_SALT, max_age=LIFETIME)
    except signing.BadSignature:
        return None
    referral = referral_page(Referral.objects.filter(by_email=True)).filter(pk=referral_id).first()
    return Opened(referral=referral, version=version, token=token) if referral else None
