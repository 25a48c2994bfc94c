"""What a supervisor does with the work and the shift of an operator."""

from datetime import datetime

import pytest
from django.test import Client as Browser

from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, Queue
from contactcenter.lib.errors import InvalidInput, NotAllowed
from contactcenter.staff.models import Presence, PresenceState, User
from contactcenter.supervision.operations.steering import reassign_work, sign_out_by_force
from tests.cast import a_contact, a_queue, commits, load_of, ready

pytestmark = pytest.mark.django_db


def test_his_conversations_go_to_colleagues_with_their_age(
    queue: Queue, operator: User, teammate: User, supervisor: User, at: datetime
) -> None:
    contacts = [a_contact(operator=operator, queue=queue) for _number in range(2)]
    with commits():
        assert reassign_work(operator_id=operator.pk, actor=supervisor, at=at) == 2
    ready(teammate, at=at)
    now = [Contact.objects.get(pk=contact.pk) for contact in contacts]
    assert [contact.state for contact in now] == [states.OFFERED, states.QUEUED]
    assert [contact.arrived_at for contact in now] == [contact.arrived_at for contact in contacts]
    assert load_of(operator) == 0
    assert now[0].events.get(verb="transfer").actor == supervisor


def test_all_go_into_one_queue(queue: Queue, operator: User, supervisor: User, at: datetime) -> None:
    contact, other = a_contact(operator=operator, queue=queue), a_queue("other")
    with commits():
        reassign_work(operator_id=operator.pk, actor=supervisor, queue=other, at=at)
    assert Contact.objects.get(pk=contact.pk).queue == other


def test_who_does_not_steer_takes_nothing(queue: Queue, operator: User, teammate: User, at: datetime) -> None:
    a_contact(operator=operator, queue=queue)
    with pytest.raises(NotAllowed):
        reassign_work(operator_id=operator.pk, actor=teammate, at=at)
    with pytest.raises(NotAllowed):
        sign_out_by_force(operator_id=operator.pk, actor=teammate, at=at)


def test_queue_that_takes_nothing_is_refused(operator: User, supervisor: User, at: datetime) -> None:
    with pytest.raises(InvalidInput):
        reassign_work(operator_id=operator.pk, actor=supervisor, queue=a_queue("off", is_active=False), at=at)


def test_signed_out_everywhere_and_everything_handed_back(
    queue: Queue, operator: User, supervisor: User, at: datetime
) -> None:
    browsers = [Browser(), Browser()]
    for browser in browsers:
        browser.force_login(operator)
        assert browser.get("/").status_code == 200
    contact = a_contact(operator=operator, queue=queue)
    with commits():
        sign_out_by_force(operator_id=operator.pk, actor=supervisor, at=at)
    assert {browser.get("/").status_code for browser in browsers} == {302}
    assert Presence.objects.get(operator=operator).state == PresenceState.OFFLINE
    assert Contact.objects.get(pk=contact.pk).state == states.QUEUED
    again = Browser()
    again.force_login(User.objects.get(pk=operator.pk))
    assert again.get("/").status_code == 200


def test_screens_of_the_supervisor(queue: Queue, operator: User, supervisor: User) -> None:
    a_contact(operator=operator, queue=queue)
    browser = Browser()
    browser.force_login(supervisor)
    assert browser.post(f"/floor/operators/{operator.pk}/work/", {"queue": ""}).status_code == 302
    assert load_of(operator) == 0
    assert browser.post(f"/floor/operators/{operator.pk}/signing-out/").status_code == 302
    page = browser.get(f"/floor/operators/{operator.pk}/")
    assert page.status_code == 200
