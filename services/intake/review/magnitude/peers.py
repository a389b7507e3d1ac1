"""同级: a month's figures against what the units beside it report, by each unit's size. Over an area's month. Pure.

What a unit reports is about its size times what the indicator comes to in its area. Neither is known beforehand: both
are found from the month itself, by medians over units and over indicators, so that no single wrong figure moves them,
and who reported first does not matter. It needs no month before, so that a slip in everybody's first month is seen.
Units of one parent differ severalfold in one indicator and another; another order is more than that.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import exp, log
from statistics import median
from typing import NamedTuple

from services.intake.review.rules import PEERS
from services.intake.units.checks import THOUSAND, Check
from shared.events import ReviewFinding

LEAST_PEERS = 4
"""With fewer units of one parent that report an indicator there is no middle to hold them against."""

LEAST_ROWS = 3
"""A unit's size is not told from fewer indicators."""

LEAST_FIGURE = 50
"""A few people more or less are no other order."""

ROUNDS = 3
"""How often sizes and levels are found from each other; they hardly move after the first time."""

VALUE, PARTS = "", ("的分子", "的分母")
RATE = "的比率"

Row = tuple[str, str]
"""An indicator and which part of it is meant (:data:`VALUE`, one of :data:`PARTS`, :data:`RATE`)."""

Figures = Mapping[str, Mapping[Row, int]]
"""The month's own figures of the units of one parent, by unit; none of them 0."""


class BesidePeers(NamedTuple):
    """A figure and what the peers (so many with it) and the unit's size lead one to expect."""

    figure: int
    expected: int
    peers: int


def expectations(figures: Figures) -> dict[tuple[str, Row], BesidePeers]:
    """What is expected of each figure; nothing of a row that too few report, and of a unit with too few rows."""
    logs = {unit: {row: log(figure) for row, figure in rows.items()} for unit, rows in figures.items()}
    sizes = dict.fromkeys(logs, 0.0)
    levels: dict[Row, tuple[float, int]] = {}
    for _ in range(ROUNDS):
        levels = _levels(logs, sizes)
        sizes = {unit: _size(rows, levels) for unit, rows in logs.items()}
    return {
        (unit, row): BesidePeers(
            figures[unit][row], round(exp(levels[row][0] + (sizes[unit] if row[1] != RATE else 0.0))), levels[row][1]
        )
        for unit, rows in logs.items()
        if sum(row in levels and row[1] != RATE for row in rows) >= LEAST_ROWS
        for row in rows
        if row in levels
    }


def _levels(logs: Mapping[str, Mapping[Row, float]], sizes: Mapping[str, float]) -> dict[Row, tuple[float, int]]:
    """What each row comes to for a unit of the middle size, and how many units say so; a rate has no size."""
    found: dict[Row, list[float]] = {}
    for unit, rows in logs.items():
        for row, amount in rows.items():
            found.setdefault(row, []).append(amount - (sizes[unit] if row[1] != RATE else 0.0))
    return {row: (median(each), len(each)) for row, each in found.items() if len(each) >= LEAST_PEERS}


def _size(rows: Mapping[Row, float], levels: Mapping[Row, tuple[float, int]]) -> float:
    mine = [amount - levels[row][0] for row, amount in rows.items() if row in levels and row[1] != RATE]
    return median(mine) if mine else 0.0


def off_peers(
    now: Figures, before: Figures, checks: Mapping[str, Mapping[str, Check]]
) -> list[tuple[str, ReviewFinding]]:
    """What is asked of each unit, at most once an indicator, and not when it was so the month before (``before``)."""
    off = [
        (unit, row, each, check.peers)
        for (unit, row), each in expectations(now).items()
        if (check := checks[unit].get(row[0])) is not None
        and check.peers is not None
        and _off(each, check.peers, row[1])
    ]
    last = expectations(before) if off else {}  # of most months nothing is off
    found: dict[tuple[str, str], ReviewFinding] = {}
    for unit, row, each, times in off:
        indicator, part = row
        earlier = last.get((unit, row))
        if earlier is None or not _off(earlier, times, part):
            found.setdefault((unit, indicator), _asked(indicator, checks[unit][indicator].name, part, each))
    return [(unit, finding) for (unit, _), finding in found.items()]


def _off(each: BesidePeers, times: int, part: str) -> bool:
    figure, expected, _ = each
    if part != RATE and max(figure, expected) < LEAST_FIGURE:
        return False
    return figure * THOUSAND >= times * expected or expected * THOUSAND >= times * figure


def _asked(indicator: str, name: str, part: str, each: BesidePeers) -> ReviewFinding:
    written = (f"{number / 100:.2f}%" if part == RATE else f"{number:,}" for number in each[:2])
    this, usual = written
    message = (
        f"“{name}”{part if part in PARTS else ''}本月{this}，按{each.peers}个同级单位本月的数"
        f"{'' if part == RATE else '和本单位规模'}约为{usual}，请核对单位和位数，无误请说明"
    )
    return PEERS.finding(indicator, message)
