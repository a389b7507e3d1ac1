"""How one indicator's line must look."""

from __future__ import annotations

import pytest

from services.intake.units.indicator_rule import indicator_rule
from shared.catalogue import Catalogue
from shared.catalogue.model import Indicator, Kind
from shared.quantities import to_base


@pytest.mark.parametrize(
    ("indicator", "ratio", "surveyed", "cumulates"),
    [
        ("urban_new_employment", False, False, True),
        ("professional_personnel", False, False, False),
        ("mediation_success_rate", True, False, True),
        ("pension_coverage_rate", True, False, False),
        ("surveyed_unemployment_rate", False, True, False),
    ],
)
def test_a_flow_cumulates_a_stock_does_not_and_a_rate_does_as_its_parts(
    catalogue: Catalogue, indicator: str, ratio: bool, surveyed: bool, cumulates: bool
) -> None:
    rule = indicator_rule(catalogue.indicators[indicator], catalogue.units_of_measure)
    assert (rule.ratio, rule.surveyed, rule.cumulates) == (ratio, surveyed, cumulates)


def test_a_figure_may_be_written_in_every_unit_of_its_base_and_in_none(catalogue: Catalogue) -> None:
    rule = indicator_rule(catalogue.indicators["urban_new_employment"], catalogue.units_of_measure)
    assert rule.units[None].base == "人" and {"人", "万人"} <= set(rule.units) and "件" not in rule.units
    surveyed = indicator_rule(catalogue.indicators["surveyed_unemployment_rate"], catalogue.units_of_measure)
    assert set(surveyed.units) == {None, "%", "％"} and surveyed.unit_names == "%"


def test_an_average_is_written_in_its_own_unit_with_its_decimals(catalogue: Catalogue) -> None:
    years = catalogue.units_of_measure.of("年")
    rule = indicator_rule(Indicator("schooling", "平均受教育年限", Kind.STOCK, years, True), catalogue.units_of_measure)
    assert rule.units == {None: years, "年": years}
    assert to_base("11.7", rule.units[None]) == 1170
