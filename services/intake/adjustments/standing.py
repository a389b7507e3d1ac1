"""Where the adjustments of a plan stand, after its events. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from shared.events import Adjusting, AdjustmentApproved, AdjustmentProposed, AdjustmentRejected

State = Literal["proposed", "approved", "rejected"]

STATES: Mapping[State, str] = {"proposed": "待审查批准", "approved": "已批准施行", "rejected": "未予调整"}
"""A state as people call it."""


class RecordedStep(NamedTuple):
    """An event of an adjustment, by whom, where it stands in ``reports``, and when (UTC microseconds since 1970)."""

    event: Adjusting
    actor: str
    position: int
    recorded_at: int


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A proposal, and what has become of it (``settled`` None: it waits)."""

    proposed: AdjustmentProposed
    proposal: RecordedStep
    settled: RecordedStep | None = None

    @property
    def number(self) -> str:
        return self.proposed.adjustment

    @property
    def state(self) -> State:
        if self.settled is None:
            return "proposed"
        return "approved" if isinstance(self.settled.event, AdjustmentApproved) else "rejected"

    @property
    def rows(self) -> frozenset[int]:
        return frozenset(each.row for each in self.proposed.rows)


def standing(happened: Iterable[RecordedStep]) -> dict[str, Adjustment]:
    """Every adjustment by its number, in the order in which they were proposed."""
    found: dict[str, Adjustment] = {}
    for each in happened:
        match each.event:
            case AdjustmentProposed():
                found[each.event.adjustment] = Adjustment(each.event, each)
            case AdjustmentApproved() | AdjustmentRejected():
                found[each.event.adjustment] = replace(found[each.event.adjustment], settled=each)
    return found


def number_of(plan: str, known: Mapping[str, Adjustment]) -> str:
    """The number of a plan's next proposal."""
    return f"{plan}-{len(known) + 1}"


def plan_in(number: str) -> str:
    """The plan that an adjustment's number names."""
    return number.rpartition("-")[0]
