"""An operator lets a contact go to a colleague."""

from datetime import datetime, timedelta

import pytest

from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, ContactEvent, Queue
from contactcenter.lib.errors import Conflict, NotAllowed
from contactcenter.routing.models import Offer, OfferOutcome
from contactcenter.routing.operations.matching import DECLINE_REST
from contactcenter.routing.operations.offers import decline_offer, take_contact
from contactcenter.routing.operations.sweep import sweep
from contactcenter.staff.models import Presence, PresenceState, User
from contactcenter.staff.operations.presence import record_signs_of_life
from tests.cast import arrive, commits, load_of, open_offer, ready

pytestmark = pytest.mark.django_db


def decline(offer: Offer, by: User, at: datetime, reason: str = "") -> None:
    with commits():
        decline_offer(offer_id=offer.pk, operator=by, at=at, reason=reason)


def test_goes_to_a_colleague_with_its_age(queue: Queue, operator: User, teammate: User, at: datetime) -> None:
    ready(operator, at=at - timedelta(minutes=2))
    ready(teammate, at=at - timedelta(minutes=1))
    contact = arrive(queue, at=at)
    first = open_offer(contact)

    decline(first, operator, at + timedelta(seconds=3), reason="не мой вопрос")

    first.refresh_from_db()
    contact.refresh_from_db()
    assert (first.outcome, first.reason) == (OfferOutcome.DECLINED, "не мой вопрос")
    assert (open_offer(contact).operator, contact.arrived_at) == (teammate, at)
    assert (load_of(operator), load_of(teammate)) == (0, 33)


def test_who_declined_stays_ready_and_gets_the_next_one_at_once(queue: Queue, operator: User, at: datetime) -> None:
    ready(operator, at=at)
    first, second = arrive(queue, at=at), arrive(queue, at=at)
    decline(open_offer(first), operator, at + timedelta(seconds=1))
    assert open_offer(second).operator == operator
    assert Presence.objects.get(operator=operator).state == PresenceState.READY


def test_who_declined_rests_from_this_contact(queue: Queue, operator: User, at: datetime) -> None:
    ready(operator, at=at)
    contact = arrive(queue, at=at)
    decline(open_offer(contact), operator, at)
    for seconds, expected in ((10, states.QUEUED), (29, states.QUEUED), (31, states.OFFERED)):
        moment = at + timedelta(seconds=seconds)
        record_signs_of_life(operator_ids=[operator.pk], at=moment)
        with commits():
            sweep(as_of=moment)
        assert Contact.objects.get(pk=contact.pk).state == expected
    assert timedelta(seconds=29) < DECLINE_REST < timedelta(seconds=31)


def test_who_declined_may_still_take_it(queue: Queue, operator: User, at: datetime) -> None:
    ready(operator, at=at)
    contact = arrive(queue, at=at)
    decline(open_offer(contact), operator, at)
    assert take_contact(contact_id=contact.pk, operator=operator, at=at).operator == operator


def test_second_decline_changes_nothing(queue: Queue, operator: User, at: datetime) -> None:
    ready(operator, at=at)
    contact = arrive(queue, at=at)
    offer = open_offer(contact)
    decline(offer, operator, at)
    with pytest.raises(Conflict, match=r"отклонили"):
        decline(offer, operator, at)
    assert ContactEvent.objects.filter(contact=contact, verb="decline").count() == 1
    assert load_of(operator) == 0


def test_nobody_declines_for_somebody_else(queue: Queue, operator: User, teammate: User, at: datetime) -> None:
    ready(operator, at=at)
    contact = arrive(queue, at=at)
    with pytest.raises(NotAllowed):
        decline(open_offer(contact), teammate, at)
    assert open_offer(contact).operator == operator


def test_reason_is_kept_fit_to_keep(queue: Queue, operator: User, at: datetime) -> None:
    ready(operator, at=at)
    contact = arrive(queue, at=at)
    offer = open_offer(contact)
    decline(offer, operator, at, reason="не\x00 мой\ud800")
    offer.refresh_from_db()
    assert offer.reason == "не мой"
