"""What every screen begins with; screens of the floors below begin with the same."""

from contactcenter.staff.http import Request, screen, with_headers

__all__ = ["Request", "screen", "with_headers"]
