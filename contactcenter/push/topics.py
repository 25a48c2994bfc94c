"""The names of what can be watched."""

from __future__ import annotations

FLOOR = "floor"


def queue(queue_id: int) -> str:
    """Who waits in a queue."""
    return f"queue:{queue_id}"


def operator(operator_id: int) -> str:
    """One operator's own state, offers and contacts."""
    return f"operator:{operator_id}"


def contact(contact_id: int) -> str:
    """One contact: its messages, its state, who types."""
    return f"contact:{contact_id}"


def desk(contact_id: int | str) -> str:
    """Who of the staff is at one contact: viewers, participants. No client's socket ever follows it."""
    return f"desk:{contact_id}"


def department(department_id: int) -> str:
    """What a department is asked to decide."""
    return f"department:{department_id}"


def case(case_id: int) -> str:
    """One case: its state, deadlines and history."""
    return f"case:{case_id}"
