"""Cases, rules and referrals for tests of decisions; the people are the fixed cast."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from contactcenter.cases.models import Case
from contactcenter.contacts.models import Attachment, Contact
from contactcenter.contacts.operations.attachments import keep_attachment
from contactcenter.decisions.models import Decision, Referral, ResolutionCode
from contactcenter.decisions.operations.deciding import Verdict, decide
from contactcenter.decisions.operations.files import NewFile
from contactcenter.decisions.operations.moving import Who
from contactcenter.decisions.operations.referring import Question, refer_case
from contactcenter.staff.models import Department, Role, User
from inquiries.operations.life import register_inquiry
from tests.cast import a_client, a_user, commits
from tests.deadlines.builders import NOON, minutes

HALF_PAST = NOON + minutes(30)
QUESTION = "Клиент требует перерасчёт за пять дней без связи. Подтвердите период простоя и сумму."


def an_expert(username: str, department: Department, **fields: Any) -> User:
    return a_user(username, Role.EXPERT, department=department, **fields)


def a_department(code: str, *, email: str = "", **fields: Any) -> Department:
    return Department.objects.create(**{"name": f"Отдел {code}", "code": code, "email": email, **fields})


def an_inquiry(owner: User | None, *, contact: Contact | None = None, at: datetime = NOON, **fields: Any) -> Case:
    """An inquiry that waits for its answer."""
    client = contact.client if contact else a_client(at=at)
    given: dict[str, Any] = {
        "client": client,
        "question": "Когда вернут деньги?",
        "actor": owner,
        "owner": owner,
        "contact": contact,
    }
    return register_inquiry(**given | fields, at=at)


def a_file(contact: Contact, *, name: str = "claim.pdf", at: datetime = NOON) -> Attachment:
    """A file that the client has sent in a contact."""
    kept = keep_attachment(contact=contact, name=name, content=b"%PDF-1.7 claim", at=at)
    kept.message = contact.messages.first()
    kept.save()
    return kept


def refer(
    case: Case, department: Department | None, *, actor: User | None, at: datetime = NOON, **fields: Any
) -> Referral:
    question = Question(**{"text": QUESTION, "department": department, **fields})
    with commits():
        return refer_case(case_id=case.pk, question=question, at=at, actor=actor)


def code(name: str = "partly-upheld") -> ResolutionCode:
    return ResolutionCode.objects.get(code=name)


def verdict(**fields: Any) -> Verdict:
    """Partly upheld, 65 roubles."""
    given: dict[str, Any] = {"code": code(), "text": "Простой подтверждён, три дня. Возврат 65,00 ₽.", "amount": 6500}
    return Verdict(**given | fields)


def decided(referral: Referral, *, by: User, at: datetime = HALF_PAST, **fields: Any) -> Decision:
    with commits():
        return decide(referral_id=referral.pk, who=Who(user=by), verdict=verdict(**fields), at=at)


def events(referral: Referral) -> list[tuple[str, str, str]]:
    """The history of a referral: verb, before, after."""
    return list(referral.events.order_by("id").values_list("verb", "before", "after"))


def case_verbs(case: Case) -> list[str]:
    return list(case.events.order_by("id").values_list("verb", flat=True))


def files(*names: str) -> Sequence[NewFile]:
    return [NewFile(name=name, content=b"%PDF-1.7") for name in names]
