"""What every screen begins with; screens of the floors below begin with the same."""

from contactcenter.staff.http import Request, page_number, screen, with_headers

__all__ = ["Request", "page_number", "screen", "with_headers"]
