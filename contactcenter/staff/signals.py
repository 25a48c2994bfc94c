"""What higher floors listen to; sent inside the transaction that makes the change."""

from django.dispatch import Signal

# sender=Presence, presence=Presence (new), before=str (old state), at=datetime
presence_changed = Signal()
