"""What support tells its own tasks."""

from django.dispatch import Signal

# With outage_id=int: once this transaction is committed, its requests are to be answered and closed.
outage_ended = Signal()
