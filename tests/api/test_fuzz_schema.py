"""The API keeps its own word: whatever the schema allows or forbids gets an answer that the schema describes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.generation import GenerationMode

from complaints.operations.loading import load_catalogue
from contactcenter.contacts.models import Queue, Topic
from contactcenter.deadlines.operations.loading import load_norms
from contactcenter.routing.models import Offer
from contactcenter.staff.models import User
from inquiries.operations.life import register_inquiry
from tests.api.conftest import Api
from tests.callbacks.builders import NOON, agree
from tests.cast import a_client, arrive, ready
from tests.complaints.builders import a_complaint
from tests.complaints.letters import a_letter, an_office
from tests.decisions.builders import a_department, refer
from tests.knowledge.builders import an_article
from tests.support.builders import a_request, a_symptom, an_outage

EXAMPLES = 10  # of each operation, in each mode


def described() -> Any:
    raw = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]  # half typed
    schema = schemathesis.openapi.from_dict(raw)
    schema.app = WSGIHandler()
    return schema


OPERATIONS = {operation.ok().label: operation.ok() for operation in described().get_all_operations()}


@pytest.fixture(autouse=True)
def one_connection(db: None) -> Iterator[None]:
    """Requests see the rows of the test, so none of them may close its connection."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def an_outgoing_letter(operator: User) -> int:
    """It needs the whole catalogue of complaints, which the others can do without."""
    load_norms()
    load_catalogue()
    return a_letter(an_office(), operator).pk


@pytest.fixture
def rows(queue: Queue, topic: Topic, operator: User, supervisor: User) -> dict[str, Any]:
    """Something behind each address, so that not every answer is a 404."""
    ready(operator)
    contact = arrive(queue)
    client = a_client()
    case = register_inquiry(client=client, question="Когда?", at=timezone.now(), actor=operator, owner=operator)
    return {
        "clients": client.pk,
        "contacts": contact.pk,
        "cases": case.pk,
        "inquiries": case.pk,
        "support-requests": a_request(operator, at=timezone.now(), symptoms=[a_symptom()]).pk,
        "articles": an_article(operator, supervisor).pk,
        "callbacks": agree(queue, NOON + timedelta(hours=2)).pk,
        "outgoing-letters": lambda: an_outgoing_letter(operator),
        "outages": an_outage(at=timezone.now()).pk,
        "complaints": a_complaint(kind="complaint", at=timezone.now()).pk,
        "operators": operator.pk,
        "offers": Offer.objects.get().pk,
        "referrals": refer(case, a_department("far", email="far@example.ru"), actor=operator, at=timezone.now()).pk,
        "queues": queue.slug,
        "topics": topic.slug,
    }


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("label", OPERATIONS)
def test_operation_answers_as_described(label: str, mode: GenerationMode, full_api: Api, rows: dict[str, Any]) -> None:
    operation = OPERATIONS[label]
    named = re.search(r"/api/v1/([a-z-]+)/\{(\w+)\}/", label)
    row = rows[named[1]] if named else None
    known = {named[2]: row() if callable(row) else row} if named else {}

    @given(case=operation.as_strategy(generation_mode=mode, path_parameters=known))
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: Any) -> None:
        # A valid request may well be refused: no schema tells which queues there are.
        case.call_and_validate(
            headers={"Authorization": f"Bearer {full_api.secret}"},
            excluded_checks=[schemathesis.checks.positive_data_acceptance],
        )

    ask()
