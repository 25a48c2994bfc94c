"""How often something may be done from one place: counted in the cache for all processes together."""

from __future__ import annotations

from django.core.cache import cache


def is_within(limit: int, *, seconds: int, what: str, who: str) -> bool:
    """Count one more; False when that is more than `limit` within `seconds`. A limit of 0 is none."""
    if not limit:
        return True
    name = f"gateways.{what}:{who}"
    cache.add(name, 0, timeout=seconds)
    try:
        return cache.incr(name) <= limit
    except ValueError:  # it ran out in between: the next count begins
        return True
