"""Measures as answers hold them."""

from __future__ import annotations

import pytest

from services.aggregator.api.views.measured import Measured, decimal_text, difference, measured, value_unit
from tests.unit.aggregator.target_builders import a_target
from tests.unit.units_of_measure import unit_of

AMOUNT = a_target("700", "760")
RATE = a_target("90", "95", unit=unit_of("%"))


def test_a_measure_has_its_integer_and_its_text_in_the_printed_unit() -> None:
    assert measured(7_060_000, AMOUNT) == Measured(7_060_000, "706.00 万人")
    assert measured(None, AMOUNT) is None


def test_two_rates_differ_by_percentage_points() -> None:
    assert difference(20_000, RATE) == Measured(20_000, "2.00 个百分点")
    assert difference(884_000, AMOUNT) == Measured(884_000, "88.40 万人")


@pytest.mark.parametrize(("printed", "unit"), [("万人", "人"), ("亿元", "元"), ("件", "件"), ("%", "ppm")])
def test_a_value_is_in_the_base_unit_and_a_rate_in_parts_per_million(printed: str, unit: str) -> None:
    assert value_unit(unit_of(printed)) == unit


@pytest.mark.parametrize(
    ("value", "scale", "text"), [(-42_941, 10_000, "-4.2941"), (123, 10, "12.3"), (5, 100, "0.05")]
)
def test_parts_of_a_power_of_ten_are_written_exactly(value: int, scale: int, text: str) -> None:
    assert decimal_text(value, scale) == text


def test_nothing_is_written_of_nothing() -> None:
    assert decimal_text(None, 10) is None
