"""How a comparison is written: figures, changes, and what came of it; nobody is accused. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from services.aggregator.comparison.evaluating import ComparisonOutcome, SideFigures
from services.aggregator.wording.formats import per_cent, with_unit
from shared.catalogue.model import ComparisonRule, ExpectedRelation, Indicator
from shared.quantities import round_half_even

DASH = "—"

OUTCOMES: Mapping[ComparisonOutcome, str] = {
    ComparisonOutcome.PARTED: "走势不一致，请核实口径与数据",
    ComparisonOutcome.AGREEING: "走势相符",
    ComparisonOutcome.SMALL: "变动不大，不作比较",
    ComparisonOutcome.WITHIN_HISTORY: "方向不一致，但没有超过以往",
    ComparisonOutcome.TOO_LITTLE_HISTORY: "可比的历史不足，不作比较",
    ComparisonOutcome.QUARTER_MISSING: "本季度还有数没有报齐，不作比较",
    ComparisonOutcome.YEAR_BEFORE_MISSING: "没有上年同期数，不作比较",
}

RELATIONS: Mapping[ExpectedRelation, str] = {ExpectedRelation.SAME: "应同向", ExpectedRelation.OPPOSITE: "应反向"}


def expected_words(rule: ComparisonRule) -> str:
    """How the two are expected to move."""
    return RELATIONS[rule.relation]


def figure_text(indicator: Indicator | None, value: Fraction | None) -> str:
    """A quarter's figure as people write it; ``indicator`` is None of the sample's head count,
    an index."""
    if value is None:
        return DASH
    if indicator is None:
        return f"{round_half_even(value * 1_000) / 10:.1f}"
    if indicator.is_rate:
        return f"{per_cent(Fraction(round_half_even(value * 10_000), 10_000))}%"
    return with_unit(round_half_even(value), indicator.unit)


def change_text(indicator: Indicator | None, side: SideFigures) -> str:
    """The change against the year before: a part of the figure, of a rate the points as well."""
    change = side.change
    if change is None or side.now is None or side.before is None:
        return DASH
    part = f"{signed_per_cent(change)}"
    if indicator is None or not indicator.is_rate:
        return part
    points = round_half_even((side.now - side.before) * 10_000)
    return f"{'+' if points > 0 else '−' if points < 0 else ''}{abs(points) / 100:.2f} 个百分点（{part}）"


def signed_per_cent(part: Fraction) -> str:
    """A part in per cent with one decimal and its sign: ``+12.3%``."""
    tenths = round_half_even(part * 1_000)
    return f"{'+' if tenths > 0 else '−' if tenths < 0 else ''}{abs(tenths) / 10:.1f}%"


def spreads_text(distance: Fraction | None) -> str:
    """A distance in spreads, with one decimal."""
    return DASH if distance is None else f"{round_half_even(distance * 10) / 10:.1f}"
