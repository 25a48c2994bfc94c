"""Every refusal as problem details (RFC 9457): a sentence for people, codes for programs, a line per wrong field."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.http import Http404
from django.http.request import UnreadablePostError
from django.utils.encoding import escape_uri_path
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from contactcenter.api.operations.answers import KeyReused
from contactcenter.lib.errors import Conflict, DomainError, IllegalTransition, NotAllowed

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
_STATUS_OF: tuple[tuple[type[DomainError], int], ...] = ((KeyReused, 422), (NotAllowed, 403), (Conflict, 409))


@dataclass(frozen=True)
class Problem:
    """One refusal."""

    status: int
    code: str
    detail: str
    errors: list[dict[str, str]] = field(default_factory=list)
    more: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def body(self, *, instance: str) -> dict[str, Any]:
        """The members of RFC 9457, `code`, and `errors` where fields are wrong."""
        body = {
            "type": f"urn:contactcenter:problem:{self.code}",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
            "instance": instance,
            "code": self.code,
            **self.more,
        }
        return {**body, "errors": self.errors} if self.errors else body


def answer_with_problem(exc: Exception, context: Mapping[str, Any]) -> Response:
    """DRF's exception handler: whatever happened is answered in one form, and a surprise is also logged."""
    request = context["request"]
    problem = _problem_of(exc, error_fields=getattr(context["view"], "error_fields", {}))
    if problem.status == HTTPStatus.INTERNAL_SERVER_ERROR:
        got_request_exception.send(sender=answer_with_problem, request=request._request)  # noqa: SLF001 - as Django does
        log.error("api.failed", exc_info=exc)
    # A page that draws HTML or YAML answers its refusals like all others.
    request.accepted_renderer, request.accepted_media_type = JSONRenderer(), "application/json"
    return Response(
        problem.body(instance=escape_uri_path(request.path)),
        status=problem.status,
        headers=dict(problem.headers),
        content_type=MEDIA_TYPE,
    )


def _problem_of(exc: Exception, *, error_fields: Mapping[str, str]) -> Problem:
    if isinstance(exc, DomainError):
        return _of_domain(exc, error_fields=error_fields)
    if isinstance(exc, Http404 | ObjectDoesNotExist):
        exc = exceptions.NotFound(_("There is nothing here, or it is not shown to you."))
    elif isinstance(exc, PermissionDenied):
        exc = exceptions.PermissionDenied()
    elif isinstance(exc, RequestDataTooBig):
        return Problem(413, "body_too_large", _("The body is too large."))
    elif isinstance(exc, SuspiciousOperation | UnreadablePostError):
        return Problem(400, "bad_request", _("The request cannot be read."))
    if isinstance(exc, exceptions.APIException):
        return _of_framework(exc)
    return Problem(500, "failed", _("Something went wrong here. It has been recorded; nothing was written."))


def _of_domain(exc: DomainError, *, error_fields: Mapping[str, str]) -> Problem:
    status = next((status for kind, status in _STATUS_OF if isinstance(exc, kind)), 400)
    name = error_fields.get(exc.field or "", exc.field)
    errors = [{"field": name, "code": exc.code, "detail": str(exc)}] if name else []
    more = {"state": exc.state, "allowed": exc.allowed} if isinstance(exc, IllegalTransition) else {}
    return Problem(status, exc.code, str(exc), errors=errors, more=more)


def _of_framework(exc: exceptions.APIException) -> Problem:
    headers = {}
    if auth_header := getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = auth_header
    if isinstance(exc, exceptions.Throttled):
        seconds = math.ceil(getattr(exc, "wait", None) or 1)
        sentence = _("This token has asked too often. Ask again in %(seconds)d s.") % {"seconds": seconds}
        return Problem(429, "throttled", sentence, headers={"Retry-After": str(seconds)})
    if isinstance(exc, exceptions.ValidationError):
        errors = list(_flatten(exc.get_full_details()))
        return Problem(400, "invalid", _("Something given cannot be taken: see “errors”."), errors=errors)
    return Problem(exc.status_code, str(exc.get_codes()), str(exc.detail), headers=headers)


def _flatten(details: Any, path: str = "") -> Iterator[dict[str, str]]:
    """DRF's nested errors as lines: `addresses.0.value`."""
    if isinstance(details, dict) and set(details) == {"message", "code"}:
        yield {"field": path, "code": str(details["code"]), "detail": str(details["message"])}
    elif isinstance(details, dict):
        for name, inner in details.items():
            yield from _flatten(inner, path if name == "non_field_errors" else f"{path}.{name}".lstrip("."))
    else:
        for position, inner in enumerate(details):
            is_line = isinstance(inner, dict) and set(inner) == {"message", "code"}
            yield from _flatten(inner, path if is_line else f"{path}.{position}".lstrip("."))
