"""Queues, topics, dispositions and canned replies."""

from __future__ import annotations

from contactcenter.contacts.models import CannedReply, Disposition, Queue, Topic
from contactcenter.routing.operations.pace import measure_pace
from contactcenter.staff.models import User
from tests.api.conftest import Api
from tests.cast import a_contact, a_queue, arrive


def test_queue_tells_who_waits_and_what_is_promised(api: Api, queue: Queue, operator: User) -> None:
    held = a_contact(operator=operator, queue=queue)
    assert held.accepted_at
    measure_pace(as_of=held.accepted_at)
    oldest = arrive(queue)
    arrive(queue)
    shown = api.get("queues/inquiries/").json()

    assert (shown["waiting"], shown["target_percent"], shown["target_seconds"]) == (2, 80, 60)
    assert shown["expected_wait_seconds"] == 3 * 1800
    assert shown["oldest"].startswith(oldest.arrived_at.astimezone().strftime("%Y-%m-%dT%H:%M:%S"))


def test_lists_are_read_and_filtered(api: Api, topic: Topic, disposition: Disposition) -> None:
    Topic.objects.create(function="inquiries", name="Архивный", slug="archive", parent=topic, is_active=False)
    CannedReply.objects.create(shortcut="hello", body="Здравствуйте!")
    a_queue("sales", function="sales")

    assert [row["slug"] for row in api.get("queues/", function="sales").json()["results"]] == ["sales"]
    assert [row["slug"] for row in api.get("topics/", is_active="true").json()["results"]] == ["tariffs"]
    assert api.get("topics/archive/").json()["parent"] == "tariffs"
    assert [row["code"] for row in api.get("dispositions/").json()["results"]] == ["consulted"]
    assert [row["shortcut"] for row in api.get("canned-replies/").json()["results"]] == ["hello"]
