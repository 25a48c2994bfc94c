"""A catalogue, norms of time and requests for tests of support; the people are the fixed cast."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from contactcenter.cases.models import Case
from contactcenter.deadlines.models import Rule
from contactcenter.staff.models import User
from support.models import Outage, Product, Symptom
from support.operations.life import NewRequest, register_request
from tests.cast import a_client
from tests.deadlines.builders import a_calendar, a_rule

HOUSE = "ул. Лунная, д. 12, кв. 5"


def a_product(code: str = "internet", **fields: Any) -> Product:
    return Product.objects.get_or_create(code=code, defaults={"name": code.capitalize(), **fields})[0]


def a_symptom(code: str = "no-link", *, product: Product | None = None, **fields: Any) -> Symptom:
    return Symptom.objects.get_or_create(
        code=code, defaults={"name": "Нет соединения", "product": product or a_product(), **fields}
    )[0]


def norms() -> list[Rule]:
    """A first response within ten minutes, a word within half an hour, an answer within an hour; urgent: in half."""
    calendar = a_calendar()
    return [
        a_rule(calendar, code=f"{target}-{priority}", function="support", target=target, n=minutes, priority=priority)
        for target, minutes, priority in (
            ("first_response", 10, None),
            ("next_update", 30, None),
            ("answer", 60, None),
            ("answer", 30, 2),
        )
    ]


def a_request(owner: User | None, *, at: datetime, **fields: Any) -> Case:
    defaults: dict[str, Any] = {
        "product": a_product(),
        "description": "Третий вечер пропадает интернет",
        "service_address": HOUSE,
        "owner": owner,
    }
    given = {**defaults, **fields}
    return register_request(
        new=NewRequest(client=given.pop("client", None) or a_client(at=at), **given), at=at, actor=owner
    )


def an_outage(*, at: datetime, **fields: Any) -> Outage:
    defaults: dict[str, Any] = {
        "name": "Обрыв на Лунной",
        "product": a_product(),
        "places": ["Лунная, 12"],
        "started_at": at,
        "created_at": at,
        "text": "На вашей улице авария, чиним до вечера.",
    }
    return Outage.objects.create(**defaults | fields)
