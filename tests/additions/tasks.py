import time

from celery import shared_task
from django.core.cache import cache


@shared_task
def work_slowly(*, seconds: float, name: str) -> None:
    """Counts its starts and its ends in the cache."""
    cache.add(f"{name}-started", 0)
    cache.incr(f"{name}-started")
    time.sleep(seconds)
    cache.add(f"{name}-ended", 0)
    cache.incr(f"{name}-ended")
