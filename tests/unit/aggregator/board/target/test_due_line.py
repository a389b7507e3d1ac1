"""The trajectory over a plan's months, as the chart shows it."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest

from services.aggregator.board.target.due_line import due_line, figure_at
from services.aggregator.figures.point import FigurePoint
from services.aggregator.figures.series import Series
from services.aggregator.targets.measuring import read_target
from shared.catalogue import Catalogue
from shared.catalogue.amendments import NO_AMENDMENTS
from shared.periods import Month

CHONGQING = "chongqing-2021-2025"
NOTHING = Series([])


def _line(catalogue: Catalogue, row: int, profile: tuple[Fraction, ...] | None = None) -> dict[Month, int]:
    plan = catalogue.plans[CHONGQING]
    target = plan.target(row)
    held = NO_AMENDMENTS.by_year(target, plan)
    return due_line(plan, held, catalogue.indicators[target.indicator], NOTHING, profile)


def test_a_climb_runs_straight_from_its_baseline_to_its_target(catalogue: Catalogue) -> None:
    line = _line(catalogue, 8)
    assert (len(line), line[Month(2025, 3)], line[Month(2025, 12)]) == (60, 7_470_000, 7_500_000)


def test_a_total_follows_the_shares_of_the_months(catalogue: Catalogue) -> None:
    early = (Fraction(1), *[Fraction(0)] * 11)
    line = _line(catalogue, 1, early)
    assert line[Month(2021, 1)] == line[Month(2021, 12)] == 600_000
    assert line[Month(2025, 12)] == 3_000_000


def test_a_yearly_total_starts_again_each_january(catalogue: Catalogue) -> None:
    line = _line(catalogue, 13)
    assert [line[Month(year, 12)] for year in range(2021, 2026)] == [1_000] * 5
    assert all(line[after] < line[before] for before, after in pairwise(sorted(line)) if after.month == 1)


@pytest.mark.parametrize("row", [2, 3, 17])
def test_a_line_to_keep_has_no_trajectory(catalogue: Catalogue, row: int) -> None:
    assert _line(catalogue, row) == {}


def test_a_group_with_too_few_reports_has_no_figure(catalogue: Catalogue) -> None:
    plan = catalogue.plans[CHONGQING]
    target = plan.target(8)
    indicator = catalogue.indicators[target.indicator]
    month = Month(2025, 3)

    def figure(reported: int) -> int | None:
        series = Series([FigurePoint(period=month, expected=6, reported=reported, accepted=0, value=657_600)])
        return figure_at(plan, read_target(target, indicator), indicator, series, month)

    assert figure(6) == 657_600
    assert figure(5) is None
