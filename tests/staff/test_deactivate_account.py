"""Who leaves the house leaves the line at once."""

from datetime import datetime

import pytest

from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, Queue
from contactcenter.lib.errors import Conflict
from contactcenter.routing.models import QueueMember
from contactcenter.staff.models import Presence, PresenceInterval, PresenceState, User
from contactcenter.staff.operations.accounts import activate_account, deactivate_account, sign_out
from tests.cast import a_contact, commits, ready

pytestmark = pytest.mark.django_db


def test_deactivated_operator_serves_nothing_and_is_off_shift(
    queue: Queue, operator: User, administrator: User, at: datetime
) -> None:
    ready(operator)

    assert deactivate_account(user_id=operator.pk, actor=administrator, at=at)

    assert not User.objects.get(pk=operator.pk).is_active
    assert Presence.objects.get(operator=operator).state == PresenceState.OFFLINE
    assert not QueueMember.objects.filter(operator=operator).exists()


def test_what_he_had_in_hand_goes_back(queue: Queue, operator: User, administrator: User, at: datetime) -> None:
    contact = a_contact(operator=operator, queue=queue)

    with commits():
        deactivate_account(user_id=operator.pk, actor=administrator, at=at)

    assert Contact.objects.get(pk=contact.pk).state == states.QUEUED


def test_activated_operator_serves_again(queue: Queue, operator: User, administrator: User, at: datetime) -> None:
    deactivate_account(user_id=operator.pk, actor=administrator, at=at)

    assert activate_account(user_id=operator.pk)

    assert User.objects.get(pk=operator.pk).is_active
    assert QueueMember.objects.filter(operator=operator, queue=queue).exists()


def test_second_time_changes_nothing(operator: User, administrator: User, at: datetime) -> None:
    deactivate_account(user_id=operator.pk, actor=administrator, at=at)

    assert not deactivate_account(user_id=operator.pk, actor=administrator, at=at)
    assert activate_account(user_id=operator.pk)
    assert not activate_account(user_id=operator.pk)


def test_nobody_locks_himself_out(administrator: User, at: datetime) -> None:
    with pytest.raises(Conflict):
        deactivate_account(user_id=administrator.pk, actor=administrator, at=at)

    assert User.objects.get(pk=administrator.pk).is_active


def test_interval_says_who_signed_him_out(operator: User, administrator: User, at: datetime) -> None:
    ready(operator)

    assert sign_out(user_id=operator.pk, actor=administrator, at=at)

    interval = PresenceInterval.objects.filter(operator=operator).latest("id")
    assert (interval.state, interval.ended_by) == (PresenceState.READY, administrator)


def test_who_is_off_shift_is_not_signed_out_again(operator: User, administrator: User, at: datetime) -> None:
    assert not sign_out(user_id=operator.pk, actor=administrator, at=at)
    assert not PresenceInterval.objects.exists()
