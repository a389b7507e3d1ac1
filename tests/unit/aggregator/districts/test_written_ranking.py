"""A ranking written out."""

from __future__ import annotations

from fractions import Fraction

from services.aggregator.districts.district_figure import DistrictFigure, DistrictGoal
from services.aggregator.districts.ranking import Basis, rank
from services.aggregator.districts.written_ranking import ranking_table
from shared.catalogue.model import Indicator, Kind, Region
from shared.events.bulletin_content import RankedRow
from tests.unit.aggregator.target_builders import an_indicator

REGIONS = {code: Region(code, f"{code}区", "county", "500000") for code in "abc"}
STOCK = an_indicator()


def written(*standings: DistrictFigure, indicator: Indicator = STOCK) -> dict[str, RankedRow]:
    ranking = rank(standings, rate=indicator.is_rate, upward=True)
    return {row.region: row for row in ranking_table(ranking, indicator, REGIONS).rows}


def a_figure(region: str, now: int, before: int) -> DistrictFigure:
    return DistrictFigure(region, Fraction(now), Fraction(before))


def test_growth_and_pull_have_a_sign_and_two_decimals() -> None:
    rows = written(a_figure("a", 110_000, 100_000), a_figure("b", 99_000, 100_000))
    assert [(row.growth.text, row.pull.text) for row in rows.values() if row.growth and row.pull] == [
        ("+10.00%", "+5.00"),
        ("−1.00%", "−0.50"),
    ]


def test_a_rate_changes_by_points_and_not_by_per_cent() -> None:
    rate = an_indicator(Kind.RATIO)
    rows = written(DistrictFigure("a", Fraction("0.95"), Fraction("0.9425")), indicator=rate)
    assert rows["a"].growth is not None and rows["a"].growth.text == "+0.75"
    assert rows["a"].actual is not None and rows["a"].actual.text == "95.00"


def test_who_is_not_ranked_stands_without_a_place_and_with_the_reason() -> None:
    rows = written(a_figure("a", 2, 1), DistrictFigure("b", reason="short_coverage"), DistrictFigure("c", Fraction(1)))
    assert (rows["a"].place, rows["b"].place, rows["c"].place) == (1, 0, 0)
    assert (rows["a"].remark, rows["b"].remark, rows["c"].remark) == ("", "本期未报齐或未审核", "无上年同期已审核数")


def test_where_each_has_a_target_its_own_measure_is_written_and_where_the_target_is_from() -> None:
    goal = DistrictGoal(
        "allocated", Fraction(100), "normal", "completed", Fraction(50_000), Fraction(40_000), Fraction(5, 4)
    )
    row = written(DistrictFigure("a", Fraction(9), None, goal))["a"]
    assert row.actual is not None and row.expected is not None and row.progress is not None
    assert (row.actual.text, row.expected.text, row.progress.text) == ("5.00", "4.00", "125.0%")
    assert (row.judged, row.remark) == ("完成", "分解目标")


def test_the_list_says_what_it_is_ordered_by() -> None:
    assert ranking_table(rank([a_figure("a", 2, 1)], rate=False, upward=True), STOCK, REGIONS).basis == Basis.GROWTH
