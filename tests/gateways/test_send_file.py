"""Files of a visitor: judged by their bytes, kept outside static, given back to who holds the token."""

import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from contactcenter.contacts.models import Attachment, Contact, Message
from contactcenter.contacts.operations.attachments import SIZE_LIMIT, keep_attachment
from contactcenter.contacts.operations.messages import send_reply
from contactcenter.gateways.models import Widget
from contactcenter.gateways.operations.visitors import Visitor
from contactcenter.staff.models import User
from tests.cast import accept, commits, ready
from tests.gateways.windows import a_visitor, a_widget, says
from tests.pictures import a_png

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def visitor(widget: Widget) -> Visitor:
    """Somebody whose conversation has begun."""
    visitor = a_visitor(widget)
    says(visitor)
    return visitor


def send(client: Client, visitor: Visitor, name: str, content: bytes, **fields: str) -> HttpResponse:
    given = {"id": str(uuid.uuid4()), "file": SimpleUploadedFile(name, content), **fields}
    headers = {"X-Chat-Token": visitor.token}
    return client.post(f"/widget/{visitor.key}/files/", given, headers=headers)  # type: ignore[return-value]


def get(client: Client, visitor: Visitor, file_id: int) -> Any:
    return client.get(f"/widget/{visitor.key}/files/{file_id}/", headers={"X-Chat-Token": visitor.token})


def stored(media: Path) -> list[Path]:
    return [path for path in media.rglob("*") if path.is_file()]


def test_picture_becomes_a_message_and_comes_back_byte_for_byte(client: Client, visitor: Visitor) -> None:
    response = send(client, visitor, "роутер.png", a_png(), text="Вот так горит")

    assert response.status_code == 201
    message = response.json()["message"]  # type: ignore[attr-defined]
    assert message["text"] == "Вот так горит"
    [file] = message["files"]
    assert (file["name"], file["image"]) == ("роутер.png", True)

    answer = get(client, visitor, file["id"])
    assert b"".join(answer.streaming_content) == a_png()
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("page.png", b"<html><script>alert(1)</script></html>", "bad_file_type"),
        ("picture.png", b"\xff\xd8\xff\xe0 jpeg", "misnamed_file"),
        ("program.exe", b"MZ\x90\x00", "bad_file_type"),
        ("empty.png", b"", "empty_file"),
        ("page.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "bad_file_type"),
    ],
)
def test_file_that_is_not_what_it_says_is_refused_and_nothing_is_kept(
    client: Client, visitor: Visitor, media: Path, name: str, content: bytes, code: str
) -> None:
    response = send(client, visitor, name, content)

    assert response.status_code == 400
    assert response.json()["code"] == code  # type: ignore[attr-defined]
    assert response.json()["message"].endswith(".")  # type: ignore[attr-defined]
    assert Message.objects.count() == 1
    assert not Attachment.objects.exists()
    assert stored(media) == []


def test_file_that_is_too_large_is_refused_before_it_is_read(client: Client, visitor: Visitor) -> None:
    response = send(client, visitor, "big.txt", b"x" * (SIZE_LIMIT + 20_000))

    assert (response.status_code, response.json()["code"]) == (400, "file_too_large")  # type: ignore[attr-defined]


def test_refused_words_take_the_stored_file_away(client: Client, visitor: Visitor, media: Path) -> None:
    response = send(client, visitor, "роутер.png", a_png(), text="x" * 5_000)

    assert response.status_code == 400
    assert stored(media) == []


def test_same_file_sent_again_is_one_message(client: Client, visitor: Visitor, media: Path) -> None:
    name = str(uuid.uuid4())
    first = send(client, visitor, "роутер.png", a_png(), id=name)
    second = send(client, visitor, "роутер.png", a_png(), id=name)

    assert first.json() == second.json()  # type: ignore[attr-defined]
    assert Attachment.objects.count() == len(stored(media)) == 1


def test_before_the_first_word_there_is_nothing_to_attach_to(client: Client, widget: Widget) -> None:
    response = send(client, a_visitor(widget), "роутер.png", a_png())

    assert (response.status_code, response.json()["code"]) == (403, "not_yours")  # type: ignore[attr-defined]


def test_form_without_a_file_is_answered_with_a_sentence(client: Client, visitor: Visitor) -> None:
    response = client.post(f"/widget/{visitor.key}/files/", {"id": "1"}, headers={"X-Chat-Token": visitor.token})

    assert response.json() == {"code": "no_file", "message": "Выберите файл."} or response.json()["code"] == "no_file"


def test_file_of_another_visitor_is_not_found(client: Client, visitor: Visitor, widget: Widget) -> None:
    file_id = send(client, visitor, "роутер.png", a_png()).json()["message"]["files"][0]["id"]  # type: ignore[attr-defined]
    stranger, other_widget = a_visitor(widget), a_widget(widget.queue, name="Другой")
    says(stranger)

    assert get(client, stranger, file_id).status_code == 404
    assert client.get(f"/widget/{visitor.key}/files/{file_id}/").status_code == 403
    elsewhere = Visitor(key=other_widget.key, token=visitor.token, language="ru", origin="", address="")
    assert get(client, elsewhere, file_id).status_code == 403


def test_file_of_the_operator_reaches_the_visitor_and_a_kept_one_that_was_not_sent_does_not(
    client: Client, widget: Widget, operator: User
) -> None:
    visitor = a_visitor(widget)
    ready(operator)
    with commits():
        contact = says(visitor).contact
    accept(contact)
    contact = Contact.objects.get(pk=contact.pk)
    sent, unsent = (
        keep_attachment(contact=contact, name="a.png", content=a_png(), at=timezone.now()) for _ in range(2)
    )

    send_reply(contact_id=contact.pk, author=operator, text="", at=timezone.now(), attachment_ids=[sent.pk])

    assert get(client, visitor, sent.pk).status_code == 200
    assert get(client, visitor, unsent.pk).status_code == 404


def test_many_files_at_once_are_told_to_wait(client: Client, visitor: Visitor) -> None:
    answers = [send(client, visitor, "a.txt", f"файл {number}".encode()).status_code for number in range(21)]

    assert answers == [201] * 20 + [409]
