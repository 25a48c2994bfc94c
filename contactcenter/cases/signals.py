"""What labour functions may listen to; sent inside the transaction that makes the change."""

from django.dispatch import Signal

# Sent from CaseEvent with event=CaseEvent: every transition and correction of every case; `event.case` is as it is now.
case_event_written = Signal()
