"""The formulas against the figures of the trade's literature (one interval of 1,060 contacts)."""

import pytest

from contactcenter.supervision.metrics import (
    Counts,
    abandonment,
    average_handling_time,
    average_speed_of_answer,
    average_wrapup,
    occupancy,
    ratio,
    service_level,
    total,
)

FIXTURE = Counts(
    arrived=1060,
    answered=1000,
    answered_in_target=860,
    abandoned=60,
    abandoned_in_target=20,
    abandoned_short=10,
    handled=1000,
    wait_seconds=12_000,
    talk_seconds=240_000,
    wrap_seconds=60_000,
)


@pytest.mark.parametrize(
    ("formula", "percent"), [(1, 83.02), (2, 86.00), (3, 81.13), (4, 82.69), (5, 82.08), (6, 81.90)]
)
def test_each_formula_gives_its_published_figure(formula: int, percent: float) -> None:
    share = service_level(FIXTURE, formula=formula)

    assert share is not None
    assert round(share * 100, 2) == percent


def test_fourth_formula_is_the_default() -> None:
    assert service_level(FIXTURE) == service_level(FIXTURE, formula=4)


@pytest.mark.parametrize("formula", range(1, 7))
def test_nobody_came_is_no_figure_and_not_zero(formula: int) -> None:
    assert service_level(Counts(), formula=formula) is None


def test_figures_without_a_denominator_are_none() -> None:
    assert abandonment(Counts()) is None
    assert average_speed_of_answer(Counts(abandoned=3)) is None
    assert average_handling_time(Counts(answered=3)) is None
    assert average_wrapup(Counts()) is None
    assert occupancy(handling_seconds=0, available_seconds=0) is None
    assert ratio(0, 0) is None


def test_who_left_at_once_counts_neither_as_lost_nor_as_offered() -> None:
    assert abandonment(FIXTURE) == (60 - 10) / (1060 - 10)
    assert abandonment(Counts(abandoned=2, abandoned_in_target=2, abandoned_short=2)) is None


def test_averages_are_over_the_answered_and_the_handled() -> None:
    assert average_speed_of_answer(FIXTURE) == 12
    assert average_handling_time(FIXTURE) == 300
    assert average_wrapup(FIXTURE) == 60


def test_occupancy_is_the_share_of_time_on_contacts() -> None:
    assert occupancy(handling_seconds=45 * 60, available_seconds=15 * 60) == 0.75


def test_totals_come_from_sums_and_not_from_averages_of_percentages() -> None:
    busy = Counts(answered=90, answered_in_target=90)
    quiet = Counts(answered=10)

    assert service_level(total([busy, quiet])) == 0.9
    assert total([]) == Counts()
