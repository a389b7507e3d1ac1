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
class Narrowing:
    """What the queue is narrowed to: a status, a level and the prefecture around the units ('' of these two: any)."""

    status: str = STATUSES[0][0]
    level: str = ""
    within: str = ""

    @property
    def address(self) -> str:
        """As further words of an address: only what is not what the queue opens with."""
        said = (("status", self.status, STATUSES[0][0]), ("level", self.level, ""), ("within", self.within, ""))
        return "".join(f"&{name}={value}" for name, value, usual in said if value != usual)


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One unit in the queue; ``within`` is the prefecture that it lies in ('': none)."""

    region: str
    name: str
    level: str
    cell: MonthCell
    submitted_at: str
    count: Count
    simulated: bool
    within: str = ""

    @property
    def pending(self) -> bool:
        """Whether it waits for a decision."""
        return self.cell.state in _PENDING

    @property
    def clean(self) -> bool:
        """Whether it waits for a decision, and no rule asks anything of it: not even a figure is left out."""
        return self.pending and self.count.clean


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


def narrowed(rows: Iterable[QueueRow], wanted: Narrowing) -> list[QueueRow]:
    """The rows of one status, one level and one prefecture."""
    return [
        row
        for row in rows
        if _has_status(row, wanted.status) and wanted.level in ("", row.level) and wanted.within in ("", row.within)
    ]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Who stands before and after a unit in the queue, which may have left it since ('': nobody), and its place from
    1 among ``of`` (0: it is not in it)."""

    before: str = ""
    after: str = ""
    place: int = 0
    of: int = 0


def beside(rows: Sequence[QueueRow], wanted: Narrowing, region: str) -> Neighbours:
    """The neighbours of a unit among the ordered ``rows`` as narrowed; of those that nothing was reported of, none."""
    there = [row for row in narrowed(rows, wanted) if row.cell.revision]
    codes = [row.region for row in there]
    if region in codes:
        at = codes.index(region)
        before, after = codes[:at], codes[at + 1 :]
        return Neighbours(before[-1] if before else "", after[0] if after else "", at + 1, len(codes))
    return Neighbours(after=codes[0] if codes else "", of=len(codes))


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
