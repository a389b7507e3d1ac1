"""A ranking written out: for a bulletin, and for the page 地区. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from services.aggregator.districts.district_figure import DistrictGoal
from services.aggregator.districts.ranking import Basis, PlacedDistrict, Ranking
from services.aggregator.wording.formats import MINUS, basis_points_text, measure_text, progress_of
from services.aggregator.wording.measures import whole_measure
from services.aggregator.wording.reasons import LEVEL_NAMES, REASON_TEXTS
from shared.catalogue.model import Indicator, Kind, Region
from shared.events.bulletin_content import RankedRow, RankingTable, Written
from shared.quantities import BASIS_POINTS, round_half_even

_EXPLAINED = {
    Basis.PROGRESS: "各地均有自己的目标（本级规划所定或上级分解），按已审核数与各自序时应达之比排名。",
    Basis.GROWTH: "并非各地都有自己的目标，不以上级目标推算；按已审核数比上年同期的增长排名，流量为当年累计，"
    "存量为期末数。拉动为该地增量占全部地区上年同期数的百分点。",
    Basis.RATE: "并非各地都有自己的目标，不以上级目标推算；按已审核的本期比率排名，另列比上年同期的变动。",
}
_REMARKS = {
    "short_coverage": "本期未报齐或未审核",
    "earlier_months_missing": "本年前面有月份未审核",
    "redrawn": "本年区划调整，此前各月没有自己的数",
    "zero_denominator": "本期没有发生数",
    "no_year_before": "无上年同期已审核数",
    "zero_year_before": "上年同期为零",
}
_FINALS = {"completed": "完成", "not_completed": "未完成"}
_SOURCES = {"own": "本级规划目标", "allocated": "分解目标"}


def ranking_table(ranking: Ranking, indicator: Indicator, regions: Mapping[str, Region]) -> RankingTable:
    """The list as it is printed."""
    return RankingTable(
        indicator=indicator.id,
        name=indicator.name,
        unit=indicator.unit.symbol,
        basis=ranking.basis,
        explained=_EXPLAINED[ranking.basis],
        rows=tuple(ranked_row(each, ranking.basis, indicator, regions) for each in ranking.placed),
    )


def ranked_row(placed: PlacedDistrict, basis: Basis, indicator: Indicator, regions: Mapping[str, Region]) -> RankedRow:
    """One district's line."""
    standing, goal = placed.standing, placed.standing.goal
    actual = goal.actual if goal is not None and basis is Basis.PROGRESS else standing.now
    return RankedRow(
        region=standing.region,
        name=regions[standing.region].name,
        place=placed.place or 0,
        actual=_measured(actual, indicator),
        growth=_growth(placed.growth, indicator),
        pull=_points(placed.pull),
        expected=None if goal is None else _measured(goal.expected, indicator),
        progress=None if goal is None else _progress(goal.progress, indicator),
        judged="" if goal is None else _judged(goal),
        remark=_remark(placed),
    )


def _remark(placed: PlacedDistrict) -> str:
    goal = placed.standing.goal
    texts = []
    if placed.place is None:
        texts.append(_REMARKS.get(placed.reason) or REASON_TEXTS.get(placed.reason, placed.reason))
    if goal is not None:
        texts.append(_SOURCES[goal.source])
    return "；".join(texts)


def _judged(goal: DistrictGoal) -> str:
    return _FINALS.get(goal.reason) or LEVEL_NAMES[goal.level]


def _measured(value: Fraction | None, indicator: Indicator) -> Written | None:
    measured = whole_measure(value, indicator.unit)
    return None if measured is None else Written(measured, measure_text(measured, indicator.unit))


def _growth(value: Fraction | None, indicator: Indicator) -> Written | None:
    return _points(value, "%" if not indicator.is_rate else "")


def _progress(value: Fraction | None, indicator: Indicator) -> Written | None:
    if value is None:
        return None
    points = round_half_even(value * BASIS_POINTS)
    added = indicator.kind is Kind.FLOW
    return Written(points, basis_points_text(points) if added else progress_of(points, indicator.upward))


def _points(value: Fraction | None, sign: str = "") -> Written | None:
    """A change in per cent or percentage points with two decimals, always with its sign."""
    if value is None:
        return None
    points = round_half_even(value * BASIS_POINTS)
    whole, hundredths = divmod(abs(points), 100)
    before = MINUS if points < 0 else "+"
    return Written(points, f"{before}{whole:,}.{hundredths:02d}{sign}")
