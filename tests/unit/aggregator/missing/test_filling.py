from __future__ import annotations

import pytest

from services.aggregator.figures.point import Measure, NotMeasurable, Side
from services.aggregator.figures.series import Series
from services.aggregator.missing.estimates import Estimate, Parts
from services.aggregator.missing.filling import accepted_side, fill, known_enough, weight
from shared.events import EstimatedUnit
from shared.periods import Month
from tests.unit.aggregator.target_builders import a_point

JAN, FEB, MAR = Month(2023, 1), Month(2023, 2), Month(2023, 3)


def an_estimate(period: Month = FEB, held_by: Month | None = None) -> Estimate:
    return Estimate("u", period, "share", JAN, Parts(10), Parts(0), Parts(25), held_by)


def a_hole() -> Series:
    return Series([a_point(JAN, 100), a_point(FEB, 90, reported=37), a_point(MAR, 120)])


def test_a_hole_makes_a_sum_no_sum_and_filled_it_is_one_at_its_estimate_and_at_both_ends() -> None:
    with pytest.raises(NotMeasurable):
        a_hole().value(Measure.YEAR_TOTAL, MAR, JAN)
    filled = fill(a_hole(), [an_estimate()])
    found = [each.value(Measure.YEAR_TOTAL, MAR, JAN) for each in (filled.counted, filled.low, filled.high)]
    assert found == [320, 310, 335]
    assert filled.estimated() == (EstimatedUnit("u", "2023-02", "share", "2023-01"),)
    assert filled.added() == {("u", FEB): Parts(10)}


def test_what_a_later_month_holds_is_moved_into_its_own_and_the_sum_over_both_stays() -> None:
    filled = fill(a_hole(), [an_estimate(held_by=MAR)])
    for series in (filled.counted, filled.low, filled.high):
        assert series.value(Measure.YEAR_TOTAL, MAR, JAN) == 310
        assert series.amount(FEB) == 100
    assert filled.estimated() == ()
    assert filled.added() == {("u", FEB): Parts(10), ("u", MAR): Parts(-10)}


def test_the_accepted_side_is_a_series_of_its_own() -> None:
    side = accepted_side(Series([a_point(FEB, 90, accepted=37, accepted_value=80)]))
    assert not side.whole(FEB)
    assert fill(side, [an_estimate()]).counted.value(Measure.LAST, FEB, FEB) == 90


def test_a_weight_is_the_part_of_the_whole_and_never_all_while_a_unit_is_missing() -> None:
    part, whole = a_point(FEB, 90, reported=37, accepted=0), a_point(FEB, 120)
    assert weight(part, Side.PROVISIONAL, whole, ratio=False) == 7_500
    assert weight(part, Side.ACCEPTED, whole, ratio=False) == 0
    assert weight(part, Side.PROVISIONAL, None, ratio=False) is None
    assert weight(whole, Side.PROVISIONAL, whole, ratio=False) == 10_000
    assert weight(part, Side.PROVISIONAL, a_point(FEB, 90), ratio=False) == 9_999
    assert weight(part._replace(value=0), Side.PROVISIONAL, a_point(FEB, 0), ratio=False) == 37 * 10_000 // 38
    ratio = a_point(FEB, 1, denominator=60, reported=37)
    assert weight(ratio, Side.PROVISIONAL, a_point(FEB, 1, denominator=80), ratio=True) == 7_500


def test_half_of_a_month_must_be_known() -> None:
    assert known_enough(a_point(FEB, 10), [an_estimate()], ratio=False)
    assert not known_enough(a_point(FEB, 9), [an_estimate()], ratio=False)
