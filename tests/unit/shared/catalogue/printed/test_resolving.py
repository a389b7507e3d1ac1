"""What a printed target asks for in its row; the forms themselves are in tests/golden/printed_forms.csv."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.catalogue.model import Bound, Horizon, Kind, Unjudged
from shared.catalogue.printed import read_printed
from shared.catalogue.printed.resolving import Reading, RowFacts, resolve
from tests.unit.units_of_measure import UNITS_OF_MEASURE, unit_of


def read(text: str, kind: Kind = Kind.STOCK, baseline: str | None = "100", **facts: Any) -> Reading:
    fields: dict[str, Any] = {"upward": True, "unit": unit_of("万人"), "first": 2026, "last": 2030}
    start = None if baseline is None else Decimal(baseline)
    return resolve(read_printed(text), RowFacts(kind=kind, units=UNITS_OF_MEASURE, baseline=start, **(fields | facts)))


def test_the_mean_of_the_years_is_a_total_and_each_years_figure_is_not() -> None:
    mean, each = read("年均60", Kind.FLOW), read("每年60", Kind.FLOW)
    assert (mean.horizon, mean.value) == (Horizon.PLAN, Decimal(300))
    assert (each.horizon, each.value) == (Horizon.YEAR, Decimal(60))
    four = read("年均60", Kind.FLOW, first=2027)
    assert four.value == Decimal(240)


def test_what_a_person_says_of_the_time_and_of_the_bound_comes_before_the_print() -> None:
    said = read("年均60", Kind.FLOW, horizon=Horizon.YEAR, bound=Bound.MORE_THAN)
    assert (said.horizon, said.bound, said.value) == (Horizon.YEAR, Bound.MORE_THAN, Decimal(60))
    misprint = "<[1700]"
    assert read(misprint, Kind.FLOW).unjudged is Unjudged.UNREAD
    assert read(misprint, Kind.FLOW, bound=Bound.AT_LEAST).value == Decimal(1700)


@pytest.mark.parametrize(
    ("text", "start", "value"),
    [
        ("年均增长6%", "100", "133.8226"),  # 1.06⁵ = 1.3382255776: to a whole person
        ("年均增长10%", "100", "161.051"),
        ("增长20%", "0.0003", "0.0004"),  # 3.6 persons
        ("增长50%", "0.0005", "0.0008"),  # 7.5 persons: half to even
        ("翻一番", "100", "200"),
        ("增加5000人", "100", "100.5"),
        ("年均增加2万人", "100", "110"),
    ],
)
def test_a_change_is_worked_out_exactly_and_rounded_once_to_a_whole_base_unit(
    text: str, start: str, value: str
) -> None:
    found = read(text, baseline=start)
    assert (found.horizon, found.bound, found.value) == (Horizon.END, Bound.AT_LEAST, Decimal(value))
    assert found.told.startswith(f"由基期{start}")


@given(start=st.integers(0, 10**9), percent=st.integers(1, 300))
def test_a_change_of_a_count_is_a_count(start: int, percent: int) -> None:
    found = read(f"比2025年增长{percent}%", baseline=str(start), unit=unit_of("人"))
    assert found.value is not None and found.value == found.value.to_integral_value()
    assert abs(found.value - Decimal(start) * (100 + percent) / 100) <= Decimal("0.5")


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("下降5%", {}),
        ("比2020年增长20%", {}),
        ("增长20%", {"baseline": None}),
        ("增长20%", {"kind": Kind.FLOW}),
        ("增长2个百分点", {}),
        ("增长20%", {"unit": unit_of("%"), "kind": Kind.RATIO}),
        ("增加5万元", {}),
        ("年均增长1倍", {}),
        ("2028年增长20%", {}),
    ],
)
def test_a_change_that_comes_to_no_number_says_why(text: str, facts: dict[str, Any]) -> None:
    found = read(text, **facts)
    assert (found.value, found.unjudged) == (None, Unjudged.CHANGE)
    assert found.told


@given(
    text=st.text(alphabet="【】[]<>≥≤0123456789.万亿元人%年均累计以上左右增长比翻番—:个百分点控制在", max_size=20),
    kind=st.sampled_from(Kind),
    start=st.none() | st.decimals(0, 10**6, places=2).map(str),
    upward=st.booleans(),
    unit=st.sampled_from(["万人", "人", "亿元", "%", "年"]),
)
def test_any_text_in_any_row_has_a_value_or_a_reason_and_never_both(
    text: str, kind: Kind, start: str | None, upward: bool, unit: str
) -> None:
    found = read(text, kind, start, upward=upward, unit=unit_of(unit))
    assert (found.value is None) == (found.unjudged is not None)
    assert found.value is None or (found.value >= 0 and found.bound.upward == upward)


def test_a_flow_of_which_no_time_is_printed_is_a_years_unless_it_may_be_a_total() -> None:
    assert read("299", Kind.FLOW, "100").horizon is Horizon.YEAR
    assert "按每年读" in read("299", Kind.FLOW, "100").told
    for doubtful in (read("300", Kind.FLOW, "100"), read("90", Kind.FLOW, "100", totalled=True)):
        assert (doubtful.value, doubtful.unjudged) == (None, Unjudged.UNREAD)
    said = read("300", Kind.FLOW, "100", horizon=Horizon.PLAN)
    assert (said.horizon, said.value, said.told) == (Horizon.PLAN, Decimal(300), "")
    assert read("保持在300以上", Kind.FLOW, "100").horizon is Horizon.YEAR
