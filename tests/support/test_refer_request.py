"""A request that a department decides about."""

from __future__ import annotations

from datetime import datetime

import pytest

from contactcenter.cases.models import Case
from contactcenter.decisions.models import ResolutionCode
from contactcenter.decisions.operations.deciding import Verdict, decide, return_for_completion
from contactcenter.decisions.operations.moving import Who
from contactcenter.decisions.operations.referring import Question, refer_case
from contactcenter.lib.errors import Conflict, IllegalTransition
from contactcenter.staff.models import Department, User
from support.models import SupportRequest
from support.operations.life import answer_request, inform_client, record_answer


def state(case: Case) -> str:
    return Case.objects.get(pk=case.pk).state


def test_request_is_referred_decided_returned_and_answered(
    case: Case, operator: User, department: Department, expert: User, at: datetime
) -> None:
    question = Question(text="Проверьте линию", department=department)
    code = ResolutionCode.objects.create(code="fixed", name="Исправлено", function="support")
    verdict = Verdict(code=code, text="Порт заменён")
    who = Who(user=expert)

    referral = refer_case(case_id=case.pk, question=question, at=at, actor=operator)
    assert state(case) == "referred"
    inform_client(case_id=case.pk, text="Ждём подразделение", at=at, actor=operator)
    with pytest.raises((Conflict, IllegalTransition)):
        answer_request(case_id=case.pk, answer="Починили", at=at, actor=operator)
    decide(referral_id=referral.pk, who=who, verdict=verdict, at=at)
    assert state(case) == "decided"
    return_for_completion(referral_id=referral.pk, actor=operator, reason="Когда?", at=at)
    assert state(case) == "referred"
    decide(referral_id=referral.pk, who=who, verdict=verdict, at=at)
    record_answer(case_id=case.pk, text="Порт заменён", actor=operator, at=at)

    assert state(case) == "answered"
    row = SupportRequest.objects.get(case=case)
    assert (row.answer, row.resolved_first_line) == ("Порт заменён", False)
