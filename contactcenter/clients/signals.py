"""What higher floors listen to; sent inside the transaction that makes the change."""

from django.dispatch import Signal

# From Client, with source, target (both locked) and at: what may exist once for a client makes room before it moves.
clients_merging = Signal()
