"""Districts in order."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.aggregator.districts.district_figure import DistrictFigure, DistrictGoal
from services.aggregator.districts.ranking import Basis, Ranking, rank

amounts = st.integers(0, 10**6).map(Fraction)


def a_goal(progress: Fraction | None) -> DistrictGoal:
    return DistrictGoal("own", Fraction(100), "normal", "on_schedule", Fraction(50), Fraction(50), progress)


def places(ranking: Ranking) -> list[tuple[str, int | None]]:
    return [(each.standing.region, each.place) for each in ranking.placed]


def a_standing(region: str, now: int | None, before: int | None, progress: str | None = None) -> DistrictFigure:
    return DistrictFigure(
        region,
        None if now is None else Fraction(now),
        None if before is None else Fraction(before),
        a_goal(Fraction(progress)) if progress else None,
        "" if now is not None else "short_coverage",
    )


def test_where_each_has_a_target_of_its_own_progress_decides() -> None:
    ranking = rank([a_standing("a", 90, 50, "0.9"), a_standing("b", 10, 50, "1.2")], rate=False, upward=True)
    assert ranking.basis is Basis.PROGRESS
    assert places(ranking) == [("b", 1), ("a", 2)]


def test_one_district_without_a_target_and_growth_decides_for_all() -> None:
    ranking = rank([a_standing("a", 60, 50, "0.1"), a_standing("b", 55, 50)], rate=False, upward=True)
    assert ranking.basis is Basis.GROWTH
    assert places(ranking) == [("a", 1), ("b", 2)]


def test_a_target_without_a_progress_is_none_to_rank_by() -> None:
    kept = DistrictFigure("a", Fraction(60), Fraction(50), a_goal(None))
    assert rank([kept], rate=False, upward=True).basis is Basis.GROWTH


def test_a_district_that_is_not_reviewed_is_not_ranked_and_changes_no_basis() -> None:
    ranking = rank([a_standing("a", None, None), a_standing("b", 55, 50, "1")], rate=False, upward=True)
    assert ranking.basis is Basis.PROGRESS
    assert places(ranking) == [("b", 1), ("a", None)]
    assert ranking.placed[1].reason == "short_coverage"


def test_equal_values_share_a_place_and_the_next_is_left_out() -> None:
    standings = [a_standing("a", 55, 50), a_standing("b", 60, 50), a_standing("c", 110, 100), a_standing("d", 1, 2)]
    assert places(rank(standings, rate=False, upward=True)) == [("b", 1), ("a", 2), ("c", 2), ("d", 4)]


def test_where_less_is_better_the_least_growth_comes_first() -> None:
    standings = [a_standing("a", 55, 50), a_standing("b", 45, 50)]
    assert places(rank(standings, rate=False, upward=False)) == [("b", 1), ("a", 2)]


@pytest.mark.parametrize(("before", "reason"), [(None, "no_year_before"), (0, "zero_year_before")])
def test_growth_from_nothing_is_no_growth(before: int | None, reason: str) -> None:
    ranking = rank([a_standing("a", 5, before)], rate=False, upward=True)
    assert (ranking.placed[0].place, ranking.placed[0].growth, ranking.placed[0].reason) == (None, None, reason)


def test_rates_are_ranked_by_themselves_and_change_in_points() -> None:
    high = DistrictFigure("a", Fraction(9, 10), Fraction(95, 100))
    low = DistrictFigure("b", Fraction(8, 10), None)
    ranking = rank([low, high], rate=True, upward=True)
    assert (ranking.basis, places(ranking)) == (Basis.RATE, [("a", 1), ("b", 2)])
    assert ranking.placed[0].growth == Fraction(-5, 100)
    assert ranking.placed[0].pull is None


@given(st.lists(st.tuples(amounts, amounts), min_size=1, max_size=20))
def test_pulls_add_up_to_the_growth_of_the_whole(pairs: list[tuple[Fraction, Fraction]]) -> None:
    standings = [DistrictFigure(str(number), now, before) for number, (now, before) in enumerate(pairs)]
    placed = rank(standings, rate=False, upward=True).placed
    now, before = sum(each for each, _ in pairs), sum(each for _, each in pairs)
    if before:
        assert sum(each.pull or 0 for each in placed) == (now - before) / before
    else:
        assert all(each.pull is None for each in placed)


@given(st.lists(st.tuples(st.none() | amounts, st.none() | amounts), max_size=20), st.booleans(), st.booleans())
def test_everybody_stands_in_the_list_once_and_the_ranked_stand_first(
    pairs: list[tuple[Fraction | None, Fraction | None]], rate: bool, upward: bool
) -> None:
    standings = [DistrictFigure(str(number), now, before, reason="r") for number, (now, before) in enumerate(pairs)]
    placed = rank(standings, rate=rate, upward=upward).placed
    assert sorted(each.standing.region for each in placed) == sorted(each.region for each in standings)
    ranked = [each.place for each in placed if each.place is not None]
    assert ranked == sorted(ranked)
    assert [each.place is None for each in placed] == sorted(each.place is None for each in placed)
    assert all(place <= number for number, place in enumerate(ranked, 1))
    assert all(bool(each.reason) == (each.place is None) for each in placed)
