"""Support of the demo organisation: requests of some days, an outage that runs and one that is over."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from contactcenter.contacts.models import Contact
from support.models import Product, SupportRequest, Symptom
from support.operations.asking import record_check
from support.operations.loading import load_catalogue
from support.operations.outages import NewOutage, announce_outage, end_outage, join_outage
from support.operations.settling import settle_outage
from support.states import WAITING

# Topic -> product, symptom, cause, remedy, answer
_TROUBLES: Mapping[str, tuple[str, str, str, str, str]] = {
    "no-internet": (
        "internet", "no-link", "Завис роутер", "Перезагрузка роутера",
        "Перезагрузили роутер, интернет работает.",
    ),
    "slow": (
        "internet", "slow", "Перегружен диапазон 2,4 ГГц", "Переход на сеть 5 ГГц",
        "Подключились к сети 5 ГГц, скорость по тарифу.",
    ),
    "tv-trouble": (
        "tv", "no-picture", "Выбран не тот вход", "Выбор входа HDMI",
        "Выбрали вход HDMI, телевидение работает.",
    ),
    "wifi": (
        "wifi", "wifi-weak", "Роутер стоит в углу", "Перестановка роутера",
        "Переставили роутер в середину квартиры, сигнал стал ровным.",
    ),
}  # fmt: skip
_STREETS = ("ул. Лунная", "ул. Садовая", "пр. Строителей", "ул. Озёрная", "Сиреневый бульвар")


def prepare(*, at: datetime) -> None:
    """Products, symptoms, faults, trees."""
    load_catalogue(at=at)


def fields(*, contact: Contact, is_recent: bool, chance: random.Random) -> Mapping[str, Any] | None:
    """What the wrap-up of an invented contact wrote: most are solved on the line."""
    topic = contact.topic
    product, symptom, cause, remedy, answer = _TROUBLES.get(topic.slug if topic else "", _TROUBLES["no-internet"])
    written = {
        "product": Product.objects.get(code=product),
        "symptoms": [Symptom.objects.get(code=symptom)],
        "description": contact.last_text,
        "service_address": f"{chance.choice(_STREETS)}, д. {chance.randint(1, 40)}, кв. {chance.randint(1, 120)}",
        "severity": chance.choices(("low", "normal", "high", "critical"), (20, 50, 28, 2))[0],
        "topic": topic,
    }
    if is_recent and chance.random() < 0.5:
        return written
    return {**written, "cause": cause, "remedy": remedy, "answer": answer}


def finish(*, at: datetime, chance: random.Random) -> None:
    """Clients were asked whether it helped; one outage runs with its group, another was over yesterday."""
    _ask(at=at, chance=chance)
    waiting = list(SupportRequest.objects.filter(case__state__in=WAITING, product__code="internet").order_by("pk")[:6])
    internet, tv = Product.objects.get(code="internet"), Product.objects.get(code="tv")
    running = announce_outage(
        new=NewOutage(
            name="Обрыв магистрали, Заречный район",
            product=internet,
            places=["Лунная", "Озёрная"],
            text="В вашем районе авария на линии. Бригада на месте, связь восстановим до 21:00. "
            "Напишем вам сами, как только всё заработает.",
            started_at=at - timedelta(hours=2),
            expected_until=at + timedelta(hours=3),
        ),
        at=at - timedelta(hours=1, minutes=50),
        actor=None,
    )
    for row in waiting[:4]:
        join_outage(case_id=row.pk, outage_id=running.pk, at=at - timedelta(minutes=5), actor=row.case.owner)
    over = announce_outage(
        new=NewOutage(
            name="Сбой вещания каналов",
            product=tv,
            text="Часть каналов временно не показывает, причина найдена.",
            started_at=at - timedelta(hours=30),
        ),
        at=at - timedelta(hours=29),
        actor=None,
    )
    end_outage(
        outage_id=over.pk,
        closing_text="Вещание всех каналов восстановлено. Приносим извинения за неудобства.",
        at=at - timedelta(hours=26),
        actor=None,
    )
    settle_outage(outage_id=over.pk, at=at - timedelta(hours=26))


def _ask(*, at: datetime, chance: random.Random) -> None:
    due = SupportRequest.objects.filter(check_task__due_at__lt=at).select_related("check_task", "case__owner")
    for row in due.order_by("pk"):
        assert row.check_task
        if chance.random() < 0.95:
            helped = chance.random() < 0.96
            asked = min(row.check_task.due_at + timedelta(minutes=chance.randint(1, 90)), at)
            record_check(case_id=row.pk, helped=helped, at=asked, actor=row.case.owner)
