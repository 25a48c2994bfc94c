"""What the chat window loads: the script of the page, the frame, and files both ways."""

from __future__ import annotations

import json
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace
from django.contrib.staticfiles import finders
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from contactcenter.callbacks.moments import CITIES
from contactcenter.contacts.operations.attachments import SIZE_LIMIT
from contactcenter.gateways.models import ChatSession, Widget
from contactcenter.gateways.operations.chats import NAME_LIMIT, TEXT_LIMIT, Words, say
from contactcenter.gateways.operations.visitors import Visitor, find_session
from contactcenter.gateways.passes import Pass, write_pass
from contactcenter.gateways.queries import file_of, widget_of
from contactcenter.gateways.webchat.looks import shown_message
from contactcenter.gateways.webchat.origins import asking_page, may_embed, own_origin
from contactcenter.gateways.webchat.texts import LANGUAGES, launcher_texts, window_texts
from contactcenter.lib.errors import Conflict, DomainError, InvalidInput, NotAllowed

TOKEN_HEADER = "X-Chat-Token"  # noqa: S105  # a name
MULTIPART_BYTES = 16 * 1024  # what a form adds around its file


@require_GET
def script(request: HttpRequest, key: str) -> HttpResponse:
    """The one script that a page embeds: it draws the launcher and opens the frame."""
    widget = _widget(key)
    if not may_embed(widget, request):
        sentence = _("This chat may not be shown on %(site)s: the site is not among those it is meant for.")
        body = f"console.warn({json.dumps(sentence % {'site': asking_page(request)})});"
    else:
        config = {
            "frame": own_origin(request) + reverse("gateways:frame", args=[key]),
            "key": key,
            "language": widget.language,
            "texts": {language: launcher_texts(language) for language in LANGUAGES},
        }
        body = f"(function (config) {{\n{_source()}\n}})({json.dumps(config)});"
    headers = {"Cache-Control": "private, max-age=300", "Cross-Origin-Resource-Policy": "cross-origin"}
    return HttpResponse(body, content_type="text/javascript; charset=utf-8", headers=headers)


@require_GET
@never_cache
@xframe_options_exempt
def frame(request: HttpRequest, key: str) -> HttpResponseBase:
    """The window itself. Only pages of the widget's sites, and our own, may show it."""
    widget = _widget(key)
    policy = {"frame-ancestors": [SELF, *widget.allowed_origins], "img-src": [SELF, "data:", "blob:"]}
    with translation.override(_language(request, widget)):
        return csp_replace(policy)(partial(_drawn_frame, widget))(request)


def _drawn_frame(widget: Widget, request: HttpRequest) -> HttpResponse:
    page = asking_page(request)
    if not may_embed(widget, request):
        return render(request, "gateways/refused.html", {"site": page}, status=403)
    language = translation.get_language()
    config = {
        "key": widget.key,
        "language": language,
        "pass": write_pass(Pass(key=widget.key, origin=page)),
        "page": page,
        "socket": f"/ws/chat/?key={widget.key}&lang={language}",
        "files": reverse("gateways:files", args=[widget.key]),
        "fileBytes": SIZE_LIMIT,
        "texts": window_texts(),
        "zones": {name: str(city) for name, city in CITIES.items()},
    }
    limits = {"text_limit": TEXT_LIMIT, "name_limit": NAME_LIMIT}
    context = {"widget": widget, "greeting": widget.greeting(language), "config": config, **limits}
    return render(request, "gateways/frame.html", context)


@csrf_exempt  # no cookie is asked for: whoever has the token is the visitor
@require_POST
def files(request: HttpRequest, key: str) -> HttpResponse:
    """A file from the visitor, with or without words: a message of its own."""
    widget = _widget(key)
    with translation.override(_language(request, widget)):
        try:
            message = _take_file(request, key, language=translation.get_language())
        except DomainError as refusal:
            return _refused(refusal)
    return JsonResponse({"message": message}, status=201)


def _take_file(request: HttpRequest, key: str, *, language: str) -> dict[str, Any]:
    if int(request.headers.get("Content-Length") or 0) > SIZE_LIMIT + MULTIPART_BYTES:
        megabytes = SIZE_LIMIT // 1024 // 1024
        raise InvalidInput(_("The file is larger than %(limit)d MB.") % {"limit": megabytes}, code="file_too_large")
    token = request.headers.get(TOKEN_HEADER, "")
    session = _session(key, token)
    upload = request.FILES.get("file")
    if upload is None:
        raise InvalidInput(_("Choose a file."), code="no_file", field="file")
    words = Words(
        key=request.POST.get("id", ""), text=request.POST.get("text", ""), file=(upload.name or "", upload.read())
    )
    visitor = Visitor(key=key, token=token, language=language, origin=session.origin, address="")
    return shown_message(say, visitor=visitor, words=words, at=timezone.now())


@require_GET
def file(request: HttpRequest, key: str, file_id: int) -> HttpResponseBase:
    """A file of the visitor's own conversation; the token comes in a header, so that no address gives it away."""
    try:
        kept = file_of(_session(key, request.headers.get(TOKEN_HEADER, "")), file_id=file_id)
    except DomainError as refusal:
        return _refused(refusal)
    if kept is None:
        raise Http404
    return FileResponse(
        kept.file.open(),
        as_attachment=True,
        filename=kept.name,
        content_type=kept.content_type,
        headers={"Cache-Control": "private, max-age=3600"},
    )


def _session(key: str, token: str) -> ChatSession:
    session = find_session(key=key, token=token)
    if session is None:
        raise NotAllowed(_("This conversation is not yours, or it has not begun yet."), code="not_yours")
    return session


def _refused(refusal: DomainError) -> JsonResponse:
    status = 403 if isinstance(refusal, NotAllowed) else 409 if isinstance(refusal, Conflict) else 400
    return JsonResponse({"code": refusal.code, "message": str(refusal)}, status=status)


def _widget(key: str) -> Widget:
    widget = widget_of(key)
    if widget is None or not widget.is_active:
        raise Http404(_("There is no such chat."))
    return widget


def _language(request: HttpRequest, widget: Widget) -> str:
    asked = request.GET.get("lang", "")[:2].lower()
    return asked if asked in LANGUAGES else widget.language


def _source() -> str:
    path = finders.find("widget/embed.js")
    assert isinstance(path, str)
    return _read(path, Path(path).stat().st_mtime_ns)


@lru_cache(maxsize=1)
def _read(path: str, _changed: int) -> str:
    return Path(path).read_text(encoding="utf-8")
