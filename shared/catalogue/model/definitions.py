"""What an indicator means (指标解释), as its definition is printed, and what the catalogue itself says of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from shared.catalogue.model.kinds import Frequency, Kind
from shared.quantities import Unit

UNPRINTED = "指标解释未印发"
"""Said where no definition is known: nobody makes one up."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A printed definition, what it counts in and leaves out ('': nothing is said of it), and where it is printed."""

    text: str
    scope: str
    source: str


class ExplainedLine(NamedTuple):
    """One line of an explanation: what it says something of, and what it says."""

    label: str
    text: str


_KINDS = {
    Kind.FLOW: "当月发生数，逐月相加；没有发生填0",
    Kind.STOCK: "期末时点数，各月不相加，取最后一月",
    Kind.DIRECT: "直接取得的比率，各地区、各月不相加",
}
_PARTS = {Kind.FLOW: "分子、分母为当月发生数，逐月相加后再除", Kind.STOCK: "分子、分母为期末时点数，取最后一月"}
_FREQUENCIES = {Frequency.MONTH: "每月报", Frequency.QUARTER: "季末月报，数含全季", Frequency.YEAR: "12月报，数含全年"}


def explained(
    definition: Definition | None,
    kind: Kind,
    unit: Unit,
    reported_at: str,
    frequency: Frequency,
    part_kind: Kind,
    part_unit: str,
    parts: tuple[str, str] | None,
) -> tuple[ExplainedLine, ...]:
    """An indicator's explanation: its definition, unit, scope and source, in this order."""
    said = definition.text if definition is not None else f"{UNPRINTED}：所列规划的指标表只有名称、单位和目标。"
    scope = [definition.scope] if definition is not None and definition.scope else []
    scope.append(f"{_PARTS.get(part_kind, _PARTS[Kind.STOCK]) if parts else _KINDS[kind]}。")
    reporting = "各报送单位填报，逐级相加" if reported_at == "unit" else "只由规划所属地区本级填报"
    lines = [ExplainedLine("定义", said)]
    if parts is not None:
        lines.append(ExplainedLine("算法", f"{parts[0]} ÷ {parts[1]}"))
    lines += [
        ExplainedLine("单位", _unit(unit, part_unit if parts is not None else "")),
        ExplainedLine("口径", "".join(scope)),
        ExplainedLine("填报", f"{reporting}；{_FREQUENCIES[frequency]}"),
    ]
    if definition is not None:
        lines.append(ExplainedLine("来源", definition.source))
    return tuple(lines)


def _unit(unit: Unit, part_unit: str) -> str:
    """In what it is filled in, and where that is another, in what plans have it."""
    if part_unit:
        return f"{unit.symbol}；分子、分母按{part_unit}填"
    if unit.hundredths or unit.base == unit.symbol:
        return unit.symbol
    return f"按{unit.base}填；规划和总览按{unit.symbol}"
