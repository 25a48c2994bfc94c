import time

from django.core.cache import cache

from contactcenter.contacts.models import Channel, Delivery
from contactcenter.contacts.operations.outbox import Courier, couriers


def serve() -> None:
    """Two channels that have no gateway: one whose other side drops duplicates, and one whose does not."""
    couriers[Channel.TELEGRAM] = Courier(send=send_slowly, repeatable=False)
    couriers[Channel.VK] = Courier(send=send_slowly, repeatable=True)


def send_slowly(delivery: Delivery) -> None:
    """Counts its starts and its ends in the cache, and takes the time that stands there."""
    for count in ("courier-started", "courier-ended"):
        cache.add(count, 0)
    cache.incr("courier-started")
    time.sleep(cache.get("courier-seconds", 0))
    cache.incr("courier-ended")
