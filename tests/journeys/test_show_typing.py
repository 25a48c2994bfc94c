"""Who is writing: shown while he writes, gone with his words, and never of a note."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from contactcenter.contacts.models import Queue
from contactcenter.contacts.operations.joining import receive_into
from contactcenter.gateways.operations.chats import tell_typing
from contactcenter.staff.models import User
from tests.journeys.conftest import OpenDesk, in_hand


def test_mark_of_the_writing_client_goes_with_his_words(operator: User, queue: Queue, open_desk: OpenDesk) -> None:
    contact = in_hand(operator, queue)
    desk = open_desk(operator)
    # Clocks of the page stand still: nothing but the words can take the mark away.
    desk.clock.install()
    desk.goto(f"/contacts/{contact.pk}/")
    expect(desk.locator("[data-live-status][data-state=online]")).to_be_visible()
    desk.clock.pause_at(timezone.now() + timedelta(seconds=1))
    mark = desk.locator(f"[data-typing='contact:{contact.pk}']")

    for _attempt in range(100):  # a hint is told once, and the page may not watch its contact yet
        tell_typing(contact_id=contact.pk)
        desk.wait_for_timeout(100)
        if mark.is_visible():
            break
    expect(mark).to_be_visible()
    receive_into(contact_id=contact.pk, text="Вот номер договора", at=timezone.now())

    expect(desk.locator(f"#log-{contact.pk}")).to_contain_text("Вот номер договора")
    expect(mark).to_be_hidden()


def test_client_is_not_told_that_a_note_is_being_written(operator: User, queue: Queue, open_desk: OpenDesk) -> None:
    contact = in_hand(operator, queue)
    desk = open_desk(operator)
    frames: list[str] = []
    desk.on("websocket", lambda socket: socket.on("framesent", lambda sent: frames.append(str(sent))))
    desk.goto(f"/contacts/{contact.pk}/")
    expect(desk.locator("[data-live-status][data-state=online]")).to_be_visible()
    text = desk.locator(f"#text-{contact.pk}")

    desk.keyboard.press("Alt+n")
    text.press_sequentially("Проверить оплату")
    assert not [frame for frame in frames if "typing" in frame]
    desk.keyboard.press("Alt+n")

    for _attempt in range(100):  # what was told of the note is not told again for some seconds
        text.press_sequentially("!")
        desk.wait_for_timeout(100)
        if [frame for frame in frames if "typing" in frame]:
            break
    assert [frame for frame in frames if "typing" in frame]
