from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import pytest

from services.demo.world.anchors import Anchor, Fixes, read_anchors
from services.demo.world.simulation import Simulation, simulate
from shared.catalogue.catalogue import Catalogue
from shared.catalogue.files.published import read_published
from shared.catalogue.model import Kind
from shared.periods import Month, months
from shared.quantities import PARTS_PER_MILLION

FIRST, LAST = Month(2021, 1), Month(2025, 12)


def total(catalogue: Catalogue, simulation: Simulation, area: str, indicator: str, period: Month) -> int:
    owing = (unit for unit in catalogue.units_under(area, Month(2025, 12)) if indicator in simulation.series[unit])
    return sum(simulation.figure(unit, indicator, period)[0] for unit in owing)


def sum_until(catalogue: Catalogue, simulation: Simulation, area: str, indicator: str, start: Month, end: Month) -> int:
    return sum(total(catalogue, simulation, area, indicator, period) for period in months(start, end))


def reached(catalogue: Catalogue, simulation: Simulation, anchor: Anchor) -> Fraction:
    """What the simulated reports say about a published figure, in the anchor's measure."""
    region, indicator, period = anchor.region, anchor.indicator, anchor.period
    january = Month(period.year, 1)
    if anchor.fixes is Fixes.YEAR_TO_DATE:
        return Fraction(sum_until(catalogue, simulation, region, indicator, january, period))
    if anchor.fixes is Fixes.OVERALL:
        return Fraction(sum_until(catalogue, simulation, region, indicator, FIRST, period))
    if anchor.fixes is Fixes.MONTH:
        return Fraction(simulation.figure(region, indicator, period)[0])
    if anchor.fixes is Fixes.MEAN:
        return Fraction(simulation.year_to_date(region, indicator, period)[0], period.month)
    parts = [
        simulation.figure(unit, indicator, period)
        for unit in catalogue.units_under(region, Month(2025, 12))
        if indicator in simulation.series[unit]
    ]
    if catalogue.indicators[indicator].kind is Kind.RATIO:
        return Fraction(sum(value for value, _ in parts) * PARTS_PER_MILLION, sum(whole or 0 for _, whole in parts))
    return Fraction(sum(value for value, _ in parts))


def published_of_reporters(catalogue: Catalogue, simulation: Simulation) -> Iterator[Anchor]:
    for anchor in read_anchors(read_published(), catalogue.indicators, catalogue.units_of_measure):
        if not (anchor.region in catalogue.regions and FIRST <= anchor.period <= LAST):
            continue
        reporters = (anchor.region, *catalogue.units_under(anchor.region, Month(2025, 12)))
        if any(anchor.indicator in simulation.series.get(region, {}) for region in reporters):
            yield anchor


def test_every_published_figure_is_passed_through_exactly(catalogue: Catalogue, simulation: Simulation) -> None:
    anchors = list(published_of_reporters(catalogue, simulation))
    assert len(anchors) >= 45
    for anchor in anchors:
        found = reached(catalogue, simulation, anchor)
        if catalogue.indicators[anchor.indicator].kind is Kind.RATIO and anchor.region in catalogue.units():
            # A county's own denominator is what it is: its rate is right as it is published, to 0.01 %.
            assert abs(found - anchor.value) <= 50, anchor
        else:
            assert found == anchor.value, anchor


@pytest.mark.parametrize(
    ("area", "indicator", "period", "persons"),
    [
        ("500000", "work_injury_insurance_insured", "2023-03", 7_060_000),
        ("500000", "work_injury_insurance_insured", "2025-03", 6_570_000),
        ("500000", "unemployment_insurance_insured", "2023-03", 6_170_000),
        ("500000", "unemployment_insurance_insured", "2025-03", 6_510_000),
        ("510000", "unemployment_insurance_insured", "2025-03", 11_650_000),
        ("510000", "work_injury_insurance_insured", "2025-03", 16_830_000),
        ("433122", "work_injury_insurance_insured", "2022-12", 28_500),
    ],
)
def test_insured_persons_are_the_published_ones(
    catalogue: Catalogue, simulation: Simulation, area: str, indicator: str, period: str, persons: int
) -> None:
    assert total(catalogue, simulation, area, indicator, Month.parse(period)) == persons


def test_new_employment_of_chongqing_is_the_published_one_in_every_year_and_over_all(
    catalogue: Catalogue, simulation: Simulation
) -> None:
    years = [
        sum_until(catalogue, simulation, "500000", "urban_new_employment", Month(year, 1), Month(year, 12))
        for year in range(2021, 2025)
    ]
    assert years == [751_000, 706_700, 739_000, 719_000]
    assert sum_until(catalogue, simulation, "500000", "urban_new_employment", FIRST, Month(2025, 9)) == 3_480_000


def test_the_same_catalogue_gives_the_same_figures_twice(catalogue: Catalogue, simulation: Simulation) -> None:
    assert simulate(catalogue, FIRST, LAST).digest() == simulation.digest()


def test_a_shorter_simulation_is_a_piece_of_the_whole(catalogue: Catalogue, simulation: Simulation) -> None:
    piece = simulate(catalogue, Month(2022, 3), Month(2022, 5))
    assert piece.digest() != simulation.digest()
    for region, owed in piece.series.items():
        for indicator, series in owed.items():
            assert series.values == simulation.series[region][indicator].values[14:17]


def test_every_region_reports_exactly_what_it_owes(catalogue: Catalogue, simulation: Simulation) -> None:
    assert set(simulation.regions) == {*catalogue.units(), *catalogue.area_reporters} - {"500157"}
    for region in simulation.regions:
        assert tuple(simulation.series[region]) == catalogue.owed(region)
        assert all(len(series.values) == 60 for series in simulation.series[region].values())


def test_no_figure_is_negative_and_no_rate_above_one(catalogue: Catalogue, simulation: Simulation) -> None:
    for region, owed in simulation.series.items():
        for indicator, series in owed.items():
            assert min(series.values) >= 0, (region, indicator)
            ratio = catalogue.indicators[indicator].kind is Kind.RATIO
            assert (series.denominators is not None) is ratio
            if series.denominators is not None:
                pairs = zip(series.values, series.denominators, strict=True)
                assert all(whole > 0 and value <= whole for value, whole in pairs), (region, indicator)


def test_no_part_exceeds_its_whole_in_any_unit_and_month(catalogue: Catalogue, simulation: Simulation) -> None:
    compared = 0
    for plan in catalogue.plans.values():
        for target in plan.targets:
            whole = plan.target(target.part_of).indicator if target.part_of is not None else ""
            for unit in catalogue.units_under(plan.region, plan.last):
                owed = simulation.series[unit]
                if whole in owed and owed[target.indicator].denominators is None:
                    compared += 1
                    pairs = zip(owed[target.indicator].values, owed[whole].values, strict=True)
                    assert all(part <= all_of_it for part, all_of_it in pairs), (unit, target.indicator)
    assert compared > 500


def test_a_unit_with_its_own_plan_starts_at_its_own_baseline(catalogue: Catalogue, simulation: Simulation) -> None:
    january = {
        ("500107", "unemployment_insurance_insured"): 416_000,
        ("500107", "work_injury_insurance_insured"): 420_000,
        ("500240", "unemployment_insurance_insured"): 29_600,
        ("500240", "work_injury_insurance_insured"): 49_100,
    }
    for (unit, indicator), baseline in january.items():
        first = simulation.figure(unit, indicator, FIRST)[0]
        assert abs(first - baseline) * 200 < baseline, (unit, indicator)


def progress(catalogue: Catalogue, simulation: Simulation, area: str, plan: str, row: int) -> list[Fraction]:
    """P of a climbing stock in every month, on a straight trajectory."""
    target = catalogue.plans[plan].target(row)
    baseline, value = target.baseline_exact, target.value_exact
    assert baseline is not None
    assert value is not None
    return [
        (total(catalogue, simulation, area, target.indicator, period) - baseline)
        / ((value - baseline) * Fraction(number, 60))
        for number, period in enumerate(simulation.periods, 1)
    ]


def test_xiangxi_falls_behind_and_is_ahead_again(catalogue: Catalogue, simulation: Simulation) -> None:
    pace = progress(catalogue, simulation, "433100", "xiangxi-2021-2025", 7)
    assert min(pace[6:12]) >= 1
    assert max(pace[20:36]) < Fraction(85, 100)
    assert min(pace[41:]) >= 1


def test_shizhu_stays_on_its_line_of_four_hundred_people(catalogue: Catalogue, simulation: Simulation) -> None:
    pace = progress(catalogue, simulation, "500240", "shizhu-2021-2025", 5)
    assert min(pace[6:]) >= Fraction(97, 100)


def test_chongqings_work_injury_insurance_moves_away_from_its_target(
    catalogue: Catalogue, simulation: Simulation
) -> None:
    assert max(progress(catalogue, simulation, "500000", "chongqing-2021-2025", 8)) < 0


def test_months_that_no_plan_covers_are_refused(catalogue: Catalogue) -> None:
    with pytest.raises(ValueError, match="没有覆盖"):
        simulate(catalogue, Month(2020, 1), Month(2020, 12))


def test_a_month_outside_the_simulation_is_refused(simulation: Simulation) -> None:
    with pytest.raises(IndexError):
        simulation.figure("500107", "urban_new_employment", Month(2026, 1))


def test_one_area_alone_has_the_figures_that_it_has_among_all(catalogue: Catalogue, simulation: Simulation) -> None:
    alone = simulate(catalogue, FIRST, LAST, areas=("500000",))
    assert set(alone.regions) == {"500000", *catalogue.units_under("500000")} - {"500157"}
    assert all(owed == simulation.series[region] for region, owed in alone.series.items())
