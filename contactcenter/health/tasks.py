from celery import shared_task

from contactcenter.health.pulse import WORKER, leave_pulse


@shared_task
def answer_pulse() -> None:
    """Scheduled; that it ran shows that beat, the broker and a worker work together."""
    leave_pulse(part=WORKER)
