"""What happens inside routing before its own commit."""

from django.dispatch import Signal

# sender=Offer, offer_id=int, operator_id=int, at=datetime: made in a queue whose contacts open at once
offered_to_open = Signal()
