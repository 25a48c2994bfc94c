"""Browsers of the cast without a browser: Django's test client, signed in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client as Browser

from contactcenter.staff.models import User

SignIn = Callable[[User], Browser]


@pytest.fixture
def sign_in() -> SignIn:
    """`sign_in(operator).get("/")` asks as the operator."""

    def signed_in(user: User) -> Browser:
        browser = Browser()
        browser.force_login(user)
        return browser

    return signed_in


@pytest.fixture
def desk(operator: User, sign_in: SignIn) -> Browser:
    """The operator's browser."""
    return sign_in(operator)
