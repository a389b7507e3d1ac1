"""An area's simulated lines keep what must hold of any real ones, whatever chance gives."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from services.demo.world.amounts import PART_CEILING
from services.demo.world.anchors import Anchor, Fixes
from services.demo.world.area import AreaSimulator
from services.demo.world.context import WorldContext
from services.demo.world.figures import SimulatedSeries
from shared.catalogue.catalogue import Catalogue
from shared.catalogue.duties import reported_by_area
from shared.catalogue.model import Kind
from shared.periods import Month

AREA, COUNT = "500000", 60
INSURED, JOBS = "work_injury_insurance_insured", "urban_new_employment"
Lines = Mapping[str, Mapping[str, SimulatedSeries]]


@pytest.fixture(scope="module")
def lines(catalogue: Catalogue) -> Lines:
    anchors = [
        Anchor(AREA, INSURED, Month(2023, 3), Fixes.LEVEL, 7_060_000),
        Anchor(AREA, JOBS, Month(2022, 12), Fixes.YEAR_TO_DATE, 700_000),
    ]
    context = WorldContext(catalogue, catalogue.plans["chongqing-2021-2025"], anchors)
    return AreaSimulator(context, AREA).run()


def total(catalogue: Catalogue, lines: Lines, indicator: str, month: int) -> int:
    units = catalogue.units_under(AREA, Month(2025, 12))
    return sum(lines[unit][indicator].values[month] for unit in units if indicator in lines[unit])


def test_everybody_has_a_line_for_every_month_of_all_that_is_owed(catalogue: Catalogue, lines: Lines) -> None:
    for unit in catalogue.units_under(AREA, Month(2025, 12)):
        assert set(lines[unit]) >= set(catalogue.owed(unit))
        assert {len(series.values) for series in lines[unit].values()} == {COUNT}


def test_the_units_add_up_to_what_was_published_of_the_area(catalogue: Catalogue, lines: Lines) -> None:
    assert total(catalogue, lines, INSURED, 26) == 7_060_000
    assert sum(total(catalogue, lines, JOBS, month) for month in range(12, 24)) == 700_000


def test_no_figure_is_negative_and_no_rate_above_one(lines: Lines) -> None:
    for owed in lines.values():
        for series in owed.values():
            assert min(series.values) >= 0
            if series.denominators is not None:
                assert min(series.denominators) >= 1
                assert all(part <= whole for part, whole in zip(series.values, series.denominators, strict=True))


def test_a_ratio_has_denominators_and_nothing_else_has(catalogue: Catalogue, lines: Lines) -> None:
    for unit in catalogue.units_under(AREA, Month(2025, 12)):
        for indicator, series in lines[unit].items():
            kind = catalogue.indicators[indicator].kind
            assert (series.denominators is not None) == (kind is Kind.RATIO), indicator


def test_what_only_the_area_knows_stands_at_the_area(catalogue: Catalogue, lines: Lines) -> None:
    known = {item.id for item in catalogue.indicators.values() if reported_by_area(item)}
    assert set(lines[AREA]) == known & set(catalogue.owed(AREA))


def test_a_part_stays_below_its_whole_in_every_unit_and_month(catalogue: Catalogue, lines: Lines) -> None:
    pairs = [
        (target.indicator, plan.target(target.part_of).indicator)
        for plan in catalogue.plans_of(AREA)
        for target in plan.targets
        if target.part_of is not None and catalogue.indicators[target.indicator].kind is not Kind.RATIO
    ]
    assert pairs
    for part, whole in pairs:
        for unit in catalogue.units_under(AREA, Month(2025, 12)):
            if part in lines[unit]:
                both = zip(lines[unit][part].values, lines[unit][whole].values, strict=True)
                assert all(one <= all_of_it for one, all_of_it in both), (unit, part)
        for month in range(COUNT):
            ceiling = total(catalogue, lines, whole, month) * PART_CEILING // 100
            assert total(catalogue, lines, part, month) <= ceiling


def test_the_same_catalogue_gives_the_same_figures(catalogue: Catalogue, lines: Lines) -> None:
    context = WorldContext(catalogue, catalogue.plans["chongqing-2021-2025"], ())
    runs = [AreaSimulator(context, "433100").run() for _ in range(2)]
    assert runs[0] == runs[1] != {}
