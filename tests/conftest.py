"""Services for tests: the running site and the browser; the fixed cast is in tests/cast.py."""

import os
from collections.abc import Generator, Iterator

import pytest
from django.core.cache import cache
from django.utils import translation
from hypothesis import settings
from playwright.sync_api import Browser, Page

from contactcenter.lib.memory import forget_everything
from tests.browser import Windows, launched_browser
from tests.services import SERVICES
from tests.stack import Stack

pytest_plugins = ["tests.cast", "tests.fakes.fixtures"]

# Nothing is timed in a test; a refused change must be refused again by the same examples.
settings.register_profile("house", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("house")


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """Throttles and sessions of another test are gone; the broker's keys stay, since the stack may be running."""
    client = cache._cache.get_client()  # type: ignore[attr-defined]
    if keys := list(client.scan_iter(match=cache.make_key("*"))):
        client.delete(*keys)
    forget_everything()


@pytest.fixture(autouse=True)
def usual_language() -> None:
    """A request of another test may have left its language behind."""
    translation.deactivate()


@pytest.fixture(scope="session")
def running_stack(django_db_setup: None) -> Iterator[Stack]:
    stack = Stack(folder=SERVICES.folder, redis=SERVICES.redis)
    try:
        stack.start()
        yield stack
    finally:
        stack.stop()


@pytest.fixture
def stack(transactional_db: None, running_stack: Stack) -> Stack:
    """The real site on the test database: web, worker, beat and Redis as processes. Rows must be committed."""
    return running_stack


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; only in modules without coroutine tests, see tests/browser.py."""
    yield from launched_browser()


@pytest.fixture
def windows(stack: Stack, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Windows]:
    """`windows.open("/path")` gives a new person's window; a foreign request or a script error fails the test."""
    windows = Windows(browser=browser, url=stack.url, screenshots=request.config.getoption("--screenshots"))
    yield windows
    windows.close()


@pytest.fixture
def page(windows: Windows) -> Page:
    """One window."""
    return windows.open()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Function) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """What the stack's processes logged belongs to the report of a failed test."""
    report = yield
    stack = item.funcargs.get("running_stack")
    if report.failed and isinstance(stack, Stack):
        report.sections.append(("stack", stack.logs()))
    return report
