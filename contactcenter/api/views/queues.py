"""What an administrator configures, to read."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet

from contactcenter.api.filters import BooleanFilter
from contactcenter.api.pagination import OldestFirst
from contactcenter.api.serializers.queues import (
    CannedReplySerializer,
    DispositionSerializer,
    QueueSerializer,
    TopicSerializer,
)
from contactcenter.api.views.base import ListResource, ReadOnlyResource, permitted
from contactcenter.contacts.counts import waiting_by_queue
from contactcenter.contacts.models import CannedReply, Disposition, Queue, Topic


class QueueFilter(django_filters.FilterSet):
    is_active = BooleanFilter()

    class Meta:
        model = Queue
        fields = ("function",)


class QueueViewSet(ReadOnlyResource[Queue]):
    """Queues: `waiting` contacts, the arrival of the `oldest`, and the target they are measured by."""

    resource = "queues"
    serializer_class = QueueSerializer
    filterset_class = QueueFilter
    pagination_class = OldestFirst
    lookup_field = "slug"

    def get_queryset(self) -> QuerySet[Queue]:
        """With who waits."""
        return waiting_by_queue(Queue.objects.visible_to(self.person))


class TopicFilter(django_filters.FilterSet):
    is_active = BooleanFilter()
    queue = django_filters.CharFilter(field_name="queue__slug", max_length=60)
    parent = django_filters.CharFilter(field_name="parent__slug", max_length=60)

    class Meta:
        model = Topic
        fields = ("function",)


class TopicViewSet(ReadOnlyResource[Topic]):
    """Topics; a contact on a topic waits in its queue."""

    resource = "queues"
    serializer_class = TopicSerializer
    filterset_class = TopicFilter
    pagination_class = OldestFirst
    lookup_field = "slug"

    def get_queryset(self) -> QuerySet[Topic]:
        """With parents and queues."""
        return permitted(Topic.objects.select_related("parent", "queue"), self.person)


class DispositionFilter(django_filters.FilterSet):
    is_active = BooleanFilter()

    class Meta:
        model = Disposition
        fields = ("function",)


class DispositionViewSet(ListResource[Disposition]):
    """Dispositions: how contacts end."""

    resource = "queues"
    serializer_class = DispositionSerializer
    filterset_class = DispositionFilter
    pagination_class = OldestFirst

    def get_queryset(self) -> QuerySet[Disposition]:
        """All of them."""
        return permitted(Disposition.objects.all(), self.person)


class CannedReplyFilter(django_filters.FilterSet):
    is_active = BooleanFilter()

    class Meta:
        model = CannedReply
        fields = ("function",)


class CannedReplyViewSet(ListResource[CannedReply]):
    """Canned replies of operators; an empty function means: for all."""

    resource = "queues"
    serializer_class = CannedReplySerializer
    filterset_class = CannedReplyFilter
    pagination_class = OldestFirst

    def get_queryset(self) -> QuerySet[CannedReply]:
        """All of them."""
        return permitted(CannedReply.objects.all(), self.person)
