"""Rows of a made-up plan as they would be printed, and read."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from shared.catalogue.model import (
    Attribute,
    Bound,
    Commitment,
    CommitmentBound,
    CommitmentHorizon,
    CompletedTarget,
    Horizon,
    Indicator,
    Kind,
    Plan,
    Source,
    Target,
)
from shared.periods import Month
from tests.unit.units_of_measure import unit_of

SOURCE = Source("某规划", "某政〔2021〕1号", "专栏1", 1)
INSURED = Indicator("insured", "参保人数", Kind.STOCK, unit_of("万人"), True, aliases=("参保人员",))
JOBLESS = Indicator("jobless", "失业率", Kind.DIRECT, unit_of("%"), False)
JOBS = Indicator("jobs", "新增就业人数", Kind.FLOW, unit_of("万人"), True)
INDICATORS = {each.id: each for each in (INSURED, JOBLESS, JOBS)}


def a_row(row: int = 1, printed: tuple[str, str, str] = ("参保人数（万人）", "700", "750"), **changes: Any) -> Target:
    """A row whose name, baseline and target are printed so, and read as 700 → at least 750 万人, unless changed."""
    fields: dict[str, Any] = {
        "plan": "plan",
        "row": row,
        "name": "参保人数",
        "indicator": "insured",
        "printed_name": printed[0],
        "printed_baseline": printed[1],
        "printed_target": printed[2],
        "attribute": Attribute.EXPECTED,
        "horizon": Horizon.END,
        "bound": Bound.AT_LEAST,
        "baseline": Decimal(700),
        "baseline_bound": "",
        "value": Decimal(750),
        "unit": unit_of("万人"),
        "part_of": None,
        "source": SOURCE,
    }
    return Target(**(fields | changes))


def a_completed(
    row: int = 1, printed: tuple[str, str, str] = ("参保人数（万人）", "650", "700"), **changes: Any
) -> CompletedTarget:
    """A row of the last five years: a target of at least 650 万人, and 700 reached, unless changed."""
    fields: dict[str, Any] = {
        "plan": "plan",
        "row": row,
        "name": "参保人数",
        "printed_name": printed[0],
        "printed_start": "",
        "printed_target": printed[1],
        "printed_outcome": printed[2],
        "printed_verdict": "",
        "horizon": Horizon.END,
        "bound": Bound.AT_LEAST,
        "value": Decimal(650),
        "outcome": Decimal(700),
        "outcome_bound": "",
        "unit": unit_of("万人"),
        "source": SOURCE,
    }
    return CompletedTarget(**(fields | changes))


def a_plan(*rows: Target, completed: tuple[CompletedTarget, ...] = ()) -> Plan:
    return Plan("plan", "某规划", "500000", Month(2021, 1), Month(2025, 12), "某规划", "", rows, completed)


def a_commitment(row: int = 1, **changes: Any) -> Commitment:
    """Exactly 2.50 千个 within the plan's years, unless changed."""
    fields: dict[str, Any] = {
        "plan": "plan",
        "row": row,
        "place": "专栏3 第2项（虚构，示例）",
        "subject": "零工驿站",
        "bound": CommitmentBound.EXACT,
        "value": Decimal("2.50"),
        "value_max": None,
        "unit": "千个",
        "horizon": CommitmentHorizon.PLAN,
        "printed": "建成零工驿站2.50千个。",
    }
    return Commitment(**(fields | changes))
