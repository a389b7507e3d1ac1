"""Rolled-up figures made again from replayed reports, against sums made by hand."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from services.aggregator.model import FigureKey, FigureSums
from services.aggregator.rebuild.recompute import recompute
from services.aggregator.rebuild.replay import Replay
from shared.events import Event, ReportCorrected, ReportLine
from tests.unit.aggregator.progress_world import CITY, FLOW, RATE, STOCK, UNITS, a_catalogue
from tests.unit.aggregator.report_builders import a_line, accepted, corrected, returned, submitted

ONE, TWO, _ = UNITS
LARGEST = (2**63 - 1) // (12 * 4)
"""Twelve months of four regions, each with this figure, still fit 64 bits; one more does not."""


def figures(*events: Event) -> dict[FigureKey, FigureSums]:
    catalogue = a_catalogue()
    replay = Replay(tuple(catalogue.indicators))
    for position, event in enumerate(events, 1):
        replay.add(event, position)
    years = recompute(replay, catalogue)
    assert [each.year for each in years] == sorted({each.year for each in years})
    return {key: sums for year in years for key, sums in year.figures(tuple(catalogue.indicators))}


def jobs(found: Iterable[tuple[FigureKey, FigureSums]]) -> dict[str, tuple[int, int]]:
    """The city's new jobs by month: what stands, and what of it is accepted."""
    return {
        key.period: (sums.value, sums.accepted_value)
        for key, sums in found
        if (key.region, key.indicator) == (CITY, FLOW)
    }


def test_the_units_of_a_city_add_up_to_it_each_side_with_its_own_count() -> None:
    found = figures(
        submitted(ONE, "2021-03", a_line(STOCK, 100), a_line(FLOW, 10), a_line(RATE, 8, 10)),
        accepted(ONE, "2021-03"),
        submitted(TWO, "2021-03", a_line(STOCK, 50), a_line(FLOW, 0), simulated=True),
    )
    assert found == {
        FigureKey(CITY, STOCK, "2021-03"): FigureSums(150, 0, 2, 100, 0, 1, 1, 1),
        FigureKey(CITY, FLOW, "2021-03"): FigureSums(10, 0, 2, 10, 0, 1, 1, 1),
        FigureKey(CITY, RATE, "2021-03"): FigureSums(8, 10, 1, 8, 10, 1, 0, 1),
    }


def test_a_running_sum_of_a_flow_is_taken_apart_into_its_months_and_that_of_a_stock_is_not() -> None:
    found = figures(
        submitted(ONE, "2021-03", a_line(FLOW, 45, to_date=True), a_line(STOCK, 45, to_date=True)),
        submitted(ONE, "2021-01", a_line(FLOW, 10), a_line(STOCK, 30)),
        submitted(ONE, "2021-02", a_line(FLOW, 25, to_date=True)),
    )
    assert jobs(found.items()) == {"2021-01": (10, 0), "2021-02": (15, 0), "2021-03": (20, 0)}
    assert found[FigureKey(CITY, STOCK, "2021-03")].value == 45


def test_a_running_sum_begins_anew_in_january() -> None:
    found = figures(
        submitted(ONE, "2021-12", a_line(FLOW, 120, to_date=True)),
        submitted(ONE, "2022-01", a_line(FLOW, 7, to_date=True)),
    )
    assert jobs(found.items()) == {"2021-12": (120, 0), "2022-01": (7, 0)}


def test_a_correction_moves_what_stands_and_leaves_what_was_accepted() -> None:
    history = (
        submitted(ONE, "2021-01", a_line(FLOW, 10)),
        accepted(ONE, "2021-01"),
        corrected(ONE, "2021-01", a_line(FLOW, 12)),
    )
    assert isinstance(history[-1], ReportCorrected)
    assert jobs(figures(*history).items()) == {"2021-01": (12, 10)}
    assert jobs(figures(*history, accepted(ONE, "2021-01", 2)).items()) == {"2021-01": (12, 12)}
    assert jobs(figures(*history, returned(ONE, "2021-01", 2)).items()) == {"2021-01": (10, 10)}


def test_a_report_returned_after_its_acceptance_stands_in_no_figure() -> None:
    assert (
        figures(submitted(ONE, "2021-01", a_line(FLOW, 10)), accepted(ONE, "2021-01"), returned(ONE, "2021-01")) == {}
    )


def test_a_line_of_an_indicator_that_is_not_in_the_catalogue_stands_in_no_figure() -> None:
    found = figures(submitted(ONE, "2021-01", a_line("unheard_of", 9), a_line(FLOW, 10)))
    assert set(found) == {FigureKey(CITY, FLOW, "2021-01")}


def test_of_several_lines_of_one_indicator_the_last_one_counts() -> None:
    found = figures(
        submitted(ONE, "2021-01", a_line(STOCK, 3), a_line(STOCK, 5)), submitted(TWO, "2021-01", a_line(STOCK, 1))
    )
    assert found == {FigureKey(CITY, STOCK, "2021-01"): FigureSums(6, 0, 2)}


def test_sums_beyond_what_a_float_tells_apart_are_exact() -> None:
    amounts = (2**53 + 1, 2**53 + 3)
    found = figures(
        *(submitted(unit, "2021-01", a_line(STOCK, value)) for unit, value in zip(UNITS, amounts, strict=False))
    )
    assert found[FigureKey(CITY, STOCK, "2021-01")].value == sum(amounts)
    below = figures(
        *(submitted(unit, "2021-01", a_line(STOCK, -value)) for unit, value in zip(UNITS, amounts, strict=False))
    )
    assert below[FigureKey(CITY, STOCK, "2021-01")].value == -sum(amounts)


@pytest.mark.parametrize(
    "line", [a_line(STOCK, LARGEST + 1), a_line(RATE, 1, LARGEST + 1), a_line(STOCK, -LARGEST - 1)]
)
def test_figures_are_refused_from_where_a_years_sums_might_not_fit(line: ReportLine) -> None:
    assert figures(submitted(ONE, "2021-01", a_line(STOCK, LARGEST)))[FigureKey(CITY, STOCK, "2021-01")][0] == LARGEST
    with pytest.raises(OverflowError):
        figures(submitted(ONE, "2021-01", line))
