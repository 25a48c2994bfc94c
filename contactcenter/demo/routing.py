"""How contacts reach operators in the demo organisation: each way that there is, so that the floor shows them all."""

from __future__ import annotations

from contactcenter.contacts.models import Channel, ChannelWeight, OfferMode, PriorityRule, Queue, WrapUpMode
from contactcenter.deadlines.models import Calendar
from contactcenter.routing.models import DeclineReason, QueueHours, QueueRing
from contactcenter.staff.models import Skill

# Beside each queue's code, what differs from the defaults.
_QUEUES = {
    "inquiries": {"wrapup_mode": WrapUpMode.OPTIONAL, "preferred_days": 7, "preferred_seconds": 20},
    "sales": {"offer_mode": OfferMode.AUTO, "wrapup_mode": WrapUpMode.TIMED, "wrapup_seconds": 180},
    "support": {"wrapup_mode": WrapUpMode.REMINDED, "missed_offers": 2, "most_waiting": 200},
    "complaints": {"offer_mode": OfferMode.PULL, "wrapup_mode": WrapUpMode.UNTIL_DONE, "wrapup_seconds": 300},
}
# Channel, parts of an operator, at most, alone, may interrupt
_CHANNELS: tuple[tuple[str, int, int | None, bool, list[str]], ...] = (
    (Channel.PHONE, 100, 1, True, [Channel.EMAIL, Channel.WEBFORM]),
    (Channel.WEBCHAT, 33, 3, False, []),
    (Channel.EMAIL, 10, 10, False, []),
)
_RULES = (
    ("Премиум-клиенты", {"segment": "vip"}, 1_800),
    ("Бизнес-клиенты", {"segment": "business"}, 600),
    ("Звонки раньше писем", {"channel": Channel.PHONE}, 300),
)
_REASONS = ("Занят другим клиентом", "Не моя тема", "Техническая неполадка", "Конфликт с этим клиентом")


def load_routing(*, skills: dict[str, Skill]) -> None:
    """Modes, rings, hours, rules of channels and priorities; what an administrator has changed is left as it is."""
    if DeclineReason.objects.exists():
        return
    for slug, changes in _QUEUES.items():
        Queue.objects.filter(slug=slug).update(**changes)
    for channel, weight, most, alone, interrupts in _CHANNELS:
        ChannelWeight.objects.get_or_create(
            channel=channel, defaults={"weight": weight, "most": most, "alone": alone, "interrupts": interrupts}
        )
    for name, fits, seconds in _RULES:
        PriorityRule.objects.get_or_create(name=name, defaults={**fits, "head_start": seconds})
    for position, name in enumerate(_REASONS):
        DeclineReason.objects.get_or_create(name=name, defaults={"position": position})
    _load_rings(skills)


def _load_rings(skills: dict[str, Skill]) -> None:
    """Support asks for experience first, for anybody after half a minute; complaints are taken in working hours."""
    support = Queue.objects.get(slug="support")
    support.required_skills.filter(skill=skills["support"]).update(level=3)
    QueueRing.objects.get_or_create(queue=support, skill=skills["support"], after_seconds=30, defaults={"level": 1})
    calendar = Calendar.objects.order_by("pk").first()
    if calendar is not None:
        QueueHours.objects.get_or_create(queue=Queue.objects.get(slug="complaints"), defaults={"calendar": calendar})
