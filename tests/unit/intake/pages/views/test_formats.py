"""Figures as a page writes them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.pages.views.formats import base_unit, change_text, in_unit, total_text, value_text
from services.intake.pages.views.spark import sparkline
from shared.catalogue import Catalogue
from shared.catalogue.model import Indicator, Kind
from shared.quantities import Unit, to_base
from tests.unit.units_of_measure import UNITS

JOBS, RATE, SURVEY = "urban_new_employment", "mediation_success_rate", "surveyed_unemployment_rate"


@given(st.integers(0, 10**14), st.sampled_from([unit for unit in UNITS.values() if unit.base != "%"]))
def test_an_amount_written_in_a_unit_reads_back_exactly(value: int, unit: Unit) -> None:
    assert to_base(in_unit(unit, value), unit) == value


def test_figures_are_written_with_what_they_are_made_of(catalogue: Catalogue) -> None:
    indicators = catalogue.indicators
    assert value_text(indicators[JOBS], 12345, None) == "12,345"
    assert value_text(indicators[RATE], 97, 100) == "97.00%（97/100）"
    assert value_text(indicators[RATE], 0, 0) == "–（0/0）"
    assert value_text(indicators[SURVEY], 545, None) == "5.45"
    assert total_text(indicators[JOBS], 7_060_000, None) == "706.00 万人"


@pytest.mark.parametrize(
    ("indicator", "new", "old", "text"),
    [
        (JOBS, 110, 100, "+10.0%"),
        (JOBS, 90, 100, "−10.0%"),
        (JOBS, 100, 100, "持平"),
        (JOBS, 5, 0, "–"),
        (JOBS, None, 3, "–"),
        (RATE, Fraction(97, 100), Fraction(95, 100), "+2.00 个百分点"),
    ],
)
def test_a_change_says_its_direction_and_its_unit(
    catalogue: Catalogue, indicator: str, new: Fraction | int | None, old: Fraction | int | None, text: str
) -> None:
    def measured(value: Fraction | int | None) -> Fraction | None:
        return None if value is None else Fraction(value)

    assert change_text(catalogue.indicators[indicator], measured(new), measured(old)) == text


def test_a_month_without_a_figure_breaks_the_line() -> None:
    values = [Fraction(1), Fraction(2), None, Fraction(3), Fraction(4)]
    drawn = sparkline(values, "三月<缺>")
    assert drawn.count("<polyline") == 2
    assert "三月&lt;缺&gt;" in drawn
    assert sparkline([None, None], "没有") == ""


def test_an_average_is_written_in_its_own_unit_and_not_in_hundredths() -> None:
    schooling = Indicator("schooling", "平均受教育年限", Kind.STOCK, UNITS["年"], True)
    assert (base_unit(schooling), value_text(schooling, 1_170, None)) == ("年", "11.70")
