"""What an administrator configures: queues, topics, dispositions, canned replies."""

from __future__ import annotations

from rest_framework import serializers

from contactcenter.contacts.models import CannedReply, Disposition, Queue, Topic


class QueueSerializer(serializers.ModelSerializer[Queue]):
    """A queue with its service target and who waits in it."""

    waiting = serializers.IntegerField(read_only=True)
    oldest = serializers.DateTimeField(read_only=True, allow_null=True)
    expected_wait_seconds = serializers.SerializerMethodField()

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
            "offer_mode",
            "offer_seconds",
            "missed_offers",
            "wrapup_mode",
            "wrapup_seconds",
            "is_active",
            "waiting",
            "oldest",
            "expected_wait_seconds",
        )
        read_only_fields = fields

    def get_expected_wait_seconds(self, queue: Queue) -> int | None:
        """How long somebody who comes now will wait; null when nobody was accepted in the last half hour."""
        wait = queue.wait_at(queue.waiting + 1)  # type: ignore[attr-defined]  # annotated by waiting_by_queue
        return None if wait is None else round(wait.total_seconds())


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
