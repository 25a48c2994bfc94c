"""The script for a customer's page and the frame it opens: for the widget's own sites only."""

import json
import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.test import Client

from contactcenter.contacts.models import Queue
from contactcenter.gateways.models import Widget, check_origin
from contactcenter.gateways.passes import Pass, read_pass
from tests.gateways.windows import SITE, a_widget

pytestmark = pytest.mark.django_db
PAGE = f"{SITE}/tariffs?from=mail"


def script(client: Client, widget: Widget, page: str = PAGE) -> str:
    response = client.get(f"/widget/{widget.key}.js", headers={"referer": page} if page else {})
    assert response.status_code == 200
    return response.content.decode()


def frame(client: Client, widget: Widget, page: str = PAGE, language: str = "ru") -> HttpResponse:
    headers = {"referer": page} if page else {}
    return client.get(f"/widget/{widget.key}/frame/", {"lang": language}, headers=headers)  # type: ignore[return-value]


def config_of(response: HttpResponse) -> dict[str, Any]:
    [found] = re.findall(
        r'<script id="config" type="application/json">(.*?)</script>', response.content.decode(), re.DOTALL
    )
    return dict(json.loads(found))


def ancestors_in(response: HttpResponse) -> str:
    [found] = re.findall(r"frame-ancestors ([^;]*)", response.headers["Content-Security-Policy"])
    return str(found)


def test_script_knows_its_frame_and_speaks_both_languages(client: Client, widget: Widget) -> None:
    text = script(client, widget)

    config = json.loads(text.rpartition("})(")[2].removesuffix(");"))
    assert config["frame"] == f"http://testserver/widget/{widget.key}/frame/"
    assert config["texts"]["en"]["open"] == "Open the chat"
    assert set(config["texts"]) == {"ru", "en"}


def test_script_tells_a_foreign_site_why_there_is_no_chat(client: Client, widget: Widget) -> None:
    text = script(client, widget, "https://evil.example/")

    assert text.startswith("console.warn(")
    assert "https://evil.example" in text
    assert "attachShadow" not in text


def test_page_that_does_not_say_who_it_is_gets_the_script(client: Client, widget: Widget) -> None:
    assert "attachShadow" in script(client, widget, "")


def test_unknown_or_switched_off_widget_has_no_script(client: Client, widget: Widget) -> None:
    assert client.get("/widget/nothing.js").status_code == 404
    Widget.objects.update(is_active=False)
    assert client.get(f"/widget/{widget.key}.js").status_code == 404


def test_frame_may_be_shown_by_the_widgets_sites_only(client: Client, queue: Queue) -> None:
    widget = a_widget(queue, allowed_origins=[SITE, "https://shop.example.ru:8443"])

    response = frame(client, widget)

    assert ancestors_in(response) == f"'self' {SITE} https://shop.example.ru:8443"
    assert "X-Frame-Options" not in response.headers
    assert response.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")


def test_frame_carries_a_pass_for_the_page_that_asked(client: Client, widget: Widget) -> None:
    config = config_of(frame(client, widget))

    assert read_pass(config["pass"]) == Pass(key=widget.key, origin=SITE)
    assert config["page"] == SITE


def test_frame_for_a_foreign_page_is_a_sentence_without_a_pass(client: Client, widget: Widget) -> None:
    response = frame(client, widget, "https://evil.example/page")

    text = response.content.decode()
    assert response.status_code == 403
    assert "https://evil.example" in text
    assert "config" not in text
    assert "evil" not in ancestors_in(response)


@pytest.mark.parametrize("page", ["https://www.example.ru.evil.example/", "http://www.example.ru/", f"{SITE}:444/"])
def test_origin_is_compared_whole(client: Client, widget: Widget, page: str) -> None:
    assert frame(client, widget, page).status_code == 403


@pytest.mark.parametrize("page", [f"{SITE}:443/", "https://WWW.Example.RU/a", "http://testserver/demo/site/", ""])
def test_own_pages_and_other_spellings_are_welcome(client: Client, widget: Widget, page: str) -> None:
    assert frame(client, widget, page).status_code == 200


def test_frame_speaks_the_language_of_the_page(client: Client, widget: Widget) -> None:
    assert "Write a message" in frame(client, widget, language="en").content.decode()
    assert config_of(frame(client, widget, language="en-GB"))["language"] == "en"
    assert config_of(frame(client, widget, language="fr"))["language"] == widget.language


def test_greeting_is_shown_as_text(client: Client, queue: Queue) -> None:
    widget = a_widget(queue, greeting_ru="<b>Здравствуйте</b>")

    assert "&lt;b&gt;Здравствуйте" in frame(client, widget).content.decode()


def test_no_secret_is_in_the_address_of_the_socket(client: Client, widget: Widget) -> None:
    assert config_of(frame(client, widget))["socket"] == f"/ws/chat/?key={widget.key}&lang=ru"


@pytest.mark.parametrize(
    "origin",
    [
        "www.example.ru",
        "https://www.example.ru/shop",
        "https://*.example.ru",
        "ftp://example.ru",
        "https://a b",
        "javascript:1",
        "https://example.ru; script-src *",
        "'unsafe-inline'",
    ],
)
def test_what_is_no_origin_is_not_taken_as_a_site(origin: str) -> None:
    with pytest.raises(ValidationError):
        check_origin(origin)


@pytest.mark.parametrize(
    "origin", ["https://example.ru", "http://localhost:8000", "http://[::1]:9000", "https://xn--e1afmkfd.xn--p1ai"]
)
def test_origin_of_a_site_is_taken(origin: str) -> None:
    check_origin(origin)


def test_sites_typed_in_capitals_with_a_slash_are_put_in_order(queue: Queue) -> None:
    widget = a_widget(queue, allowed_origins=[" https://Shop.Example.RU/ "])

    widget.full_clean()

    assert widget.allowed_origins == ["https://shop.example.ru"]


def test_demo_site_shows_the_first_widget(client: Client, widget: Widget) -> None:
    response = client.get("/demo/site/")

    assert f'src="/widget/{widget.key}.js"' in response.content.decode()
    assert "frame-src 'self'" in response.headers["Content-Security-Policy"]


def test_demo_site_without_a_widget_says_what_is_missing(client: Client, db: None) -> None:
    assert client.get("/demo/site/").status_code == 200


def test_demo_site_is_there_only_where_it_was_asked_for(client: Client, widget: Widget, settings: Any) -> None:
    settings.DEMO_SITE = False

    assert client.get("/demo/site/").status_code == 404
