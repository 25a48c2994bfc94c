"""Browsers ask every site for /favicon.ico."""

from django.test import Client as Browser


def test_mark_is_found_by_its_old_name(db: None) -> None:
    answer = Browser().get("/favicon.ico")

    assert answer.status_code == 302
    assert answer.headers["Location"].endswith(".svg")
    assert Browser().get(answer.headers["Location"]).headers["Content-Type"] == "image/svg+xml"
