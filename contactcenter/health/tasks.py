from celery import shared_task

from contactcenter.health.pulse import SWEEPER, WORKER, leave_pulse


@shared_task
def answer_pulse() -> None:
    """Scheduled; that it ran shows that beat, the broker and a worker work together."""
    leave_pulse(part=WORKER)


@shared_task
def answer_pulse_of_sweeps() -> None:
    """The same in the queue of the sweeps, which has a worker of its own."""
    leave_pulse(part=SWEEPER)
