"""Consents: each purpose by itself, to a text that was shown, withdrawn at once."""

from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from contactcenter.clients.models import Client
from contactcenter.privacy.models import Consent, ConsentText, Purpose
from contactcenter.privacy.operations.consents import give_consent, text_in_force, withdraw_consent
from contactcenter.staff.models import User
from tests.cast import a_client
from tests.racing import race

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(db: None) -> Client:
    return a_client()


def a_text(at: datetime, *, version: int = 1, language: str = "ru") -> ConsentText:
    return ConsentText.objects.create(
        purpose=Purpose.PERSONAL_DATA, language=language, version=version, body=f"Текст {version}", valid_from=at
    )


def test_what_was_agreed_to_is_kept_with_its_proof(client: Client, operator: User, at: datetime) -> None:
    text = a_text(at)
    given = give_consent(
        client=client,
        purpose=Purpose.PERSONAL_DATA,
        at=at,
        text=text,
        channel="webchat",
        evidence={"thread": "t1"},
        recorded_by=operator,
    )
    given.refresh_from_db()
    assert (given.text, given.evidence, given.given_at, given.recorded_by) == (text, {"thread": "t1"}, at, operator)


def test_same_text_again_is_the_same_consent(client: Client, at: datetime) -> None:
    give = partial(give_consent, client=client, purpose=Purpose.PERSONAL_DATA, text=a_text(at))
    assert give(at=at) == give(at=at + timedelta(days=1))
    assert Consent.objects.count() == 1


def test_new_text_replaces_the_old_consent(client: Client, at: datetime) -> None:
    later = at + timedelta(days=1)
    old = give_consent(client=client, purpose=Purpose.PERSONAL_DATA, at=at, text=a_text(at))
    new = give_consent(client=client, purpose=Purpose.PERSONAL_DATA, at=later, text=a_text(later, version=2))
    old.refresh_from_db()
    assert (old.withdrawn_at, new.withdrawn_at) == (later, None)


def test_one_purpose_says_nothing_of_another(client: Client, at: datetime) -> None:
    for purpose in (Purpose.PERSONAL_DATA, Purpose.ADS_PHONE):
        give_consent(client=client, purpose=purpose, at=at)
    assert withdraw_consent(client=client, purpose=Purpose.ADS_PHONE, at=at)
    assert Consent.objects.get(withdrawn_at__isnull=True).purpose == Purpose.PERSONAL_DATA


def test_withdrawn_twice_is_withdrawn_once(client: Client, at: datetime) -> None:
    give_consent(client=client, purpose=Purpose.ADS_PHONE, at=at)
    withdraw = partial(withdraw_consent, client=client, purpose=Purpose.ADS_PHONE)
    assert [withdraw(at=at), withdraw(at=at + timedelta(days=1))] == [True, False]
    assert Consent.objects.get().withdrawn_at == at


def test_latest_text_in_the_language_is_shown(at: datetime) -> None:
    old, new = a_text(at - timedelta(days=2)), a_text(at - timedelta(days=1), version=2)
    coming = a_text(at + timedelta(days=1), version=3)
    english = a_text(at - timedelta(days=9), language="en")
    show = partial(text_in_force, purpose=Purpose.PERSONAL_DATA, as_of=at)
    assert (show(language="ru"), show(language="en"), show(language="kk")) == (new, english, new)
    assert text_in_force(purpose=Purpose.RECORDING, language="ru", as_of=at) is None
    assert old not in (new, coming)


def test_database_keeps_one_in_force(client: Client, at: datetime) -> None:
    give_consent(client=client, purpose=Purpose.RECORDING, at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.create(client=client, purpose=Purpose.RECORDING, given_at=at)


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_are_one(client: Client, at: datetime) -> None:
    answers = race(*[partial(give_consent, client=client, purpose=Purpose.RECORDING, at=at)] * 20)
    assert {answer.pk for answer in answers} == {Consent.objects.get().pk}
