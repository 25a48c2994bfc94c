"""Bodies of requests: JSON of a bounded size, and nothing that would break further inside."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import IO, Any, NoReturn

from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

BODY_LIMIT = 1024 * 1024  # bytes; the longest message with every character escaped takes a twentieth of it
_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")


class BodyTooLarge(APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "body_too_large"

    def __init__(self) -> None:
        super().__init__(_("The body is larger than %(limit)d KB.") % {"limit": BODY_LIMIT // 1024})


def read_body(request: Request) -> bytes:
    """The raw body; refused by its announced length before it is read, and by its real one after."""
    announced = str(request.META.get("CONTENT_LENGTH") or "0")
    if announced.isdigit() and int(announced) > BODY_LIMIT:
        raise BodyTooLarge
    body: bytes = request._request.body  # noqa: SLF001 - DRF offers no other way to read it before parsing
    if len(body) > BODY_LIMIT:
        raise BodyTooLarge
    return body


class StrictJSONParser(BaseParser):
    """UTF-8, no NaN, no endless nesting, no half characters."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Raises ParseError with a sentence."""
        try:
            text = stream.read().decode()
            parsed = json.loads(text, parse_constant=_refuse_constant)
            # An escaped half of a character passes the parser, but neither the database nor an answer can carry it.
            if "\\u" in text and _LONE_SURROGATE.search(json.dumps(parsed, ensure_ascii=False)):
                raise ParseError(_("The body has an escaped half of a character (a lone surrogate)."))
        except UnicodeDecodeError as error:
            raise ParseError(_("The body is not UTF-8.")) from error
        except RecursionError as error:
            raise ParseError(_("The body is nested too deeply.")) from error
        except ValueError as error:
            raise ParseError(_("The body is not JSON: %(error)s.") % {"error": error}) from error
        return parsed


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)
