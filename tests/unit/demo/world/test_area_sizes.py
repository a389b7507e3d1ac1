from __future__ import annotations

import pytest

from services.demo.world.area_sizes import FLOW_DRIFT, STOCK_DRIFT, AreaSizes
from services.demo.world.context import WorldContext
from services.demo.world.scale import RESIDENTS
from shared.catalogue.catalogue import Catalogue

AREA = "500000"
INSURED, JOBS, RATE = "work_injury_insurance_insured", "urban_new_employment", "mediation_success_rate"


@pytest.fixture(scope="module")
def sizes(catalogue: Catalogue) -> AreaSizes:
    return AreaSizes(WorldContext(catalogue, catalogue.plans["chongqing-2021-2025"], ()), AREA)


def test_everybody_lives_somewhere_and_known_units_are_as_large_as_they_are(sizes: AreaSizes) -> None:
    assert sum(sizes.residents.values()) == RESIDENTS[AREA]
    assert (sizes.residents["500107"], sizes.residents["500240"]) == (1_530_000, 390_000)
    assert min(sizes.residents.values()) > 0


def test_a_unit_strays_no_further_than_its_kind_does(catalogue: Catalogue, sizes: AreaSizes) -> None:
    for indicator, drift in ((INSURED, STOCK_DRIFT), (JOBS, FLOW_DRIFT)):
        found = sizes.spread("500101", catalogue.indicators[indicator], drift)
        assert len(found) == 60
        assert all(abs(factor - 1_000_000) <= drift for factor in found)


def test_a_weight_is_the_size_times_how_far_the_unit_strays(catalogue: Catalogue, sizes: AreaSizes) -> None:
    indicator = catalogue.indicators[JOBS]
    weights, spread = sizes.weights("500101", indicator), sizes.spread("500101", indicator, FLOW_DRIFT)
    size = weights[0] // spread[0]
    assert weights == [size * factor for factor in spread]
    assert 0.8 <= size / sizes.residents["500101"] <= 1.2


def test_of_what_nothing_is_known_one_in_a_hundred_residents_is_counted(catalogue: Catalogue, sizes: AreaSizes) -> None:
    """石柱 has 390 000 residents: 3 900 of a stock, 325 of a flow in each month, nine tenths of a rate."""
    usual = {name: set(sizes.usual(catalogue.indicators[name], "500240")) for name in (INSURED, JOBS, RATE)}
    assert usual == {INSURED: {3_900}, JOBS: {325}, RATE: {900_000}}
