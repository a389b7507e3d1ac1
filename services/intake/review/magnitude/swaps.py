"""串行: two rows that each carry what the other had last month. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from services.intake.review.rules import SWAPPED
from services.intake.units.checks import THOUSAND
from shared.events import ReportLine, ReviewFinding

NEAR = 1_400
"""In thousandths: how far a figure may be from the other row's of last month, either way."""

LEAST_FIGURE = 20
"""A row of smaller figures is alike to any other such row."""


class MovedRow(NamedTuple):
    """A row's figure (a ratio's denominator), and what it was last month."""

    line: ReportLine
    name: str
    now: int
    before: int

    @classmethod
    def of(cls, line: ReportLine, name: str, before: ReportLine) -> MovedRow:
        """A row and what it was last month."""
        return cls(line, name, _amount(line), _amount(before))


def moved(line: ReportLine, before: ReportLine, times: int) -> bool:
    """Whether a row moved ``times`` thousandths, up or down, and has figures large enough to tell it from others."""
    now, last = _amount(line), _amount(before)
    if now * THOUSAND < times * last and last * THOUSAND < times * now:
        return False
    return now >= LEAST_FIGURE <= last and line.basis == before.basis == "month"


def pairs(rows: Iterable[MovedRow]) -> list[tuple[MovedRow, MovedRow]]:
    """Of rows that moved those that changed places, each row once: a ratio only with a ratio."""
    known = list(rows)
    up = [each for each in known if each.now > each.before]
    down = [each for each in known if each.now < each.before]
    found = []
    for first in up:
        second = next((each for each in down if _changed_places(first, each)), None)
        if second is not None:
            down.remove(second)
            found.append((first, second))
    return found


def swapped(first: MovedRow, second: MovedRow) -> ReviewFinding:
    """What is asked about a pair: of the first, and it names both."""
    message = (
        f"“{first.name}”本月{first.now:,}、上月{first.before:,}，“{second.name}”本月{second.now:,}、"
        f"上月{second.before:,}，像是两行填反了，请核对，无误请说明"
    )
    return SWAPPED.finding(first.line.indicator, message)


def _changed_places(first: MovedRow, second: MovedRow) -> bool:
    alike = (first.line.denominator is None) is (second.line.denominator is None)
    return alike and _near(first.now, second.before) and _near(second.now, first.before)


def _near(now: int, before: int) -> bool:
    return now * THOUSAND <= NEAR * before and before * THOUSAND <= NEAR * now


def _amount(line: ReportLine) -> int:
    return line.value if line.denominator is None else line.denominator
