"""Sent inside the transaction that makes the change."""

from django.dispatch import Signal

# With letter_id=int: a letter to a department waits, once this transaction is committed.
department_letter_written = Signal()
# With export_id=int: a printout of the register is wanted, once this transaction is committed.
export_asked = Signal()
