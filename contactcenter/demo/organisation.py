"""The invented provider: people, queues, texts. Loaded once; what is there already is left as it is."""

from __future__ import annotations

import functools
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from contactcenter.contacts.models import CannedReply, Disposition, Queue, Topic
from contactcenter.deadlines.operations.loading import load_norms
from contactcenter.demo import texts
from contactcenter.demo.routing import load_routing
from contactcenter.privacy.models import ConsentText, Purpose
from contactcenter.routing.models import QueueSkill
from contactcenter.routing.operations.seats import ensure_seat
from contactcenter.staff.models import BreakReason, Department, OperatorSkill, Role, Skill, Team, User

PASSWORD = "demo"  # noqa: S105 - printed at every start of the demo
OPERATORS = (
    "Марина Соколова", "Илья Белов", "Алёна Рощина", "Денис Жуков", "Лариса Кравец", "Тимур Нуриев", "София Орлова",
    "Пётр Юдин", "Вера Фомина", "Дарья Гайда", "Кирилл Савин", "Нина Лобова", "Антон Мухин", "Елена Тихая",
    "Глеб Власов", "Ольга Ерина", "Юлия Дорн", "Зоя Шилова", "Виктор Кан", "Инна Попова",
)  # fmt: skip
SUPERVISORS = ("Ольга Данилова", "Роман Чернов", "Анна Яковлева")
DEPARTMENTS = (
    ("network", "Служба эксплуатации сети", "Степан Озёрский"),
    ("billing", "Отдел расчётов", "Галина Макарова"),
    ("legal", "Юридический отдел", "Константин Луговской"),
    ("field", "Выездная группа", "Фёдор Карпов"),
)


def load_organisation(*, at: datetime) -> None:
    """Everything but clients and history."""
    skills = {slug: Skill.objects.get_or_create(slug=slug, defaults={"name": name})[0] for slug, name in texts.SKILLS}
    _load_queues(skills)
    load_norms()
    load_routing(skills=skills)
    _load_texts(at)
    teams = _load_supervisors()
    _load_operators(skills, teams, at)
    _load_departments()
    administrator = _user("admin", "Павел Администратор", Role.ADMINISTRATOR, is_staff=True, is_superuser=True)
    administrator.save()
    _user("integrator", "Внешняя Система", Role.INTEGRATOR)


def _load_queues(skills: dict[str, Skill]) -> None:
    for slug, name, priority, percent, seconds in texts.QUEUES:
        queue, _created = Queue.objects.get_or_create(
            slug=slug,
            defaults={
                "name": name,
                "function": slug,
                "priority": priority,
                "target_percent": percent,
                "target_seconds": seconds,
            },
        )
        QueueSkill.objects.get_or_create(queue=queue, skill=skills[slug])
        for position, (topic, topic_name) in enumerate(texts.TOPICS[slug]):
            Topic.objects.get_or_create(
                slug=topic, defaults={"function": slug, "name": topic_name, "queue": queue, "position": position}
            )
        for position, (code, label, leaves_case) in enumerate(texts.DISPOSITIONS[slug]):
            Disposition.objects.get_or_create(
                function=slug,
                code=code,
                defaults={"name": label, "leaves_case": leaves_case, "position": position},
            )


def _load_texts(at: datetime) -> None:
    for function, shortcut, body in texts.REPLIES:
        CannedReply.objects.get_or_create(shortcut=shortcut, defaults={"function": function, "body": body})
    for position, (name, minutes) in enumerate(texts.BREAKS):
        BreakReason.objects.get_or_create(name=name, defaults={"planned_minutes": minutes, "position": position})
    for language, body in (("ru", texts.CONSENT_RU), ("en", texts.CONSENT_EN)):
        ConsentText.objects.get_or_create(
            purpose=Purpose.PERSONAL_DATA, language=language, version=1, defaults={"body": body, "valid_from": at}
        )


def _load_supervisors() -> list[Team]:
    teams = []
    for number, name in enumerate(SUPERVISORS, start=1):
        supervisor = _user(f"supervisor{number}", name, Role.SUPERVISOR, is_staff=True)
        teams.append(Team.objects.get_or_create(name=f"Смена {number}", defaults={"supervisor": supervisor})[0])
    return teams


def _load_operators(skills: dict[str, Skill], teams: list[Team], at: datetime) -> None:
    functions = [slug for slug, *_rest in texts.QUEUES]
    for number, name in enumerate(OPERATORS):
        operator = _user(f"operator{number + 1}", name, Role.OPERATOR, team=teams[number % len(teams)])
        ensure_seat(operator=operator, at=at)
        # The first serves everything, so that a newcomer sees every queue; the others two functions each.
        own = functions if number == 0 else (functions[number % 4], functions[(number + 1) % 4])
        for skill in own:
            OperatorSkill.objects.get_or_create(
                operator=operator, skill=skills[skill], defaults={"level": 2 + (number % 3)}
            )


def _load_departments() -> None:
    root, _created = Department.objects.get_or_create(code="root", defaults={"name": f"ООО «{texts.ORGANISATION}»"})
    for number, (code, name, head) in enumerate(DEPARTMENTS, start=1):
        department, _new = Department.objects.get_or_create(
            code=code, defaults={"name": name, "parent": root, "email": f"{code}@example.ru"}
        )
        expert = _user(f"expert{number}", head, Role.EXPERT, department=department)
        Department.objects.filter(pk=department.pk, head__isnull=True).update(head=expert)


@functools.cache
def _password_hash() -> str:
    # Hashing is slow on purpose; thirty people with one known password need it once.
    return make_password(PASSWORD)


def _user(username: str, name: str, role: str, **fields: object) -> User:
    user = User.objects.filter(username=username).first()
    if user is None:
        first_name, last_name = name.split(" ", 1)
        user = User(
            username=username, first_name=first_name, last_name=last_name, email=f"{username}@example.ru", **fields
        )
        user.password = _password_hash()
        user.save()
        user.groups.add(Group.objects.get(name=role))
    return user
