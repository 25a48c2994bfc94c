"""What an administrator configures: queues, topics, dispositions, canned replies."""

from __future__ import annotations

from rest_framework import serializers

from contactcenter.contacts.models import CannedReply, Disposition, Queue, Topic


class QueueSerializer(serializers.ModelSerializer[Queue]):
    """A queue with its service target and who waits in it."""

    waiting = serializers.IntegerField(read_only=True)
    oldest = serializers.DateTimeField(read_only=True, allow_null=True)

    class Meta:
        model = Queue
        fields = (
            "id",
            "slug",
            "name",
            "function",
            "priority",
            "target_percent",
            "target_seconds",
            "offer_seconds",
            "is_active",
            "waiting",
            "oldest",
        )
        read_only_fields = fields


class TopicSerializer(serializers.ModelSerializer[Topic]):
    """What contacts and cases are about: a tree."""

    parent = serializers.SlugRelatedField[Topic](  # type: ignore[assignment]  # a declared field hides no attribute
        slug_field="slug", read_only=True, allow_null=True
    )
    queue = serializers.SlugRelatedField[Queue](slug_field="slug", read_only=True, allow_null=True)

    class Meta:
        model = Topic
        fields = ("id", "slug", "name", "function", "parent", "queue", "position", "is_active")
        read_only_fields = fields


class DispositionSerializer(serializers.ModelSerializer[Disposition]):
    """How a contact can end."""

    class Meta:
        model = Disposition
        fields = ("id", "function", "code", "name", "leaves_case", "position", "is_active")
        read_only_fields = fields


class CannedReplySerializer(serializers.ModelSerializer[CannedReply]):
    """A prepared answer."""

    function = serializers.CharField(read_only=True)

    class Meta:
        model = CannedReply
        fields = ("id", "function", "shortcut", "body", "is_active")
        read_only_fields = fields
