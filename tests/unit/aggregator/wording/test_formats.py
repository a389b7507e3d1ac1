"""How figures, months and levels are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.aggregator.wording import formats, levels
from tests.builders import an_assessment
from tests.unit.units_of_measure import unit_of

WAN = unit_of("万人")
PERCENT = unit_of("%")


def test_an_amount_is_written_in_its_printed_unit_with_thousands() -> None:
    assert formats.measure_text(35_460_000, WAN) == "3,546.00"


def test_a_rate_in_parts_per_million_is_written_in_per_cent() -> None:
    assert formats.with_unit(952_000, PERCENT) == "95.20%"


@pytest.mark.parametrize(
    ("baseline", "actual", "target", "progress", "said"),
    [
        (7_300_000, 6_570_000, 7_500_000, -42_941, "未增反降"),
        (900_000, 950_000, 800_000, -5_000, "未降反升"),
        (7_300_000, 7_400_000, 7_500_000, 5_000, "50.0%"),
        (7_300_000, 7_300_000, 7_500_000, 0, "0.0%"),
        (None, -100, 7_500_000, -10, "−0.1%"),
    ],
)
def test_what_stands_behind_where_it_began_is_said_in_words(
    baseline: int | None, actual: int, target: int, progress: int, said: str
) -> None:
    found = an_assessment(baseline=baseline, actual=actual, target=target, progress=progress)
    assert formats.progress_text(found) == said
    assert found.progress == progress


def test_without_an_assessment_the_way_that_it_should_go_says_the_words() -> None:
    assert [formats.progress_of(-1, up) for up in (True, False)] == ["未增反降", "未降反升"]
    assert formats.progress_of(10_980, True) == "109.8%"
    assert formats.progress_of(None, True) == formats.progress_text(None) == "–"


def test_nothing_reported_is_a_dash_and_zero_is_a_figure() -> None:
    assert formats.measure_text(None, WAN) == "–"
    assert formats.measure_text(0, WAN) == "0.00"


@pytest.mark.parametrize(("difference", "text"), [(-900_000, "−90.00"), (31_000, "+3.10"), (None, "–")])
def test_a_difference_is_written_with_its_sign(difference: int | None, text: str) -> None:
    assert formats.signed_text(difference, WAN) == text
    if difference is not None:
        assert formats.signed_with_unit(difference, WAN) == f"{text} 万人"


@pytest.mark.parametrize(("actual", "expected", "gap"), [(6_570_000, 7_470_000, 900_000), (54_000, 50_000, 4_000)])
def test_a_difference_is_the_actual_figure_less_what_was_due_for_floors_and_ceilings_alike(
    actual: int, expected: int, gap: int
) -> None:
    behind = an_assessment(actual=actual, expected=expected, gap=gap)
    assert behind.difference == actual - expected


def test_a_month_that_was_held_against_nothing_has_no_difference() -> None:
    assert an_assessment(actual=6_570_000, expected=None, gap=None).difference is None


@pytest.mark.parametrize(("tenths", "text"), [(123, "12.3"), (-30, "提前 3.0"), (0, "0.0"), (None, "–")])
def test_months_behind_are_written_with_one_decimal(tenths: int | None, text: str) -> None:
    assert formats.months_text(tenths) == text


@pytest.mark.parametrize(("points", "text"), [(9_530, "95.3%"), (-42_000, "−420.0%"), (5, "0.1%"), (None, "–")])
def test_basis_points_are_written_as_per_cent(points: int | None, text: str) -> None:
    assert formats.basis_points_text(points) == text


@given(st.integers(min_value=-(10**9), max_value=10**9))
def test_a_difference_and_its_opposite_differ_only_in_the_sign(gap: int) -> None:
    ahead, behind = formats.signed_text(abs(gap), WAN), formats.signed_text(-abs(gap), WAN)
    assert ahead.lstrip("+") == behind.lstrip("−")


def test_every_level_has_a_word_and_a_shape_of_its_own() -> None:
    marks = levels.LEVELS.values()
    assert len({mark.word for mark in marks}) == len({mark.shape for mark in marks}) == len(marks) == 8


def test_levels_are_listed_the_most_urgent_first() -> None:
    ranks = [mark.rank for mark in levels.LEVELS.values()]
    assert ranks == sorted(ranks, reverse=True)
