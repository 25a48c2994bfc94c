"""Which page asks: origins as browsers write them."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest

from contactcenter.gateways.models import Widget


def origin_of(url: str) -> str:
    """`https://www.example.ru/shop?x` -> `https://www.example.ru`; empty for what is no web address."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{host}" + (f":{port}" if port and port != usual else "")


def own_origin(request: HttpRequest) -> str:
    """Ours, as the browser asked for it."""
    return origin_of(request.build_absolute_uri("/"))


def asking_page(request: HttpRequest) -> str:
    """The origin of the page that asks for this; empty where the browser does not say."""
    return origin_of(request.headers.get("Referer", ""))


def may_embed(widget: Widget, request: HttpRequest) -> bool:
    """False for a page that is known to be of another site. The frame's policy settles what is not known."""
    page = asking_page(request)
    return not page or page == own_origin(request) or page in widget.allowed_origins
