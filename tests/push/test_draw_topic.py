"""What the hub draws, how often, and for whom."""

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.utils import translation

from contactcenter.push import bus, fragments
from contactcenter.push.hub import Hub
from tests.push.watcher import Notes, until


class Drawings:
    """A screen that counts how often it is drawn."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, int, str]] = []
        self.fail_once = False

    def __call__(self, rest: str, changes: list[Mapping[str, Any]]) -> str:
        if self.fail_once:
            self.fail_once = False
            raise RuntimeError("the database is away")
        self.calls.append((rest, len(changes), translation.get_language()))
        numbers = ",".join(str(change["n"]) for change in changes)
        return f'<p id="x">{translation.get_language()} {numbers}</p>'

    @property
    def drawn(self) -> int:
        return sum(count for _rest, count, _language in self.calls)


@pytest.fixture
def drawings() -> Iterator[Drawings]:
    kept = dict(fragments._draw)
    drawings = Drawings()
    for prefix in ("queue", "contact", "operator"):
        fragments.register(prefix, drawings)
    yield drawings
    fragments._draw.clear()
    fragments._draw.update(kept)


async def publish(topic: str, *numbers: int) -> None:
    await asyncio.to_thread(
        bus.send, *({"type": "push", "topic": topic, "kind": "changed", "n": number} for number in numbers)
    )


async def test_change_is_drawn_once_and_the_same_string_goes_to_all(drawings: Drawings) -> None:
    first, second = Notes(), Notes()
    async with Hub.joined(first) as hub, Hub.joined(second) as same:
        assert hub is same
        assert await hub.proven(patience=10)
        for watcher in (first, second):
            hub.watch("contact:7", watcher)

        await publish("contact:7", 1)
        await until(lambda: first.of("html") and second.of("html"))

    assert drawings.calls == [("7", 1, "ru")]
    text = next(text for text in first.texts if '"html"' in text)
    assert any(text is other for other in second.texts)


async def test_each_language_is_drawn_once(drawings: Drawings) -> None:
    watchers = [Notes("ru"), Notes("en"), Notes("ru")]
    async with Hub.joined(watchers[0]) as hub, Hub.joined(watchers[1]), Hub.joined(watchers[2]):
        await hub.proven(patience=10)
        for watcher in watchers:
            hub.watch("contact:7", watcher)

        await publish("contact:7", 1)
        await until(lambda: all(watcher.of("html") for watcher in watchers))

    assert sorted(language for _rest, _count, language in drawings.calls) == ["en", "ru"]
    assert [watcher.of("html")[0]["html"][10:12] for watcher in watchers] == ["ru", "en", "ru"]


async def test_burst_in_a_queue_costs_a_few_drawings_and_loses_nothing(drawings: Drawings) -> None:
    watcher = Notes()
    async with Hub.joined(watcher) as hub:
        await hub.proven(patience=10)
        hub.watch("queue:5", watcher)

        for start in range(0, 1000, 100):
            await publish("queue:5", *range(start, start + 100))
        await until(lambda: drawings.drawn == 1000)

    assert len(drawings.calls) < 50


async def test_frames_of_a_topic_are_numbered_without_a_gap(drawings: Drawings) -> None:
    watcher = Notes()
    async with Hub.joined(watcher) as hub:
        await hub.proven(patience=10)
        hub.watch("contact:7", watcher)

        for number in range(5):
            await publish("contact:7", number)
            await until(lambda number=number: drawings.drawn > number)  # type: ignore[misc]
        await until(lambda: len(watcher.of("html")) == len(drawings.calls))

    numbers = [frame["seq"] for frame in watcher.of("html")]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


async def test_number_is_greater_when_a_page_comes_back_to_a_topic(drawings: Drawings) -> None:
    watcher = Notes()
    async with Hub.joined(watcher) as hub:
        await hub.proven(patience=10)
        for number in range(2):
            hub.watch("contact:7", watcher)
            await publish("contact:7", number)
            await until(lambda number=number: len(watcher.of("html")) == number + 1)  # type: ignore[misc]
            hub.leave("contact:7", watcher)

    first, second = (frame["seq"] for frame in watcher.of("html"))
    assert second > first


async def test_change_between_page_and_watch_is_caught_up(drawings: Drawings) -> None:
    watcher = Notes()
    async with Hub.joined(watcher) as hub:
        await hub.proven(patience=10)
        hub.follow("contact:8", watcher)
        await publish("contact:7", 1)
        await publish("contact:8", 2)
        await until(lambda: watcher.changes)

        hub.watch("contact:7", watcher)
        hub.catch_up("contact:7")
        await until(lambda: watcher.of("html"))

    assert drawings.calls == [("7", 1, "ru")]


async def test_failed_drawing_is_tried_again_with_the_same_changes(drawings: Drawings) -> None:
    watcher = Notes()
    async with Hub.joined(watcher) as hub:
        await hub.proven(patience=10)
        hub.watch("contact:7", watcher)
        drawings.fail_once = True

        await publish("contact:7", 42)
        await until(lambda: watcher.of("html"))

    assert "42" in watcher.of("html")[0]["html"]


async def test_unwatched_topic_is_not_drawn(drawings: Drawings) -> None:
    watcher = Notes()
    async with Hub.joined(watcher) as hub:
        await hub.proven(patience=10)
        hub.watch("contact:7", watcher)
        hub.leave("contact:7", watcher)
        hub.follow("contact:8", watcher)

        await publish("contact:7", 1)
        await publish("contact:8", 2)
        await until(lambda: watcher.changes)

    assert drawings.calls == []


async def test_socket_that_has_left_is_not_taken_back(drawings: Drawings) -> None:
    gone, stays = Notes(), Notes()
    async with Hub.joined(stays) as hub:
        async with Hub.joined(gone):
            await hub.proven(patience=10)
        hub.watch("contact:7", gone)
        hub.watch("contact:7", stays)

        await publish("contact:7", 1)
        await until(lambda: stays.of("html"))

    assert gone.of("html") == []


async def test_queue_that_looks_as_before_is_not_sent_again(drawings: Drawings) -> None:
    watcher = Notes()
    async with Hub.joined(watcher) as hub:
        await hub.proven(patience=10)
        hub.watch("queue:5", watcher)
        for count, number in enumerate((1, 1, 2), start=1):
            await publish("queue:5", number)
            await until(lambda count=count: drawings.drawn == count)  # type: ignore[misc]
        await until(lambda: len(watcher.of("html")) == 2)

    first, second = watcher.of("html")
    assert "1" in first["html"]
    assert "2" in second["html"]
    assert second["seq"] == first["seq"] + 1


async def test_whoever_comes_to_a_queue_later_is_shown_it_though_it_looks_as_before(drawings: Drawings) -> None:
    """His page may have loaded what was there in between."""
    early, late = Notes(), Notes()
    async with Hub.joined(early) as hub, Hub.joined(late):
        await hub.proven(patience=10)
        hub.watch("queue:5", early)
        await publish("queue:5", 1)
        await until(lambda: early.of("html"))

        hub.watch("queue:5", late)
        await publish("queue:5", 1)
        await until(lambda: late.of("html"))


async def test_typing_passes_without_being_drawn(drawings: Drawings) -> None:
    watcher = Notes()
    async with Hub.joined(watcher) as hub:
        await hub.proven(patience=10)
        hub.watch("contact:7", watcher)

        typing = {"type": "push", "topic": "contact:7", "kind": "typing", "who": "client"}
        await asyncio.to_thread(bus.send, typing)
        await until(lambda: watcher.of("typing"))

    assert watcher.of("typing") == [{"t": "typing", "topic": "contact:7", "who": "client"}]
    assert drawings.calls == []
