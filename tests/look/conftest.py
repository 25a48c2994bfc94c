"""Modules of static/js/ in a real browser, on an empty page that no server serves."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from scripts.make_messages import ROOT

ORIGIN = "http://modules.test"

Evaluate = Callable[..., Any]


def serve(route: Route) -> None:
    path = route.request.url.removeprefix(ORIGIN)
    if path.startswith("/static/"):
        route.fulfill(path=ROOT / path.removeprefix("/"))
    else:
        route.fulfill(body='<!doctype html><html lang="ru"><body></body></html>', content_type="text/html")


@pytest.fixture(scope="module")
def blank(browser: Browser) -> Iterator[Page]:
    """An empty page that may import our modules."""
    page = browser.new_page(locale="ru-RU")
    page.route("**/*", serve)
    page.goto(ORIGIN)
    yield page
    page.close()


@pytest.fixture
def evaluate(blank: Page) -> Evaluate:
    """`evaluate("time", "m.formatClock(x)", 38)`: an expression over a module `m` and a value `x`."""

    def run(module: str, expression: str, value: object = None) -> Any:
        script = f"async (x) => {{ const m = await import('/static/js/{module}.js'); return {expression}; }}"
        return blank.evaluate(script, value)

    return run
