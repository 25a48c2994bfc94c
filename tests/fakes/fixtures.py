"""Fixtures over the servers of the world outside; tests/conftest.py registers them for all tests."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.fakes.mail import MailServer


@pytest.fixture
def mail_server(settings: Settings) -> Iterator[MailServer]:
    """The site of this process sends its letters there."""
    with MailServer.running() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST = "127.0.0.1"
        settings.EMAIL_PORT = server.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.DEFAULT_FROM_EMAIL = "Контакт-центр <desk@example.org>"
        yield server
