"""Idempotency-Key: a request sent again is not carried out again."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction
from django.utils import timezone

from contactcenter.api.models import StoredAnswer
from contactcenter.api.operations.answers import KEPT_FOR, forget_answers
from contactcenter.clients.models import Client
from contactcenter.contacts.models import Contact, ContactEvent, Queue
from contactcenter.contacts.operations.life import lock_contact
from contactcenter.staff.models import User
from tests.api.conftest import Api, an_api
from tests.cast import arrive

if TYPE_CHECKING:
    from tests.api.conftest import Answer

NEW = {"last_name": "Иванова"}
WORDS = {"address": "customer-17", "text": "Где мой заказ?", "queue": "inquiries"}


def test_same_request_gets_the_stored_answer(api: Api) -> None:
    first = api.post("clients/", NEW, key="a")
    second = api.post("clients/", NEW, key="a")

    assert (first.status_code, second.status_code) == (201, 201)
    assert "Idempotent-Replay" not in first.headers
    assert second.headers["Idempotent-Replay"] == "true"
    assert (first.content, first.headers["Location"]) == (second.content, second.headers["Location"])
    assert Client.objects.count() == 1


def test_another_key_or_none_is_another_request(api: Api) -> None:
    for key in ("a", "b", "", ""):
        assert api.post("clients/", NEW, key=key).status_code == 201
    assert Client.objects.count() == 4


@pytest.mark.parametrize(("path", "body"), [("clients/", {"last_name": "Петров"}), ("contacts/", WORDS)])
def test_same_key_with_another_request_is_refused(api: Api, queue: Queue, path: str, body: dict[str, str]) -> None:
    api.post("clients/", NEW, key="a")
    answer = api.post(path, body, key="a")

    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert (Client.objects.count(), Contact.objects.count()) == (1, 0)


def test_refusal_leaves_the_key_free(api: Api) -> None:
    assert api.post("clients/", {}, key="a").status_code == 400
    assert api.post("clients/", NEW, key="a").status_code == 201


def test_keys_of_two_tokens_do_not_meet(api: Api, integrator: User) -> None:
    other = an_api(integrator, name="other")
    api.post("clients/", NEW, key="a")
    assert other.post("clients/", {"last_name": "Петров"}, key="a").status_code == 201


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_other_writing_methods_keep_keys_too(api: Api, operator: User, method: str) -> None:
    client = api.post("clients/", NEW).json()["id"]
    path, body = {
        "PUT": (f"operators/{operator.pk}/presence/", {"state": "ready"}),
        "PATCH": (f"clients/{client}/", {"segment": "vip"}),
    }[method]
    answers = [api.send(method, path, body, {"Idempotency-Key": "a"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[1].headers["Idempotent-Replay"] == "true"


@pytest.mark.parametrize("key", ["x" * 201, "ключ"])
def test_malformed_key_is_refused(api: Api, key: str) -> None:
    answer = api.post("clients/", NEW, key=key)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "Idempotency-Key"
    assert not Client.objects.exists()


def test_day_old_answer_is_forgotten_by_use_and_by_the_sweep(api: Api) -> None:
    for key in ("a", "b"):
        api.post("clients/", NEW, key=key)
    StoredAnswer.objects.update(created_at=timezone.now() - KEPT_FOR - timedelta(seconds=1))

    assert api.post("clients/", {"last_name": "Петров"}, key="a").status_code == 201
    assert forget_answers(as_of=timezone.now()) == 1
    assert StoredAnswer.objects.get().key == "a"


@pytest.mark.django_db(transaction=True)
def test_requests_racing_with_one_key_do_it_once(api: Api, queue: Queue) -> None:
    barrier = threading.Barrier(8)

    def request(_number: int) -> Answer:
        barrier.wait()
        return closing(lambda: api.post("contacts/", WORDS, key="race"))

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(request, range(8)))

    assert set(Counter(answer.status_code for answer in answers)) <= {201, 409}
    done = [answer for answer in answers if answer.status_code == 201]
    assert len({answer.content for answer in done}) == 1
    assert sum("Idempotent-Replay" not in answer.headers for answer in done) == 1
    assert (Contact.objects.count(), StoredAnswer.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_repetition_while_the_first_still_runs_is_a_conflict(api: Api, queue: Queue) -> None:
    path = f"contacts/{arrive(queue).pk}/abandonment/"
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            lock_contact(Contact.objects.get().pk)  # the first request must wait for us, its key in hand
            first = pool.submit(closing, lambda: api.post(path, key="a"))
            wait_until(somebody_waits_for_a_row)
            second = api.post(path, key="a")
        assert first.result().status_code == 201

    assert (second.status_code, second.json()["code"]) == (409, "in_progress")
    assert api.post(path, key="a").headers["Idempotent-Replay"] == "true"
    assert ContactEvent.objects.filter(verb="abandon").count() == 1


@pytest.mark.django_db(transaction=True)
def test_request_that_dies_half_way_leaves_nothing_and_can_be_repeated(api: Api, queue: Queue) -> None:
    api.browser.raise_request_exception = False
    contact = arrive(queue)
    path = f"contacts/{contact.pk}/abandonment/"
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            lock_contact(contact.pk)
            first = pool.submit(closing, lambda: api.post(path, key="a"))
            wait_until(somebody_waits_for_a_row)
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT pg_terminate_backend(pid) FROM ({_WAITING}) waiting")
        assert first.result().status_code == 500

    assert not StoredAnswer.objects.exists()
    assert Contact.objects.get().state == "queued"
    again = api.post(path, key="a")
    assert again.status_code == 201
    assert "Idempotent-Replay" not in again.headers


_WAITING = "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


def somebody_waits_for_a_row() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # a transaction sees the same activity all along otherwise
        cursor.execute(_WAITING)
        return cursor.fetchone() is not None


def wait_until(holds: Callable[[], bool]) -> None:
    for _attempt in range(500):
        if holds():
            return
        threading.Event().wait(0.01)
    raise AssertionError("it did not come about")


def closing(request: Callable[[], Answer]) -> Answer:
    """In a thread: its connection must not outlive it."""
    try:
        return request()
    finally:
        connection.close()
