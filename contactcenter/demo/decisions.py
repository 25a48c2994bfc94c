"""What departments are asked in the demo organisation: the matrix, texts of answers, and some questions under way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from contactcenter.cases.models import Case
from contactcenter.contacts.models import Topic
from contactcenter.decisions.models import AnswerTemplate, ReferralRule, ResolutionCode
from contactcenter.decisions.operations.deciding import Verdict, decide
from contactcenter.decisions.operations.moving import Who
from contactcenter.decisions.operations.referring import Question, refer_case
from contactcenter.decisions.operations.working import answer_question, ask_back, take_referral
from contactcenter.demo import texts
from contactcenter.functions.registry import registry
from contactcenter.staff.models import Department, Role, User

# Function, topic -> department, working hours
MATRIX = (
    ("inquiries", "balance", "billing", 8),
    ("inquiries", "", "billing", 16),
    ("sales", "", "field", 8),
    ("support", "", "network", 4),
    ("complaints", "", "legal", 24),
)
TEMPLATES = (
    (
        "upheld",
        "Удовлетворено",
        "Здравствуйте, {name}!\n\nМы рассмотрели ваше обращение {number} и решили его в вашу пользу. {decision}\n\n"
        "Если останутся вопросы, ответьте на это письмо.",
    ),
    (
        "partly-upheld",
        "Удовлетворено частично",
        "Здравствуйте, {name}!\n\nМы рассмотрели ваше обращение {number} и решили его частично в вашу пользу. "
        "{decision}\n\nСумма: {amount}. Если не согласны, ответьте на это письмо.",
    ),
    (
        "rejected",
        "Отказано",
        "Здравствуйте, {name}!\n\nМы рассмотрели ваше обращение {number}. К сожалению, удовлетворить его не можем. "
        "{decision}",
    ),
    ("", "Разъяснение", "Здравствуйте, {name}!\n\nПо вашему обращению {number}: {decision}"),
)


@dataclass(frozen=True)
class _Asked:
    """A question under way: how long ago it was asked, and how far it has come."""

    hours_ago: int
    question: str
    hours: int | None = None
    end: str = ""


_ASKED = (
    _Asked(52, "Клиент не заказывал платный пакет. Проверьте, кем и когда он подключён, и решите о возврате.", hours=8),
    _Asked(
        3,
        "Клиент требует перерасчёт за пять дней без связи. Подтвердите период простоя по журналу аварий и сумму. "
        "Если период меньше, назовите причину для ответа клиенту.",
        hours=6,
        end="answered",
    ),
    _Asked(2, "Платёж прошёл, доступ не открылся. Найдите платёж и сообщите срок зачисления.", hours=7),
    _Asked(1, "Пени начислены за день, когда оплата уже прошла. Снимите их или назовите основание."),
    _Asked(1, "Сочетаются ли две скидки на один договор? Клиент ждёт ответа до конца недели.", hours=24),
    _Asked(5, "Уточните, по какому тарифу считать переходный месяц.", end="asked"),
    _Asked(30, "Верните ошибочное списание за октябрь.", end="decided"),
)


def load_matrix() -> None:
    """Departments by function and topic, and the texts that answers begin with."""
    departments = {department.code: department for department in Department.objects.all()}
    for function, topic, code, hours in MATRIX:
        ReferralRule.objects.get_or_create(
            function=function,
            topic=Topic.objects.filter(slug=topic).first() if topic else None,
            product="",
            defaults={"department": departments[code], "hours": hours, "nudge_shares": [50, 80]},
        )
    for position, (code, name, body) in enumerate(TEMPLATES):
        AnswerTemplate.objects.get_or_create(
            name=name,
            defaults={
                "code": ResolutionCode.objects.filter(code=code).first(),
                "body": body + f"\n\nС уважением, «{texts.ORGANISATION}»",
                "position": position,
            },
        )


def load_referrals(*, at: datetime) -> None:
    """Questions to the department of bills, at every step of their way."""
    billing = Department.objects.get(code="billing")
    expert = User.objects.filter(department=billing, groups__name=Role.EXPERT).first()
    cases = list(Case.objects.open().filter(function__in=[item.slug for item in registry], owner__isnull=False))
    if expert is None:
        return
    for case, asked in zip(cases, _ASKED, strict=False):
        _ask(case, asked, billing=billing, expert=expert, at=at - timedelta(hours=asked.hours_ago))


def _ask(case: Case, asked: _Asked, *, billing: Department, expert: User, at: datetime) -> None:
    question = Question(text=asked.question, department=billing, hours=asked.hours)
    referral = refer_case(case_id=case.pk, question=replace(question), at=max(at, case.created_at), actor=case.owner)
    later = referral.created_at + timedelta(minutes=20)
    if asked.end in {"asked", "answered"}:
        take_referral(referral_id=referral.pk, expert=expert, at=later)
        ask_back(referral_id=referral.pk, who=Who(user=expert), text="С какого дня, по словам клиента?", at=later)
    if asked.end == "answered":
        text = (
            "С 8 по 12 ноября. Клиент пишет, что 12 ноября связь пропадала вечером. Проверьте, пожалуйста, по сессиям."
        )
        answer_question(referral_id=referral.pk, actor=case.owner, text=text, at=later + timedelta(minutes=30))
    if asked.end == "decided":
        verdict = Verdict(
            code=ResolutionCode.objects.get(code="upheld"),
            text="Списание повторное: сбой обмена с платёжным шлюзом. Возвращаем 650,00 ₽ на баланс.",
            amount=65_000,
        )
        decide(referral_id=referral.pk, who=Who(user=expert), verdict=verdict, at=later)
