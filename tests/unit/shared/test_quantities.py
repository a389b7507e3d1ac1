import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.quantities import (
    MAX_AMOUNT,
    QuantityError,
    apportion,
    format_amount,
    format_rate,
    percent_to_basis_points,
    to_base,
    written_amount,
)
from tests.unit.units_of_measure import UNITS, unit_of

WAN = UNITS["万人"]
ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("amount", "unit", "text"),
    [
        (63, "万人", "63 人"),
        (-63, "万人", "-63 人"),
        (0, "万人", "0 人"),
        (9_999, "万人", "9,999 人"),
        (10_000, "万人", "1.00 万人"),
        (7_060_000, "万人", "706.00 万人"),
        (5_000, "万人次", "5,000 人次"),
        (5_000, "人", "5,000 人"),
        (5_000, "万元", "0.50 万元"),
        (7, "家", "7 家"),
    ],
)
def test_few_persons_are_persons_and_not_a_fraction_of_ten_thousand(amount: int, unit: str, text: str) -> None:
    assert written_amount(amount, UNITS[unit]) == text


@given(st.integers(-(10**9), 10**9), st.sampled_from(["万人", "万人次"]))
def test_who_is_there_is_never_written_as_none(amount: int, unit: str) -> None:
    text = written_amount(amount, UNITS[unit])
    assert ("0.00" in text) is False or abs(amount) >= 10_000
    assert amount == 0 or any(digit in text for digit in "123456789")


def test_nobody_puts_a_unit_behind_an_amount_by_himself() -> None:
    """In a sentence it would be 0.01 万人 where 63 人 are meant; heads of columns and of charts name theirs once."""
    by_hand = re.compile(r"(format_amount|measure_text|margin_text)\([^{}]*\)\} ?\{[^{}]*(symbol|_unit)")
    sources = [path for top in ("services", "shared") for path in (ROOT / top).rglob("*.py")]
    found = [path.name for path in sources if by_hand.search(path.read_text("utf-8"))]
    assert found == ["quantities.py"]


@pytest.mark.parametrize(
    ("number", "unit", "amount"),
    [
        ("706.00", "万人", 7_060_000),
        (Decimal("0.5139"), "万人", 5_139),
        (3, "亿元", 300_000_000),
        ("1,234", "人", 1_234),
        (" 12 ", "家", 12),
        (0, "万人次", 0),
    ],
)
def test_a_number_of_a_printed_unit_becomes_an_exact_integer_of_its_base_unit(
    number: object, unit: str, amount: int
) -> None:
    assert to_base(number, UNITS[unit]) == amount


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("十二", "not_a_number"),
        ("", "not_a_number"),
        ("NaN", "not_a_number"),
        ("Infinity", "not_a_number"),
        (True, "not_a_number"),
        (0.1, "not_a_number"),
        (None, "not_a_number"),
        (-1, "negative"),
        ("0.00001", "not_whole"),
        (10**30, "too_large"),
        (MAX_AMOUNT // 10_000 + 1, "too_large"),
    ],
)
def test_what_is_no_exact_quantity_is_refused_by_a_named_reason(number: object, reason: str) -> None:
    with pytest.raises(QuantityError) as refused:
        to_base(number, WAN)
    assert refused.value.reason == reason


def test_a_huge_exponent_is_refused_without_being_written_out() -> None:
    with pytest.raises(QuantityError):
        to_base(Decimal("1e999999"), WAN)


def test_a_surveyed_rate_is_kept_in_basis_points() -> None:
    assert percent_to_basis_points("5.45") == 545
    with pytest.raises(QuantityError, match="100%"):
        percent_to_basis_points("100.01")
    with pytest.raises(QuantityError):
        percent_to_basis_points("5.455")


def test_an_unknown_unit_is_named() -> None:
    with pytest.raises(QuantityError, match="亿人"):
        unit_of("亿人")


def test_amounts_and_rates_are_written_as_people_write_them() -> None:
    assert format_amount(7_060_000, WAN) == "706.00"
    assert format_amount(12_345_678, UNITS["人"]) == "12,345,678"
    assert format_rate(Fraction(545, 10_000)) == "5.45"
    assert format_rate(Fraction(-1, 10_000)) == "-0.01"


@given(st.integers(0, 10**9))
def test_writing_and_reading_persons_in_full_gives_them_back(persons: int) -> None:
    assert to_base(str(Decimal(persons) / 10_000), WAN) == persons


@given(st.integers(-(10**12), 10**12), st.lists(st.integers(0, 10**6), min_size=1, max_size=40))
def test_apportioned_parts_add_up_exactly_and_lie_within_one_of_their_quota(total: int, weights: list[int]) -> None:
    parts = apportion(total, weights)
    assert sum(parts) == total
    if sum(weights):
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part - Fraction(total * weight, sum(weights))) < 1


def test_apportioning_without_weights_is_refused() -> None:
    with pytest.raises(ValueError, match="weights"):
        apportion(1, [])
