"""Operators, the state they are in, and what they hold."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from contactcenter.api.serializers.base import RequestBody
from contactcenter.contacts.models import Channel
from contactcenter.routing.days import Day, Handled
from contactcenter.routing.models import Seat
from contactcenter.staff.models import CHOSEN_STATES, BreakReason, Presence, PresenceState, User
from contactcenter.staff.queries import Stretch


class PresenceSerializer(serializers.ModelSerializer[Presence]):
    """The state an operator says to be in; the system alone puts him to `no_answer`, when he leaves offers unanswered.

    `planned_until` is the end of a break of planned length, also when it is over.
    """

    reason = serializers.CharField(source="reason.name", read_only=True, default=None, allow_null=True)
    planned_until = serializers.DateTimeField(read_only=True, allow_null=True)

    class Meta:
        model = Presence
        fields = ("state", "reason", "note", "since", "planned_until", "seen_at")
        read_only_fields = fields


class LoadSerializer(serializers.ModelSerializer[Seat]):
    """How much an operator holds, in parts of 100: a call takes all, a chat a third.

    `interrupted` parts of the load do not count against the capacity; of `closed` channels he can have no more now.
    """

    closed = serializers.ListField(child=serializers.ChoiceField(choices=Channel.choices), read_only=True)

    class Meta:
        model = Seat
        fields = ("load", "interrupted", "capacity", "closed", "ready", "ringing", "idle_since")
        read_only_fields = fields


class OperatorSerializer(serializers.ModelSerializer[User]):
    """Somebody who may be offered contacts. `presence` and `load` are null before the first sign-in."""

    name = serializers.CharField(source="__str__", read_only=True)
    team = serializers.CharField(source="team.name", read_only=True, default=None, allow_null=True)
    presence = serializers.SerializerMethodField()
    load = serializers.SerializerMethodField()

    class Meta:
        model = User
        fields = ("id", "username", "name", "team", "presence", "load")
        read_only_fields = fields

    @extend_schema_field(PresenceSerializer(allow_null=True))
    def get_presence(self, operator: User) -> dict[str, Any] | None:
        """A one-to-one row that may be missing."""
        presence = getattr(operator, "presence", None)
        return PresenceSerializer(presence).data if presence else None

    @extend_schema_field(LoadSerializer(allow_null=True))
    def get_load(self, operator: User) -> dict[str, Any] | None:
        """A one-to-one row that may be missing."""
        seat = getattr(operator, "seat", None)
        return LoadSerializer(seat).data if seat else None


class NewPresence(RequestBody):
    """The state to put an operator into."""

    state = serializers.ChoiceField(choices=CHOSEN_STATES)
    reason = serializers.SlugRelatedField[BreakReason](
        slug_field="name",
        queryset=BreakReason.objects.filter(is_active=True),
        required=False,
        allow_null=True,
        help_text="name of a break reason; only with the state break",
    )
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)


class StretchSerializer(serializers.Serializer[Stretch]):
    """A time in one state; `reason` of a break, and how many seconds it went over its planned length."""

    state = serializers.ChoiceField(choices=PresenceState.choices, read_only=True)
    reason = serializers.CharField(read_only=True, allow_blank=True)
    note = serializers.CharField(read_only=True, allow_blank=True)
    start = serializers.DateTimeField(read_only=True)
    end = serializers.DateTimeField(read_only=True)
    overrun_seconds = serializers.FloatField(read_only=True)


class HandledSerializer(serializers.Serializer[Handled]):
    """A contact in his hands; `until` is null while it is. The moments are not cut at the bounds of the day."""

    contact = serializers.IntegerField(source="contact.pk", read_only=True)
    queue = serializers.CharField(source="contact.queue.slug", read_only=True)
    came_by = serializers.CharField(read_only=True)
    since = serializers.DateTimeField(read_only=True)
    finished_at = serializers.DateTimeField(read_only=True, allow_null=True)
    until = serializers.DateTimeField(read_only=True, allow_null=True)
    left_by = serializers.CharField(read_only=True, allow_blank=True)


class DaySerializer(serializers.Serializer[Day]):
    """From `start` to `end`; the states fill it without a gap."""

    start = serializers.DateTimeField(read_only=True)
    end = serializers.DateTimeField(read_only=True)
    on_line_seconds = serializers.FloatField(read_only=True)
    with_contacts_seconds = serializers.FloatField(read_only=True)
    states = StretchSerializer(source="stretches", many=True, read_only=True)
    contacts = HandledSerializer(source="handled", many=True, read_only=True)
