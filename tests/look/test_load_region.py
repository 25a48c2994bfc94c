"""What is loaded answers to hands from the moment it is seen."""

import pytest
from playwright.sync_api import Page, Route

from tests.look.conftest import ORIGIN

# Clicks in the very moment the button comes into the page, as a key does that was held ready.
SCRIPT = """async (swap) => {
    const { startRequests, htmx } = await import("/static/js/requests.js");
    startRequests();
    document.body.innerHTML = '<div hx-ext="morph"><div id="region"><p>old</p></div></div>';
    htmx.process(document.body);
    const region = document.getElementById("region");
    let asked = false;
    document.addEventListener("htmx:beforeRequest", ({ target }) => { asked ||= target.id === "now"; });
    const watch = { childList: true, subtree: true };
    new MutationObserver(() => document.getElementById("now")?.click()).observe(document.body, watch);
    await htmx.ajax("GET", "/region/", { source: region, target: region, swap });
    return asked;
}"""


@pytest.mark.parametrize("swap", ["morph", "innerHTML"])
def test_button_that_has_just_come_is_not_deaf(swap: str, blank: Page) -> None:
    def region(route: Route) -> None:
        route.fulfill(body='<div id="region"><button id="now" hx-get="/asked/" hx-swap="none">x</button></div>')

    blank.route("**/region/", region)
    blank.goto(ORIGIN)

    assert blank.evaluate(SCRIPT, swap) is True
