"""How a writing request is carried out: one transaction, and once for each Idempotency-Key."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from contactcenter.api.models import ApiToken
from contactcenter.api.operations.answers import Answer, answer_once
from contactcenter.api.parsers import read_body

HEADER = "Idempotency-Key"
REPLAY_HEADER = "Idempotent-Replay"
KEY_LIMIT = 200

Handler = Callable[..., Response]


def carried_out_once(handler: Handler) -> Handler:
    """`handler` in one transaction; with an Idempotency-Key its answer is stored in that transaction too."""

    def handle(request: Request, *args: Any, **kwargs: Any) -> Response:
        body = read_body(request)
        key = _key(request)
        token = request.auth
        if key is None or not isinstance(token, ApiToken):
            with transaction.atomic():
                return handler(request, *args, **kwargs)
        answer, is_replay = answer_once(
            token=token,
            key=key,
            fingerprint=_fingerprint(request, body),
            at=timezone.now(),
            carry_out=lambda: _kept(handler(request, *args, **kwargs)),
        )
        return _response(answer, is_replay=is_replay)

    return handle


def _key(request: Request) -> str | None:
    key = request.headers.get(HEADER)
    if key is not None and not (0 < len(key) <= KEY_LIMIT and key.isascii() and key.isprintable()):
        raise ValidationError(
            {HEADER: _("A key has 1 to %(limit)d printable ASCII characters.") % {"limit": KEY_LIMIT}}
        )
    return key


def _fingerprint(request: Request, body: bytes) -> str:
    line = f"{request.method} {request.get_full_path()}\n".encode()
    return hashlib.sha256(line + body).hexdigest()


def _kept(response: Response) -> Answer:
    body: bytes = JSONRenderer().render(response.data)
    return Answer(status=response.status_code, body=body.decode(), location=response.headers.get("Location", ""))


def _response(answer: Answer, *, is_replay: bool) -> Response:
    headers = {"Location": answer.location} if answer.location else {}
    if is_replay:
        headers[REPLAY_HEADER] = "true"
    return Response(json.loads(answer.body) if answer.body else None, status=answer.status, headers=headers)
