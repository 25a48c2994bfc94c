"""What every resource shares. A labour function builds its own routes on these classes (docs/api.md)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, TypeVar, cast

from django.db.models import Model, QuerySet
from django.shortcuts import get_object_or_404
from rest_framework import status
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.serializers import Serializer
from rest_framework.viewsets import GenericViewSet

from contactcenter.api.writing import carried_out_once
from contactcenter.staff.models import User

M = TypeVar("M", bound=Model)
Row = TypeVar("Row", bound=Model)


class ApiViewSet(GenericViewSet[M]):
    """A resource with token scopes, problem details, and writes that are one transaction carried out once.

    `resource` is the word before the colon of its scopes. `serializer_class` draws rows; what is taken in has a
    serializer of its own, read with `body`. `get_queryset` must begin with `visible_to`.
    """

    http_method_names = ["get", "post", "put", "patch", "delete", "head"]
    resource: ClassVar[str]
    # Names of fields in domain errors -> names of fields of this API.
    error_fields: ClassVar[Mapping[str, str]] = {}

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Wraps the method that is about to run when it writes."""
        super().initial(request, *args, **kwargs)
        if request.method and request.method not in SAFE_METHODS:
            name = request.method.lower()
            setattr(self, name, carried_out_once(getattr(self, name, self.http_method_not_allowed)))

    @property
    def person(self) -> User:
        """Whose token or session this is."""
        return cast("User", self.request.user)

    def body(self, serializer_class: type[Serializer[Any]]) -> dict[str, Any]:
        """The body, checked; raises ValidationError with a line for each wrong field."""
        serializer = serializer_class(data=self.request.data, context=self.get_serializer_context())
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    def drawn(self, row: Any, *, status: int = status.HTTP_200_OK, at: str = "") -> Response:
        """One row as `serializer_class` draws it; `at` names the route that shows it from now on."""
        headers = {"Location": reverse(at, args=[row.pk], request=self.request)} if at else None
        return Response(self.get_serializer(row).data, status=status, headers=headers)

    def parent(self, rows: QuerySet[Row], *, name: str) -> Row:
        """The row that the address names by `name`; 404 where it is not among `rows`."""
        return get_object_or_404(rows, pk=self.kwargs[name])


class ReadOnlyResource(RetrieveModelMixin, ListModelMixin, ApiViewSet[M]):
    """List and retrieve; add `create` or `partial_update` that make one domain call."""


class ListResource(ListModelMixin, ApiViewSet[M]):
    """Only a list."""


def permitted(rows: QuerySet[Row], user: User) -> QuerySet[Row]:
    """The door to tables whose rows are all alike: who may view the model sees all of them."""
    meta = rows.model._meta
    return rows if user.has_perm(f"{meta.app_label}.view_{meta.model_name}") else rows.none()
