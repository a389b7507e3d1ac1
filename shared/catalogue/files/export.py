"""Targets, completion tables and commitments as JSON lines, numbers exact and in the printed unit."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from shared.catalogue.checks.verdict import judge
from shared.catalogue.model import Commitment, CompletedTarget, Horizon, Plan, Target
from shared.catalogue.printed import read_printed

Cell = str | int | Decimal | Fraction | None


def export_targets(plans: Iterable[Plan], completed: bool = False) -> Iterator[str]:
    """One JSON object a line for every target, or with ``completed`` every row of the earlier table."""
    for plan in plans:
        if completed:
            yield from (_object(_completed_cells(plan, row)) for row in plan.completed)
        else:
            yield from (_object(_target_cells(plan, target)) for target in plan.targets)


def export_commitments(plans: Iterable[Plan]) -> Iterator[str]:
    """One JSON object a line for every commitment beyond the tables."""
    for plan in plans:
        yield from (_object(_commitment_cells(plan, each)) for each in plan.commitments)


def _target_cells(plan: Plan, target: Target) -> dict[str, Cell]:
    return {
        "plan": target.plan,
        "row": target.row,
        "name": target.name,
        "printed_baseline": target.printed_baseline,
        "printed_target": target.printed_target,
        "attribute": target.attribute,
        "horizon": target.horizon,
        "bound": target.bound,
        "baseline": target.baseline,
        "value": target.value,
        "unit": target.unit.symbol,
        "part_of": target.part_of,
        "indicator": target.indicator,
        "section": target.section,
        "printed_name": target.printed_name,
        "baseline_bound": target.baseline_bound,
        "reading": target.reading,
        "confirmed_by": target.confirmed_by,
        "unjudged": target.unjudged if target.value is None else None,
        "note": target.note,
        "document": target.source.document,
        "number": target.source.number,
        "table": target.source.table,
        "region": plan.region,
    }


def _completed_cells(plan: Plan, row: CompletedTarget) -> dict[str, Cell]:
    """The same keys as a target's; ``baseline`` is the printed column of the start year."""
    judgement = judge(row)
    start = Decimal(0) if row.horizon is Horizon.PLAN else read_printed(row.printed_start).number
    return {
        "plan": row.plan,
        "row": row.row,
        "name": row.name,
        "printed_baseline": row.printed_start,
        "printed_target": row.printed_target,
        "printed_outcome": row.printed_outcome,
        "printed_verdict": row.printed_verdict,
        "attribute": None,
        "horizon": row.horizon,
        "bound": row.bound,
        "baseline": start,
        "value": row.value,
        "outcome": row.outcome,
        "outcome_bound": row.outcome_bound,
        "unit": row.unit.symbol,
        "part_of": None,
        "verdict": judgement.verdict,
        "difference": judgement.difference,
        "reason": judgement.reason,
        "section": row.section,
        "printed_name": row.printed_name,
        "document": row.source.document,
        "number": row.source.number,
        "table": row.source.table,
        "region": plan.region,
    }


def _commitment_cells(plan: Plan, each: Commitment) -> dict[str, Cell]:
    return {
        "plan": each.plan,
        "row": each.row,
        "place": each.place,
        "subject": each.subject,
        "bound": each.bound,
        "value": each.value,
        "value_max": each.value_max,
        "unit": each.unit,
        "horizon": each.horizon,
        "year": each.year,
        "printed": each.printed,
        "department": each.department,
        "indicator": each.indicator,
        "target_row": each.target_row,
        "document": plan.document,
        "number": plan.number,
        "region": plan.region,
    }


def _object(cells: Mapping[str, Cell]) -> str:
    return "{" + ", ".join(f"{json.dumps(key)}: {_value(value)}" for key, value in cells.items()) + "}"


def _value(value: Cell) -> str:
    """JSON of a cell; a decimal digit by digit, so that 0.5139 stays 0.5139, a fraction in words: no number says it."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return json.dumps(str(value) if isinstance(value, Fraction) else value, ensure_ascii=False)
