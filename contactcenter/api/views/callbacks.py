"""Callbacks: promising calls, moving and cancelling them, and how attempts ended."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from contactcenter.api.filters import BooleanFilter, DateTimeFilter, NumberFilter
from contactcenter.api.pagination import OldestFirst
from contactcenter.api.serializers.callbacks import (
    CallbackEventSerializer,
    CallbackSerializer,
    Cancellation,
    NewCallback,
    NewMoment,
    Outcome,
)
from contactcenter.api.views.base import ApiViewSet, ListResource, ReadOnlyResource
from contactcenter.callbacks import states
from contactcenter.callbacks.models import Callback, CallbackEvent, CallbackQuerySet, Origin
from contactcenter.callbacks.operations.agreeing import (
    Promise,
    agree_callback,
    cancel_callback,
    reschedule_callback,
)
from contactcenter.callbacks.operations.outcomes import miss_callback, reach_callback
from contactcenter.callbacks.queries import with_labels
from contactcenter.clients.models import AddressKind
from contactcenter.clients.operations.addresses import find_or_create_client
from contactcenter.contacts.models import Queue, Topic


class CallbackFilter(django_filters.FilterSet):
    client = NumberFilter(field_name="client")
    queue = django_filters.CharFilter(field_name="queue__slug", max_length=60)
    live = BooleanFilter(method="still_owed")
    due_after = DateTimeFilter(field_name="due_at", lookup_expr="gte")
    due_before = DateTimeFilter(field_name="due_at", lookup_expr="lt")

    class Meta:
        model = Callback
        fields = ("state", "origin")

    def still_owed(self, rows: CallbackQuerySet, _name: str, value: bool) -> CallbackQuerySet:
        """Neither kept nor given up, or one of these."""
        return rows.live() if value else rows.filter(state__in=states.CALLBACK.final)


class CallbackViewSet(ReadOnlyResource[Callback]):
    """Promises to call clients back, the latest first."""

    resource = "callbacks"
    serializer_class = CallbackSerializer
    filterset_class = CallbackFilter

    def get_queryset(self) -> QuerySet[Callback]:
        """With everything that a row shows."""
        return with_labels(Callback.objects.visible_to(self.person))

    @extend_schema(request=NewCallback, responses={201: CallbackSerializer, 200: CallbackSerializer})
    def create(self, request: Request) -> Response:
        """Promise a call: 201. 200 when the `external_id` is known already.

        400 for a moment in the past, outside the hours in which clients may be called, or while the queue is closed;
        409 when a call to this number is agreed already.
        """
        body, now = self.body(NewCallback), timezone.now()
        key = f"api:{self.person.pk}:{body['external_id']}" if body["external_id"] else ""
        is_known = bool(key) and Callback.objects.filter(key=key).exists()
        address, _is_new = find_or_create_client(kind=AddressKind.PHONE, value=body["phone"], at=now, name=body["name"])
        topic: Topic | None = body.get("topic")
        queue = body.get("queue") or (topic.queue if topic else None)
        assert isinstance(queue, Queue)  # the body has said one or the other
        promise = Promise(
            address=address,
            queue=queue,
            topic=topic,
            moment=body["moment"],
            time_zone=body["time_zone"],
            note=body["note"],
            origin=Origin.API,
            key=key,
        )
        callback = agree_callback(promise=promise, at=now, actor=self.person)
        found = self.get_queryset().get(pk=callback.pk)
        code = status.HTTP_200_OK if is_known else status.HTTP_201_CREATED
        return self.drawn(found, status=code, at="api:callback-detail")


class CallbackEventViewSet(ListResource[CallbackEvent]):
    """What happened to a callback, in the order in which it happened."""

    resource = "callbacks"
    pagination_class = OldestFirst
    serializer_class = CallbackEventSerializer

    def get_queryset(self) -> QuerySet[CallbackEvent]:
        """Of the callback in the address."""
        visible = Callback.objects.visible_to(self.person)
        return CallbackEvent.objects.filter(
            callback__in=visible, callback_id=self.kwargs.get("callback_id")
        ).select_related("actor")

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """404 for a callback that is not there, where an empty list would tell of a silent one."""
        self.parent(Callback.objects.visible_to(self.person), name="callback_id")
        return super().list(request, *args, **kwargs)


class _OfCallback(ApiViewSet[Callback]):
    resource = "callbacks"
    serializer_class = CallbackSerializer

    def callback_id(self) -> int:
        """404 where it is not there or not shown."""
        return self.parent(Callback.objects.visible_to(self.person), name="callback_id").pk

    def answered(self, *, status: int) -> Response:
        """The callback as it is now."""
        return self.drawn(with_labels(Callback.objects.all()).get(pk=self.kwargs["callback_id"]), status=status)


class MomentViewSet(_OfCallback):
    """The moment of a callback."""

    @extend_schema(request=NewMoment, responses={200: CallbackSerializer})
    def update(self, request: Request, callback_id: int) -> Response:
        """Move the call. 409 once it has begun or ended."""
        reschedule_callback(
            callback_id=self.callback_id(), at=timezone.now(), actor=self.person, **self.body(NewMoment)
        )
        return self.answered(status=status.HTTP_200_OK)


class CancellationViewSet(_OfCallback):
    """The cancellation of a callback."""

    @extend_schema(request=Cancellation, responses={201: CallbackSerializer})
    def create(self, request: Request, callback_id: int) -> Response:
        """Nobody calls any more; cancelling twice is cancelling once. 409 once an operator is calling."""
        cancel_callback(
            callback_id=self.callback_id(), at=timezone.now(), actor=self.person, why=self.body(Cancellation)["why"]
        )
        return self.answered(status=status.HTTP_201_CREATED)


class OutcomeViewSet(_OfCallback):
    """How the attempt under way ended, told by a telephone system."""

    @extend_schema(request=Outcome, responses={201: CallbackSerializer})
    def create(self, request: Request, callback_id: int) -> Response:
        """`not_reached` ends the call and plans the next attempt by rule. 409 when no attempt is under way."""
        tell = reach_callback if self.body(Outcome)["result"] == "reached" else miss_callback
        tell(callback_id=self.callback_id(), at=timezone.now(), actor=self.person)
        return self.answered(status=status.HTTP_201_CREATED)
