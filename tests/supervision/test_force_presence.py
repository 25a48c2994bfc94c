"""A supervisor puts an operator into a state."""

from datetime import datetime

import pytest

from contactcenter.lib.errors import InvalidInput, NotAllowed
from contactcenter.staff.models import BreakReason, Presence, PresenceInterval, PresenceState, User
from contactcenter.supervision.operations.steering import force_presence
from tests.cast import ready

pytestmark = pytest.mark.django_db


def test_supervisor_sets_the_state_of_an_operator(operator: User, supervisor: User, at: datetime) -> None:
    ready(operator)
    lunch = BreakReason.objects.create(name="Обед")

    force_presence(
        operator_id=operator.pk, state=PresenceState.BREAK, reason=lunch, actor=supervisor, at=at, note="по просьбе"
    )

    presence = Presence.objects.get(operator=operator)
    assert (presence.state, presence.reason, presence.note) == (PresenceState.BREAK, lunch, "по просьбе")


def test_interval_tells_who_ended_it(operator: User, supervisor: User, at: datetime) -> None:
    ready(operator)

    force_presence(operator_id=operator.pk, state=PresenceState.NOT_READY, actor=supervisor, at=at)

    interval = PresenceInterval.objects.filter(operator=operator).latest("id")
    assert (interval.state, interval.ended_by) == (PresenceState.READY, supervisor)


@pytest.mark.parametrize("role", ["teammate", "expert", "integrator"])
def test_others_may_not(operator: User, role: str, request: pytest.FixtureRequest, at: datetime) -> None:
    with pytest.raises(NotAllowed):
        force_presence(operator_id=operator.pk, state=PresenceState.BREAK, actor=request.getfixturevalue(role), at=at)

    assert not Presence.objects.filter(operator=operator, state=PresenceState.BREAK).exists()


def test_unknown_state_is_refused(operator: User, supervisor: User, at: datetime) -> None:
    with pytest.raises(InvalidInput):
        force_presence(operator_id=operator.pk, state="asleep", actor=supervisor, at=at)


def test_only_operators_have_a_state(expert: User, supervisor: User, at: datetime) -> None:
    with pytest.raises(InvalidInput):
        force_presence(operator_id=expert.pk, state=PresenceState.READY, actor=supervisor, at=at)
