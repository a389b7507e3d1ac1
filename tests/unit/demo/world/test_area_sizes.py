from __future__ import annotations

import pytest

from services.demo.world.area_sizes import FLOW_DRIFT, STOCK_DRIFT, AreaSizes
from services.demo.world.census.residents import residents_by_region
from services.demo.world.context import WorldContext
from services.demo.world.scale import DEFAULT_RESIDENTS
from shared.catalogue.catalogue import Catalogue

AREA = "500000"
INSURED, JOBS, RATE = "work_injury_insurance_insured", "urban_new_employment", "mediation_success_rate"
CARDS = "social_security_card_holders"


@pytest.fixture(scope="module")
def context(catalogue: Catalogue) -> WorldContext:
    return WorldContext(catalogue, catalogue.plans["chongqing-2021-2025"], (), residents_by_region())


@pytest.fixture(scope="module")
def sizes(context: WorldContext) -> AreaSizes:
    return AreaSizes(context, AREA)


def test_everybody_of_the_census_lives_somewhere(sizes: AreaSizes) -> None:
    assert sum(sizes.residents.values()) == 32_054_159
    assert (sizes.residents["500107"], sizes.residents["500229"]) == (1_526_821, 197_497)


def test_a_unit_of_which_nothing_is_known_has_residents_all_the_same(catalogue: Catalogue) -> None:
    known = {"500107": 1_526_821}
    sizes = AreaSizes(WorldContext(catalogue, catalogue.plans["chongqing-2021-2025"], (), known), AREA)
    assert (sizes.residents["500107"], sizes.residents["500229"]) == (1_526_821, DEFAULT_RESIDENTS)


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
    assert 2.5 * 0.8 <= size / sizes.residents["500101"] <= 2.5 * 1.2, "a district's towns weigh more"


def test_where_everybody_counts_a_county_weighs_what_its_people_do(catalogue: Catalogue, sizes: AreaSizes) -> None:
    cards = catalogue.indicators[CARDS]
    for unit in ("500229", "500101"):
        size = sizes.weights(unit, cards)[0] // sizes.spread(unit, cards, STOCK_DRIFT)[0]
        assert 0.97 <= size / sizes.residents[unit] <= 1.03


def test_of_what_nothing_is_known_one_in_a_hundred_residents_is_counted(catalogue: Catalogue, sizes: AreaSizes) -> None:
    """石柱 has 389,001 residents: 3,890 of a stock, 324 of a flow in each month, nine tenths of a rate."""
    usual = {name: set(sizes.usual(catalogue.indicators[name], "500240")) for name in (INSURED, JOBS, RATE)}
    assert usual == {INSURED: {3_890}, JOBS: {324}, RATE: {900_000}}
