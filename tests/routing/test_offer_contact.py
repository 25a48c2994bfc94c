"""Who is offered what."""

import pytest

from contactcenter.contacts import states
from contactcenter.contacts.models import Queue
from contactcenter.staff.models import User
from tests.cast import a_contact, accept, an_operator, arrive, open_offer, ready


@pytest.mark.django_db(transaction=True)
def test_arrival_is_offered_at_once(queue: Queue, operator: User) -> None:
    ready(operator)
    contact = arrive(queue)
    assert contact.state == states.OFFERED
    assert open_offer(contact).operator == operator


def test_arrival_is_offered_in_a_test_that_never_commits(queue: Queue, operator: User) -> None:
    ready(operator)
    contact = arrive(queue)
    assert open_offer(contact).operator == operator
    assert accept(contact).operator == operator


def test_cast_leads_a_contact_anywhere(queue: Queue, operator: User) -> None:
    for state in (states.ACTIVE, states.WRAPUP, states.CLOSED):
        assert a_contact(state=state, operator=operator, queue=queue).state == state


def test_higher_level_is_asked_first(queue: Queue, operator: User) -> None:
    master = an_operator("master", level=5)
    ready(operator, master)
    assert open_offer(arrive(queue)).operator == master
