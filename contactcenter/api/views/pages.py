"""The documentation page, and the answer to addresses that do not exist."""

from __future__ import annotations

from typing import Any, NoReturn

from django.http import Http404
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.views import APIView


class SchemaView(SpectacularAPIView):
    """OpenAPI; public, since it says nothing about anybody."""

    authentication_classes: tuple[Any, ...] = ()
    permission_classes: tuple[Any, ...] = ()


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
    schema = None

    @extend_schema(exclude=True)
    def initial(self, request: Request, *args: Any, **kwargs: Any) -> NoReturn:
        """Before anything else is looked at."""
        raise Http404
