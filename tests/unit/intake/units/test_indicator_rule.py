"""How one indicator's line must look."""

from __future__ import annotations

import pytest

from services.intake.units.indicator_rule import indicator_rule
from shared.catalogue import Catalogue


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
    rule = indicator_rule(catalogue.indicators[indicator])
    assert (rule.ratio, rule.surveyed, rule.cumulates) == (ratio, surveyed, cumulates)


def test_a_figure_may_be_written_in_every_unit_of_its_base_and_in_none(catalogue: Catalogue) -> None:
    rule = indicator_rule(catalogue.indicators["urban_new_employment"])
    assert rule.units[None].base == "人" and {"人", "万人"} <= set(rule.units) and "件" not in rule.units
    surveyed = indicator_rule(catalogue.indicators["surveyed_unemployment_rate"])
    assert set(surveyed.units) == {None, "%", "％"} and surveyed.unit_names == "%"
