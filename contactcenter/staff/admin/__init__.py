"""People and how they are organised."""

from contactcenter.staff.admin import presence, roles, structure, users

__all__ = ["presence", "roles", "structure", "users"]
