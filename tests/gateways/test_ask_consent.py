"""The consent: asked for before the first word, never assumed, kept with the text that was shown."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from contactcenter.contacts.models import Contact, Queue
from contactcenter.gateways.models import ChatSession, Widget
from contactcenter.gateways.operations.chats import leave_message
from contactcenter.lib.errors import Conflict
from contactcenter.privacy.models import Consent, Purpose
from contactcenter.privacy.operations.consents import withdraw_consent
from tests.gateways.windows import SITE, a_consent_text, a_visitor, a_widget, says, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def widget(queue: Queue) -> Widget:
    return a_widget(queue, requires_consent=True)


def test_words_without_consent_are_refused_and_nothing_is_kept(widget: Widget) -> None:
    a_consent_text()

    with pytest.raises(Conflict) as refusal:
        says(a_visitor(widget))

    assert refusal.value.code == "consent_needed"
    assert not ChatSession.objects.exists()
    assert not Contact.objects.exists()


def test_consent_is_recorded_with_the_text_that_was_shown(widget: Widget) -> None:
    text = a_consent_text()

    contact = says(a_visitor(widget), consent_text_id=text.pk).contact

    consent = Consent.objects.get()
    assert (consent.client, consent.purpose, consent.text) == (contact.client, Purpose.PERSONAL_DATA, text)
    assert consent.evidence == {"contact": contact.pk, "site": SITE, "widget": widget.name}


def test_consent_to_an_old_text_is_not_one_to_the_new(widget: Widget) -> None:
    old = a_consent_text()
    a_consent_text(version=2)

    with pytest.raises(Conflict):
        says(a_visitor(widget), consent_text_id=old.pk)


def test_consent_is_asked_for_once(widget: Widget) -> None:
    text, visitor = a_consent_text(), a_visitor(widget)
    says(visitor, consent_text_id=text.pk)

    says(visitor, "ещё вопрос")

    assert Consent.objects.count() == 1


def test_withdrawn_consent_is_asked_for_again(widget: Widget) -> None:
    text, visitor = a_consent_text(), a_visitor(widget)
    client = says(visitor, consent_text_id=text.pk).contact.client
    withdraw_consent(client=client, purpose=Purpose.PERSONAL_DATA, at=timezone.now())

    with pytest.raises(Conflict):
        says(visitor, "ещё вопрос")


def test_message_left_at_night_carries_its_consent_too(widget: Widget) -> None:
    text, visitor = a_consent_text(), a_visitor(widget)

    with pytest.raises(Conflict):
        leave_message(visitor=visitor, words=words(), reach="+79000000001", at=timezone.now())
    message = leave_message(
        visitor=visitor, words=words(consent_text_id=text.pk), reach="+79000000001", at=timezone.now()
    )

    assert Consent.objects.get().client == message.contact.client


def test_consent_left_with_a_number_at_night_is_not_the_visitors_of_the_next_day(widget: Widget) -> None:
    text, visitor = a_consent_text(), a_visitor(widget)
    agreed = words(consent_text_id=text.pk)
    leave_message(visitor=visitor, words=agreed, reach="+79000000001", at=timezone.now())

    with pytest.raises(Conflict):
        says(visitor)
    contact = says(visitor, consent_text_id=text.pk).contact

    assert Consent.objects.filter(client=contact.client).count() == 1


def test_consent_of_the_conversation_is_kept_for_the_number_that_is_left_later(widget: Widget) -> None:
    text, visitor = a_consent_text(), a_visitor(widget)
    says(visitor, consent_text_id=text.pk)

    message = leave_message(visitor=visitor, words=words(), reach="+79000000001", at=timezone.now())

    assert Consent.objects.get(client=message.contact.client).text == text


def test_widget_that_asks_without_a_text_is_not_saved_by_an_administrator(widget: Widget) -> None:
    with pytest.raises(ValidationError):
        widget.full_clean()

    a_consent_text()
    widget.full_clean()
