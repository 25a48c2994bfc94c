"""How often one token may ask."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from django.core.cache import cache
from pytest_django import Settings

from contactcenter.staff.models import User
from tests.api.conftest import Api, an_api

MOMENT = datetime(2026, 11, 2, 9, 30, 20, tzinfo=UTC)


@pytest.fixture(autouse=True)
def three_a_minute(settings: Settings, no_throttle: None) -> None:
    settings.API_REQUESTS_PER_MINUTE = 3


def test_request_over_the_limit_is_told_when_to_come_back(api: Api) -> None:
    with time_machine.travel(MOMENT, tick=False):
        statuses = [api.get("queues/").status_code for _ in range(3)]
        answer = api.get("queues/")

    assert statuses == [200, 200, 200]
    assert (answer.status_code, answer.json()["code"]) == (429, "throttled")
    assert answer.headers["Retry-After"] == "40"
    assert "40 s" in answer.json()["detail"]


def test_next_minute_begins_anew(api: Api) -> None:
    with time_machine.travel(MOMENT, tick=False) as clock:
        for _ in range(4):
            api.get("queues/")
        clock.shift(40)
        assert api.get("queues/").status_code == 200


def test_limit_is_of_each_token(api: Api, integrator: User) -> None:
    with time_machine.travel(MOMENT, tick=False):
        for _ in range(4):
            api.get("queues/")
        assert an_api(integrator, name="other").get("queues/").status_code == 200


def test_zero_means_no_limit(api: Api, settings: Settings) -> None:
    settings.API_REQUESTS_PER_MINUTE = 0
    assert [api.get("queues/").status_code for _ in range(5)] == [200] * 5


def test_without_redis_nobody_is_stopped(api: Api, settings: Settings) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    }
    assert cache is not None
    assert [api.get("queues/").status_code for _ in range(5)] == [200] * 5
