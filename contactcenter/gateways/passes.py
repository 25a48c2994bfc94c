"""Signed words of the chat: the pass of a frame and the token of a visitor.

How a foreign page is kept out. Three things, each for whom it binds:
1. `frame-ancestors` of the frame names the widget's sites, so no browser shows the chat inside another page.
2. The socket takes only pages of our own origin (browsers tell the truth about Origin), and only with a pass, which
   stands in the frame alone. A page elsewhere can neither open the socket nor read a pass.
3. Where the browser says which page asked for the frame (the script makes it say so), another site is refused at once.
What this cannot do: a program that is not a browser may claim to be any page. It gets what every visitor gets, its own
conversation, within the limits of size and rate.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from django.core import signing

PASS_SECONDS = 12 * 3600

_pass = signing.TimestampSigner(salt="contactcenter.gateways.pass")
_token = signing.Signer(salt="contactcenter.gateways.token")


@dataclass(frozen=True)
class Pass:
    """A frame of widget `key` was handed out to a page of `origin` (empty: the browser did not say)."""

    key: str
    origin: str


def write_pass(frame: Pass) -> str:
    """The pass as text."""
    return _pass.sign_object([frame.key, frame.origin])


def read_pass(text: str) -> Pass | None:
    """None for one that is forged or too old: the frame must be loaded again."""
    try:
        key, origin = _pass.unsign_object(text, max_age=PASS_SECONDS)
    except (signing.BadSignature, ValueError):
        return None
    return Pass(key=key, origin=origin)


def new_token() -> str:
    """A visitor's secret; signed, so that one of ours is known before anything is stored under it."""
    return _token.sign(secrets.token_urlsafe(32))


def is_token(text: str) -> bool:
    """Whether we gave it out."""
    try:
        _token.unsign(text)
    except signing.BadSignature:
        return False
    return True


def hash_of(token: str) -> str:
    """How a token is kept: 256 random bits need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()
