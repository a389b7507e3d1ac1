"""Changed figures in columns are the figures that were spelt out."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.codec import Codec, CodecError
from shared.events import FigureChanged, FigureLine
from shared.shapes.figures import LEAST_FIGURES, in_columns

COUNTS = st.integers(0, 3)
AMOUNTS = st.integers(-(2**63), 2**63 - 1)


def a_figure(ratio: bool, counts: list[int], amounts: list[int], settled: bool) -> FigureLine:
    expected, reported, accepted, last = counts
    value, accepted_value, below, accepted_below = amounts
    return FigureLine(
        f"item_{expected}",
        expected,
        reported,
        value,
        below if ratio else None,
        accepted,
        accepted_value,
        accepted_below if ratio else None,
        last if settled else None,
    )


FIGURES = st.builds(
    a_figure,
    st.booleans(),
    st.lists(COUNTS, min_size=4, max_size=4),
    st.lists(st.sampled_from([0, 7]) | AMOUNTS, min_size=4, max_size=4),
    st.sampled_from([True, True, True, False]),
)


def changed(*lines: FigureLine) -> FigureChanged:
    return FigureChanged(region="500000", period="2023-03", data_version=812, lines=lines)


@given(st.lists(FIGURES, max_size=12))
def test_what_is_stored_is_read_as_it_was(lines: list[FigureLine]) -> None:
    event = changed(*lines)
    name, version, data = Codec().encode(event)
    assert Codec().decode(name, version, data) == event
    assert Codec().decode(name, 1, msgspec.json.encode(event)) == event


def test_figures_of_a_month_name_each_indicator_once_and_no_field_twice() -> None:
    event = changed(
        *(FigureLine(f"item_{at}", 38, 38, 61_200 + at, None, 38, 61_000 + at, None, 38) for at in range(20))
    )
    name, version, data = Codec().encode(event)
    assert in_columns(name, version, data)
    assert len(data) < len(msgspec.json.encode(event)) / 3
    assert b'"expected":38,"reported":38,' in data


def test_few_figures_are_spelt_out_and_so_are_those_whose_settled_units_nobody_has_counted() -> None:
    few = changed(*(FigureLine(f"item_{at}", 1, 1, 1, settled=1) for at in range(LEAST_FIGURES - 1)))
    uncounted = changed(*(FigureLine(f"item_{at}", 1, 1, 1) for at in range(LEAST_FIGURES)))
    for event in (few, uncounted):
        assert Codec().encode(event)[2] == msgspec.json.encode(event)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (b'"values":[0,1,2,3]', b'"values":[0,1,2]'),
        (b'"ratios":[3]', b'"ratios":[4]'),
        (b'"ratios":[3]', b'"ratios":[2,3]'),
    ],
)
def test_columns_that_do_not_fit_one_another_are_no_event(one: bytes, other: bytes) -> None:
    lines = [FigureLine(f"item_{at}", 1, 1, at, settled=1) for at in range(3)]
    event = changed(*lines, FigureLine("item_3", 1, 1, 3, 9, 0, 0, 8, 1))
    name, version, data = Codec().encode(event)
    assert one in data
    with pytest.raises(CodecError):
        Codec().decode(name, version, data.replace(one, other))
