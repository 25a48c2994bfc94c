"""A tree of three questions for tests."""

from __future__ import annotations

from typing import Any

from support.models import TreeVersion
from support.operations.trees import load_tree
from tests.deadlines.builders import NOON
from tests.support.builders import a_product


def a_body() -> dict[str, Any]:
    return {
        "start": "power",
        "steps": {
            "power": {
                "question": "Терминал включён?",
                "answers": [
                    {"text": "Да", "next": "leds"},
                    {"text": "Нет", "remedy": "Включить", "cause": "Нет питания"},
                ],
            },
            "leds": {
                "question": "Как горят индикаторы?",
                "say": "Посмотрите, пожалуйста: PON горит ровно?",
                "answers": [
                    {"text": "Ровно", "next": "router"},
                    {"text": "LOS красный", "refer": "Обрыв, нужен выезд", "cause": "Обрыв"},
                ],
            },
            "router": {"question": "Роутер перезагружен?", "answers": [{"text": "Да", "refer": "Роутер исправен"}]},
        },
    }


def a_tree(code: str = "gpon", **fields: Any) -> TreeVersion:
    given = {"name": "Нет соединения", "product": a_product(), "body": a_body(), "at": NOON, **fields}
    return load_tree(code=code, **given)
