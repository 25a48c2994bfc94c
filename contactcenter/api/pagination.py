"""Lists in pages that stay stable while rows come and go."""

from __future__ import annotations

import base64
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request

LARGEST_PAGE = 200


class LatestFirst(CursorPagination):
    """Newest first by number; the cursor is opaque to callers."""

    ordering = "-id"
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = LARGEST_PAGE
    cursor_query_description = "Where the page begins: take it from `next` or `previous` as it is."
    page_size_query_description = "Rows on a page, 1 to 200; 50 unless told otherwise."

    def get_page_size(self, request: Request) -> int:
        """Raises ValidationError instead of quietly taking another size."""
        if "page_size" not in request.query_params:
            return self.page_size
        raw = request.query_params["page_size"]
        if not (raw.isascii() and raw.isdigit() and 1 <= int(raw[:9]) <= LARGEST_PAGE):
            raise ValidationError(
                {"page_size": _("The size of a page is a number from 1 to %(limit)d.") % {"limit": LARGEST_PAGE}}
            )
        return int(raw)

    def decode_cursor(self, request: Request) -> Any:
        """Raises ValidationError for anything that was not made by this class."""
        if "cursor" not in request.query_params:
            return None
        try:
            # DRF decodes whatever resembles a cursor; here only what it writes itself passes.
            base64.b64decode(request.query_params["cursor"], validate=True)
            cursor = super().decode_cursor(request)
        except (ValueError, NotFound) as error:
            raise ValidationError({"cursor": self.invalid_cursor_message}) from error
        if cursor is None or not str(cursor.position).isdecimal():
            raise ValidationError({"cursor": self.invalid_cursor_message})
        return cursor

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """With the limits that `get_page_size` keeps."""
        cursor, page_size = super().get_schema_operation_parameters(view)
        page_size["schema"] = {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": self.page_size}
        return [cursor, page_size]

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Both links are always there, if only as null."""
        described = super().get_paginated_response_schema(schema)
        return {**described, "required": ["next", "previous", "results"]}


class OldestFirst(LatestFirst):
    """In the order in which it happened: messages, events, lists that an administrator keeps."""

    ordering = "id"
