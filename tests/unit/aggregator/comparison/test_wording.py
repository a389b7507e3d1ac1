"""How a comparison is written."""

from __future__ import annotations

from fractions import Fraction

import pytest

from services.aggregator.comparison.evaluating import ComparisonOutcome, SideFigures
from services.aggregator.comparison.wording import OUTCOMES, change_text, figure_text, signed_per_cent, spreads_text
from shared.catalogue import Catalogue


def test_every_outcome_has_its_words() -> None:
    assert set(OUTCOMES) == set(ComparisonOutcome)


@pytest.mark.parametrize(
    ("indicator", "value", "text"),
    [
        ("urban_new_employment", Fraction(61_234), "6.12 万人"),
        ("registered_unemployment_rate", Fraction(352, 10_000), "3.52%"),
        ("surveyed_unemployment_rate", Fraction(1, 18), "5.56%"),
        ("", Fraction(1_032, 1_000), "103.2"),
        ("urban_new_employment", None, "—"),
    ],
)
def test_a_figure_is_written_in_its_unit(
    catalogue: Catalogue, indicator: str, value: Fraction | None, text: str
) -> None:
    assert figure_text(catalogue.indicators.get(indicator), value) == text


def test_a_change_of_a_rate_is_written_in_points_as_well(catalogue: Catalogue) -> None:
    side = SideFigures(Fraction(45, 1_000), Fraction(50, 1_000))
    assert change_text(catalogue.indicators["registered_unemployment_rate"], side) == "−0.50 个百分点（−10.0%）"
    assert change_text(catalogue.indicators["urban_new_employment"], SideFigures(Fraction(3), Fraction(2))) == "+50.0%"
    assert change_text(None, SideFigures(Fraction(3), None)) == "—"


def test_a_part_has_its_sign_and_nothing_has_none() -> None:
    assert [signed_per_cent(Fraction(each, 1_000)) for each in (123, -123, 0)] == ["+12.3%", "−12.3%", "0.0%"]
    assert [spreads_text(each) for each in (None, Fraction(41, 10))] == ["—", "4.1"]
