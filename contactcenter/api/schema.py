"""What the code alone does not tell OpenAPI: scopes, the idempotency key, problems."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.utils import OpenApiParameter

from contactcenter.api.permissions import scope_for
from contactcenter.api.problems import MEDIA_TYPE
from contactcenter.api.scopes import Scope
from contactcenter.api.writing import HEADER, KEY_LIMIT, REPLAY_HEADER

_READ_PROBLEMS = ("400", "401", "403", "404", "429")
_WRITE_PROBLEMS = (*_READ_PROBLEMS, "409", "413", "415", "422")
_WRITING = ("POST", "PUT", "PATCH")

_PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457",
    "required": ["type", "title", "status", "detail", "instance", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "a sentence in the language of Accept-Language"},
        "instance": {"type": "string"},
        "code": {"type": "string", "description": "stable, for programs"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "code", "detail"],
                "properties": {
                    "field": {"type": "string"},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
        "state": {"type": "string", "description": "with illegal_transition"},
        "allowed": {"type": "array", "items": {"type": "string"}, "description": "with illegal_transition"},
    },
}


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # spectacular is half typed
    target_class = "contactcenter.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        """With what each scope allows."""
        scopes = "\n".join(f"* `{value}`: {label}" for value, label in Scope.choices)
        return {"type": "http", "scheme": "bearer", "description": f"Scopes of a token:\n\n{scopes}"}


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # spectacular is half typed
    target_class = "contactcenter.api.authentication.StaffSession"
    name = "session"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        """The cookie of the screens; reads only."""
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}


class ApiSchema(AutoSchema):
    """Adds to every operation what every operation has."""

    def get_auth(self) -> list[dict[str, Any]]:
        """A session only reads."""
        schemes = super().get_auth()
        return [scheme for scheme in schemes if self.method not in _WRITING or "session" not in scheme]

    def get_description(self) -> str:  # type: ignore[override]  # as spectacular itself does
        """Ends with the scope that is needed."""
        scope = scope_for(resource=getattr(self.view, "resource", ""), method=self.method)
        return f"{super().get_description()}\n\nNeeds the scope `{scope}`."

    def get_summary(self) -> str:
        """The first sentence, for lists of operations."""
        return super().get_description().split("\n")[0].split(". ")[0].rstrip(".")

    def get_override_parameters(self) -> list[Any]:
        """The idempotency key of writing requests."""
        if self.method not in _WRITING:
            return []
        return [
            OpenApiParameter(
                name=HEADER,
                type={"type": "string", "minLength": 1, "maxLength": KEY_LIMIT, "pattern": "^[!-~]+$"},
                location=OpenApiParameter.HEADER,
                description="The same key with the same request within 24 hours repeats the answer, not the effect.",
            ),
            OpenApiParameter(
                name=REPLAY_HEADER,
                type={"type": "string", "enum": ["true"]},
                location=OpenApiParameter.HEADER,
                response=True,
                description="The answer is a repetition: nothing was done now.",
            ),
        ]

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        problem = ResolvedComponent(  # type: ignore[no-untyped-call]  # spectacular is half typed
            name="Problem", type=ResolvedComponent.SCHEMA, schema=_PROBLEM, object="Problem"
        )
        self.registry.register_on_missing(problem)
        codes = _WRITE_PROBLEMS if self.method in _WRITING else _READ_PROBLEMS
        answers = {code: {"description": "", "content": {MEDIA_TYPE: {"schema": problem.ref}}} for code in codes}
        return {**bodies, **answers}


def refuse_unknown_fields(result: dict[str, Any], **_context: Any) -> dict[str, Any]:
    """Bodies of requests take no fields but those named: see serializers.base.RequestBody."""
    for name, schema in result["components"]["schemas"].items():
        if name.endswith("Request"):
            schema["additionalProperties"] = False
    return result
