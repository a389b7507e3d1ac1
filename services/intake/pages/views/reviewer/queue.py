"""The reviewer's queue of one month: what needs attention first. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.intake.pages.views.findings import Count
from services.intake.pages.views.month_strip import UNREPORTED, MonthCell

STATUSES = (
    ("pending", "待审核"),
    ("findings", "有问题的"),
    ("accepted", "已通过"),
    ("returned", "已退回"),
    ("missing", "未报"),
    ("all", "全部"),
)
"""What the queue can be narrowed to: word of the address and word of the page."""

LEVELS = (
    ("", "各级"),
    ("unit", "街镇、开发区等"),
    ("county", "区县"),
    ("prefecture", "市州"),
    ("province", "省市本级"),
    ("country", "国家"),
)
"""The levels of the units in it."""

_PENDING = ("submitted", "corrected")


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One unit in the queue."""

    region: str
    name: str
    level: str
    cell: MonthCell
    submitted_at: str
    count: Count
    simulated: bool

    @property
    def pending(self) -> bool:
        """Whether it waits for a decision."""
        return self.cell.state in _PENDING


@dataclass(frozen=True, slots=True)
class Totals:
    """How the area's month stands, over every unit that owes it."""

    expected: int
    reported: int
    pending: int
    accepted: int
    returned: int
    missing: int
    late: int
    blocked: int
    unexplained: int


def ordered(rows: Iterable[QueueRow]) -> list[QueueRow]:
    """What waits for a decision first, and of that what has the gravest findings; the codes' order otherwise."""
    return sorted(rows, key=lambda row: (not row.pending, row.count.rank if row.pending else 0, row.region))


def narrowed(rows: Iterable[QueueRow], status: str, level: str) -> list[QueueRow]:
    """The rows of one status and one level ('': any)."""
    return [row for row in rows if _has_status(row, status) and (not level or row.level == level)]


def _has_status(row: QueueRow, status: str) -> bool:
    match status:
        case "pending":
            return row.pending
        case "findings":
            return row.pending and row.count.rank < 3
        case "missing":
            return row.cell.state in ("missing", "owed", "withdrawn")
        case "all":
            return True
        case _:
            return row.cell.state == status


def totals(rows: Sequence[QueueRow]) -> Totals:
    """The month counted."""
    return Totals(
        expected=len(rows),
        reported=sum(row.cell.state not in UNREPORTED for row in rows),
        pending=sum(row.pending for row in rows),
        accepted=sum(row.cell.state == "accepted" for row in rows),
        returned=sum(row.cell.state == "returned" for row in rows),
        missing=sum(row.cell.state in ("missing", "owed", "withdrawn") for row in rows),
        late=sum(row.cell.late for row in rows),
        blocked=sum(row.pending and row.count.blocks > 0 for row in rows),
        unexplained=sum(row.pending and row.count.unexplained > 0 for row in rows),
    )
