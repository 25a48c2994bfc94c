"""What queues have been counted to, so that no screen counts contacts. Written by the database alone.

A trigger appends to `QueueDelta` what each change of a contact adds and takes off; a fold moves that into the other two
once a second. What is true at a moment is the sum of both, read in one statement: see docs/decisions/0008.
"""

from __future__ import annotations

from django.db import models

# Sums over contacts that came in; times are microseconds, whole numbers, so that what is added can be taken off.
FLOWS = (
    "arrived",
    "answered",
    "answered_in_target",
    "abandoned",
    "abandoned_in_target",
    "abandoned_short",
    "handled",
    "wait_us",
    "talk_us",
    "wrap_us",
    "accepted",
)
# How many there are right now.
GAUGES = ("queued", "offered")


class Flows(models.Model):
    """Of the contacts that arrived in this minute; `accepted` of those that were first accepted in it."""

    arrived = models.IntegerField(db_default=0)
    answered = models.IntegerField(db_default=0)
    answered_in_target = models.IntegerField(db_default=0)
    abandoned = models.IntegerField(db_default=0)
    abandoned_in_target = models.IntegerField(db_default=0)
    abandoned_short = models.IntegerField(db_default=0)
    handled = models.IntegerField(db_default=0)
    wait_us = models.BigIntegerField(db_default=0)
    talk_us = models.BigIntegerField(db_default=0)
    wrap_us = models.BigIntegerField(db_default=0)
    accepted = models.IntegerField(db_default=0)

    class Meta:
        abstract = True


class QueueDelta(Flows):
    """What one change of one contact adds to its queue; gone when it has been folded."""

    # Not a foreign key: its check would lock the row of the queue, for which then all arrivals would queue up.
    queue_id = models.BigIntegerField()
    minute = models.DateTimeField()
    queued = models.IntegerField(db_default=0)
    offered = models.IntegerField(db_default=0)

    class Meta:
        indexes = (models.Index(fields=("queue_id",), name="delta_of_queue"),)

    def __str__(self) -> str:
        return f"{self.queue_id} {self.minute:%H:%M}"


class QueueTally(models.Model):
    """How many wait in a queue, and how many of its contacts are held out to somebody."""

    queue = models.OneToOneField(
        "contacts.Queue", primary_key=True, related_name="tally", on_delete=models.CASCADE, db_constraint=False
    )
    queued = models.IntegerField(db_default=0)
    offered = models.IntegerField(db_default=0)

    def __str__(self) -> str:
        return f"{self.queue_id}: {self.queued} + {self.offered}"


class QueueMinute(Flows):
    """What came into a queue in one minute and what became of it; kept for as long as a day is told."""

    queue = models.ForeignKey(
        "contacts.Queue", related_name="minutes", on_delete=models.CASCADE, db_constraint=False, db_index=False
    )
    minute = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("queue", "minute"), name="minute_of_queue_once"),)
        indexes = (models.Index(fields=("minute",), name="minute_of_all"),)

    def __str__(self) -> str:
        return f"{self.queue_id} {self.minute:%H:%M}"
