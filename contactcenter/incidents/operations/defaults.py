"""What a new installation knows of abnormal situations; an administrator changes it as he likes."""

from __future__ import annotations

from typing import Any

from contactcenter.incidents.models import IncidentKind, IncidentLevel, Recipient, Urgency

# code, name, urgency
_KINDS = (
    ("danger", "Угроза жизни или здоровью", Urgency.CRITICAL),
    ("outage", "Массовая авария", Urgency.CRITICAL),
    ("leak", "Утечка персональных данных", Urgency.CRITICAL),
    ("system", "Не работает система рабочего места", Urgency.HIGH),
    ("fraud", "Подозрение на мошенничество", Urgency.HIGH),
    ("threat", "Угрозы или оскорбления клиента", Urgency.HIGH),
    ("publicity", "Суд, надзорный орган, СМИ", Urgency.HIGH),
    ("other", "Другое", Urgency.NORMAL),
)
# urgency, level, who, seconds
_LEVELS: tuple[tuple[int | None, int, str, int], ...] = (
    (None, 1, Recipient.SUPERVISORS, 60),
    (None, 2, Recipient.ADMINISTRATORS, 300),
    (Urgency.CRITICAL, 1, Recipient.SUPERVISORS, 20),
    (Urgency.CRITICAL, 2, Recipient.ADMINISTRATORS, 60),
)


def create_kinds(**_kwargs: Any) -> None:
    """Only where there are none at all: what somebody has changed is left alone."""
    if not IncidentKind.objects.exists():
        IncidentKind.objects.bulk_create(
            IncidentKind(code=code, name=name, urgency=urgency, position=position)
            for position, (code, name, urgency) in enumerate(_KINDS)
        )
    if not IncidentLevel.objects.exists():
        IncidentLevel.objects.bulk_create(
            IncidentLevel(urgency=urgency, level=level, recipient=recipient, after_seconds=seconds)
            for urgency, level, recipient, seconds in _LEVELS
        )
