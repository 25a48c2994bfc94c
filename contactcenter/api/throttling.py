"""How often one token may ask."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import redis
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from contactcenter.api.models import ApiToken

if TYPE_CHECKING:
    from rest_framework.views import APIView

log = logging.getLogger(__name__)
WINDOW = 60  # seconds


class TokenThrottle(BaseThrottle):
    """So many requests in each minute of the clock: one atomic counter, whatever number of processes answers."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        """False once the token has used up its minute. A Redis that is away lets everybody pass."""
        limit: int = settings.API_REQUESTS_PER_MINUTE
        if not limit or not isinstance(request.auth, ApiToken):
            return True
        minute, self._second = divmod(timezone.now().timestamp(), WINDOW)
        key = f"api.requests:{request.auth.pk}:{minute:.0f}"
        try:
            cache.add(key, 0, timeout=2 * WINDOW)
            return cache.incr(key) <= limit
        except (redis.RedisError, ValueError) as error:
            log.warning("api.throttle_off", extra={"error": str(error)})
            return True

    def wait(self) -> float:
        """Seconds until the next minute begins."""
        return WINDOW - self._second
