"""The documentation page, and the answer to addresses that do not exist."""

from __future__ import annotations

from typing import Any, NoReturn

from django.http import Http404
from django.utils import translation
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView


class SchemaView(SpectacularAPIView):
    """OpenAPI; public, since it says nothing about anybody, and in English unless `?lang=` says otherwise."""

    authentication_classes: tuple[Any, ...] = ()
    permission_classes: tuple[Any, ...] = ()

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Half of it is written in the code, so the other half follows."""
        with translation.override("en"):
            answer: Response = super().get(request, *args, **kwargs)  # type: ignore[no-untyped-call]  # half typed
            return answer


class DocumentationView(SpectacularSwaggerSplitView):
    """Swagger UI from our own static files, without inline scripts and styles."""

    authentication_classes: tuple[Any, ...] = ()
    permission_classes: tuple[Any, ...] = ()
    url_name = "api:schema"
    template_name = "api/documentation.html"


class UnknownAddressView(APIView):
    """404 as problem details."""

    authentication_classes = ()
    permission_classes = ()
    schema = None  # it is no part of the description

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> NoReturn:
        """Before anything else is looked at."""
        raise Http404
