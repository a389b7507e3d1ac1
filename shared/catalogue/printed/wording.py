"""A target's reading in words, for a person to nod at or to correct: ``五年累计要高于 300 万人``. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from shared.catalogue.model import Bound, Frequency, Horizon, Indicator, Kind, Plan, Target
from shared.catalogue.printed.rows import UNTIL_SET, RowCells, read_row
from shared.quantities import Unit, UnitsOfMeasure

_BOUNDS: Mapping[Bound, str] = {
    Bound.AT_LEAST: "不低于",
    Bound.MORE_THAN: "高于",
    Bound.AT_MOST: "不高于",
    Bound.LESS_THAN: "低于",
}
_EVERY: Mapping[Frequency, str] = {Frequency.MONTH: "每月", Frequency.QUARTER: "每季", Frequency.YEAR: "每年"}
_COUNTS = "〇一二三四五六七八九十"
HOW_TO_JUDGE = (
    "要评判的，在 reading 填读法（如 ≥300、累计300以上、每年60以上），在 confirmed_by 填确认人；或者定年度目标"
)


def in_words(target: Target, indicator: Indicator, plan: Plan) -> str:
    """What the row asks for: ``每月都要低于 5.5%``; of a row that is not judged, that it is only followed."""
    if target.value is None:
        return "只跟踪，不评判"
    return f"{_when(target, indicator, plan)}{_BOUNDS[target.bound]} {amount_text(target.value, target.unit)}"


def rows_in_words(plan: Plan, indicators: Mapping[str, Indicator], units: UnitsOfMeasure) -> tuple[str, ...]:
    """Every row of a plan as :func:`row_in_words` tells it."""
    return tuple(row_in_words(row, indicators[row.indicator], plan, units) for row in plan.targets)


def row_in_words(target: Target, indicator: Indicator, plan: Plan, units: UnitsOfMeasure) -> str:
    """The row as ``xushi plan check`` tells it, with its print; where it is not judged, how it would be, and where a
    person has said otherwise than the print, what that alone would be read as."""
    beginning = f"原文“{target.printed_target.strip()}”"
    why = target.note.removeprefix(beginning).removeprefix("，").removesuffix(UNTIL_SET).removesuffix("，")
    printed = f"原文“{target.printed_target}”{'，' if why else ''}{why}"
    how = f"。{HOW_TO_JUDGE}" if target.value is None else ""
    words = in_words(target, indicator, plan)
    alone = words if target.reading else in_words(_alone(target, indicator, plan, units), indicator, plan)
    otherwise = f"；只看原文会读作：{alone}" if alone != words else ""
    return f"第{target.row}行 {target.name}：{words}（{printed}{otherwise}）{how}"


def _alone(target: Target, indicator: Indicator, plan: Plan, units: UnitsOfMeasure) -> Target:
    """The row as its print alone is read."""
    cells = RowCells(target.printed_target, target.printed_baseline)
    read = read_row(cells, indicator, target.unit, units, plan.years)
    return replace(target, horizon=read.horizon, bound=read.bound, value=read.value)


def _when(target: Target, indicator: Indicator, plan: Plan) -> str:
    years = len(plan.years)
    match target.horizon:
        case Horizon.PLAN:
            return f"{_COUNTS[years] if years < len(_COUNTS) else years}年累计"
        case Horizon.YEAR:
            return "每年"
        case Horizon.END:
            return f"{plan.last.year}年{'' if indicator.kind is Kind.FLOW else '末'}"
        case Horizon.THROUGHOUT:
            must = "要" if target.bound in (Bound.MORE_THAN, Bound.LESS_THAN) else ""
            return f"{_EVERY[indicator.frequency]}都{must}"


def amount_text(value: Decimal, unit: Unit) -> str:
    """``300 万人``, ``5.5%``."""
    return f"{value:,f}%" if unit.base == "%" else f"{value:,f} {unit.symbol}"
