"""Administration of the register and of letters."""

from complaints.admin import letters

__all__ = ["letters"]
