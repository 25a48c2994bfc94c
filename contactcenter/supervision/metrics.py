"""The formulas of the trade, over sums. A share without a denominator is None ("—"), never 0.

Sources: callcentrehelper.com/206890 and ICMI (March 2005) for the six service levels, help.mypurecloud.com for short
abandons switched off, assembled.com for occupancy; the rest is general usage. Totals come from sums of counts, never
from averages of percentages, which is why Counts can be added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Counts:
    """What came in and what became of it; times are sums of seconds.

    `in_target` means within the queue's T seconds; `short` means sooner than the queue's `short_abandon_seconds`.
    """

    arrived: int = 0
    answered: int = 0
    answered_in_target: int = 0
    abandoned: int = 0
    abandoned_in_target: int = 0
    abandoned_short: int = 0
    handled: int = 0
    wait_seconds: float = 0.0  # of the answered
    talk_seconds: float = 0.0  # of the handled, holding included
    wrap_seconds: float = 0.0  # of the handled

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))

    @property
    def abandoned_late(self) -> int:
        """Who left after having waited longer than T."""
        return self.abandoned - self.abandoned_in_target

    @property
    def offered(self) -> int:
        """Whose waiting has ended one way or the other."""
        return self.answered + self.abandoned


def total(counts: Iterable[Counts]) -> Counts:
    """All of them as one."""
    return sum(counts, start=Counts())


def ratio(part: float, whole: float) -> float | None:
    """`part` of `whole`, or None where there is no whole."""
    return part / whole if whole > 0 else None


# The number under which a formula is stored with every report, and its two halves.
_SERVICE_LEVEL: Mapping[int, Callable[[Counts], tuple[int, int]]] = {
    1: lambda c: (c.answered_in_target + c.abandoned_in_target, c.offered),
    2: lambda c: (c.answered_in_target, c.answered),
    3: lambda c: (c.answered_in_target, c.offered),
    4: lambda c: (c.answered_in_target, c.answered + c.abandoned_late),
    5: lambda c: (c.answered_in_target + c.abandoned_short, c.offered),
    6: lambda c: (c.answered_in_target, c.offered - c.abandoned_short),
}
DEFAULT_FORMULA = 4


def service_level(counts: Counts, *, formula: int = DEFAULT_FORMULA) -> float | None:
    """The share served within T, by one of six formulas.

    1 counts who left in time as served; 2 forgets who left; 3 counts all who left as lost; 4 (the default) counts only
    those who left after T; 5 counts who left at once as served; 6 forgets who left at once (Genesys).
    """
    part, whole = _SERVICE_LEVEL[formula](counts)
    return ratio(part, whole)


def average_speed_of_answer(counts: Counts) -> float | None:
    """ASA in seconds: waiting of the answered over the answered."""
    return ratio(counts.wait_seconds, counts.answered)


def average_handling_time(counts: Counts) -> float | None:
    """AHT in seconds: (talk + hold + wrap-up) over the handled."""
    return ratio(counts.talk_seconds + counts.wrap_seconds, counts.handled)


def average_wrapup(counts: Counts) -> float | None:
    """ACW in seconds: wrap-up over the handled."""
    return ratio(counts.wrap_seconds, counts.handled)


def abandonment(counts: Counts) -> float | None:
    """Who left of who came, without those who left at once."""
    return ratio(counts.abandoned - counts.abandoned_short, counts.offered - counts.abandoned_short)


def occupancy(*, handling_seconds: float, available_seconds: float) -> float | None:
    """Time on contacts (talk, hold, wrap-up) of the time on contacts or free for them."""
    return ratio(handling_seconds, handling_seconds + available_seconds)


@dataclass(frozen=True)
class Figures:
    """What is told of some counts; each is None where it has no denominator."""

    service_level: float | None
    abandonment: float | None
    speed_of_answer: float | None
    handling_time: float | None
    wrapup: float | None


def figures(counts: Counts) -> Figures:
    """The usual figures, the service level by the default formula."""
    return Figures(
        service_level=service_level(counts),
        abandonment=abandonment(counts),
        speed_of_answer=average_speed_of_answer(counts),
        handling_time=average_handling_time(counts),
        wrapup=average_wrapup(counts),
    )
