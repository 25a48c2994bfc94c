"""Letters that are signed in the same moment."""

from __future__ import annotations

import functools
from datetime import datetime

import pytest

from complaints.letters import states
from complaints.models import OutgoingLetter, OutgoingSeries
from complaints.operations import letters_files
from complaints.operations.letters_approving import sign_letter
from contactcenter.lib.errors import IllegalTransition
from contactcenter.staff.models import User
from tests.complaints.letters import a_letter, an_office
from tests.racing import race

pytestmark = pytest.mark.django_db(transaction=True)


def test_numbers_have_no_gap_and_no_double_and_one_letter_gets_one(
    operator: User, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letters_files, "letter_pdf", lambda *_what: b"%PDF-1.7")
    office = an_office(at)
    letters = [a_letter(office, operator, state=states.APPROVED) for _number in range(3)]
    sign = functools.partial(sign_letter, actor=office.head, at=at)
    twice = [letters[0], *letters]
    answers = race(*(functools.partial(sign, letter_id=letter.pk) for letter in twice))
    refused = [answer for answer in answers if isinstance(answer, Exception)]
    assert [type(answer) for answer in refused] == [IllegalTransition]
    numbers = sorted(OutgoingLetter.objects.registered().values_list("number", flat=True))
    assert [number[-6:] for number in numbers] == ["000001", "000002", "000003"]
    assert OutgoingSeries.objects.get().last == 3
