"""January 2026 goes on from what was, on the new map."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.demo.invented.folder import INVENTED
from services.demo.world.january import BEFORE, JANUARY, REDRAWN, YEAR_BEFORE, january
from services.demo.world.simulation import Simulation, simulate
from shared.catalogue import CatalogueSources, load_from
from shared.catalogue.catalogue import Catalogue
from shared.catalogue.model import Kind

INSURED, JOBS, RATE = "unemployment_insurance_insured", "urban_new_employment", "surveyed_unemployment_rate"


@pytest.fixture(scope="module")
def invented() -> Catalogue:
    return load_from(CatalogueSources(site=Path(INVENTED)))


@pytest.fixture(scope="module")
def year(catalogue: Catalogue) -> Simulation:
    return simulate(catalogue, YEAR_BEFORE, BEFORE)


@pytest.fixture(scope="module")
def month(invented: Catalogue, year: Simulation) -> Simulation:
    return january(invented, year)


def test_the_units_are_those_of_the_new_map_and_the_area_itself(invented: Catalogue, month: Simulation) -> None:
    assert set(month.regions) == {"500000", *invented.units_under("500000", JANUARY)}
    assert len(month.regions) == 38
    assert "500157" in month.regions and not {"500105", "500112"} & set(month.regions)


def test_everybody_has_exactly_what_the_invented_plans_ask_for(invented: Catalogue, month: Simulation) -> None:
    for region, owed in month.series.items():
        assert tuple(owed) == invented.owed(region, JANUARY)
        assert all(len(series.values) == 1 for series in owed.values())
    assert tuple(month.series["500000"]) == (RATE,)


def test_a_level_goes_on_from_december_and_a_months_amount_from_the_january_before(
    month: Simulation, year: Simulation
) -> None:
    for unit in ("500101", "500107", "500229"):
        december, last = year.figure(unit, INSURED, BEFORE)[0], year.figure(unit, JOBS, YEAR_BEFORE)[0]
        assert 0 <= month.figure(unit, INSURED, JANUARY)[0] - december <= december * 6 // 1_000
        assert abs(month.figure(unit, JOBS, JANUARY)[0] - last) <= last * 9 // 100 + 1


def test_the_redrawn_units_share_what_the_old_ones_had_and_nobody_is_lost() -> None:
    for old in ("500105", "500112", "500109"):
        assert sum(parts.get(old, 0) for parts in REDRAWN.values()) == 1


def test_the_new_area_is_as_large_as_what_it_was_made_of(month: Simulation, year: Simulation) -> None:
    found = month.figure("500157", INSURED, JANUARY)[0]
    old = [year.figure(unit, INSURED, BEFORE)[0] for unit in ("500105", "500112", "500109")]
    assert old[0] + old[1] * 9 // 10 < found < sum(old)


def test_no_part_exceeds_its_whole_and_no_rate_is_above_one(invented: Catalogue, month: Simulation) -> None:
    for plan in (plan for plan in invented.plans.values() if plan.first == JANUARY):
        for target in plan.targets:
            if target.part_of is None or invented.indicators[target.indicator].kind is Kind.RATIO:
                continue
            whole = plan.target(target.part_of).indicator
            for unit in invented.units_under(plan.region, JANUARY):
                assert month.figure(unit, target.indicator, JANUARY) <= month.figure(unit, whole, JANUARY)
    for owed in month.series.values():
        for series in owed.values():
            assert series.denominators is None or series.values <= series.denominators
