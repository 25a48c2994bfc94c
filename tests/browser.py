"""Debian's Chromium for tests, by Playwright's synchronous interface.

While it runs, this thread has a running event loop, so Django would refuse the database and pytest-asyncio its tests.
Hence: the browser lives for one module, a module with browser tests holds no coroutine tests, and Django is told to
look away for that long.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Route, expect, sync_playwright

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    *(["--no-sandbox"] if os.geteuid() == 0 else []),
]
WINDOW = {"width": 1440, "height": 900}
PATIENCE_MS = 15_000
expect.set_options(timeout=PATIENCE_MS)  # a busy machine is slow, not wrong


def launched_browser() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.fail("Browser tests need Chromium: install Debian's package chromium.")
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
            yield browser
            browser.close()
    finally:
        os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")
        if before is not None:
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


class Windows:
    """Opens windows on the site, each with cookies of its own, and keeps account of what went wrong in them."""

    def __init__(self, *, browser: Browser, url: str, screenshots: Path | None) -> None:
        self.browser = browser
        self.url = url
        self.screenshots = screenshots
        self.contexts: list[BrowserContext] = []
        self.allowed_origins = {url}
        self.foreign_requests: list[str] = []
        self.errors: list[str] = []

    def open(self, path: str | None = None, **options: Any) -> Page:
        """A new window as another person would have it; `options` are Playwright's for a context."""
        options = {"base_url": self.url, "locale": "ru-RU", "viewport": WINDOW, "reduced_motion": "reduce"} | options
        context = self.browser.new_context(**options)
        context.set_default_timeout(PATIENCE_MS)
        context.route("**/*", self._keep_inside)
        context.on("console", self._note_console)
        context.on("weberror", lambda error: self.errors.append(str(error.error)))
        self.contexts.append(context)
        page = context.new_page()
        if path is not None:
            page.goto(path)
        return page

    def picture(self, page: Page, name: str) -> None:
        """Writes NAME.png when the run was asked for screenshots."""
        if self.screenshots is not None:
            self.screenshots.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=self.screenshots / f"{name}.png")

    def close(self) -> None:
        for context in self.contexts:
            context.close()
        assert not self.foreign_requests, "a page asked another site"
        assert not self.errors, f"a page reported errors: {self.errors}"

    def _keep_inside(self, route: Route, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"data", "blob"} or f"{parts.scheme}://{parts.netloc}" in self.allowed_origins:
            route.continue_()
        else:
            self.foreign_requests.append(request.url)
            route.abort()

    def _note_console(self, message: ConsoleMessage) -> None:
        # A refused request or a server that a test has just killed is the test's own business.
        if (
            message.type == "error"
            and "Failed to load resource" not in message.text
            and "WebSocket" not in message.text
        ):
            self.errors.append(message.text)
