"""The trajectory of a target (序时进度): what share of the way is due by which month. Exact, pure.

A year's part of the plan is its year share (annual plan figures where given, else even); inside a
year the month shares say how it fills. ``W_t`` is the share due by the end of month *t*; it starts
at 0, never falls, and is 1 at the end, because every set of shares adds up to one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import accumulate
from typing import NamedTuple

Along = Callable[[Sequence[Fraction]], tuple[Fraction, ...]]
"""From what was due by the end of each month before a turn (the start first) to the shares (W_0 … W_n) after it."""


class TrajectoryTurn(NamedTuple):
    """After month number ``after`` the line heads for ``end`` (None: it stays level), ``along`` shares of its own where
    those of the whole line are of another end."""

    after: int
    end: Fraction | None
    along: Along | None = None


@dataclass(frozen=True, slots=True)
class Trajectory:
    """The line from ``start`` (at month 0) to ``end``, month by month along ``shares`` (W_0 … W_n).

    ``start`` and ``end`` are exact measures: base units, or a rate as a fraction of one. They differ.
    ``way`` is from start to end; negative for a target that must fall.
    """

    start: Fraction
    end: Fraction
    shares: tuple[Fraction, ...]
    way: Fraction = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "way", self.end - self.start)

    def scaled(self, share: Fraction) -> Trajectory:
        """The line of a ``share`` of the whole."""
        return self if share == 1 else Trajectory(self.start * share, self.end * share, self.shares)

    @property
    def length(self) -> int:
        """How many months it runs."""
        return len(self.shares) - 1

    def expected(self, month: int) -> Fraction:
        """The figure due by the end of month number ``month`` (0: the start)."""
        return self.start + self.way * self.shares[month]

    def done(self, actual: Fraction) -> Fraction:
        """The share of the way that ``actual`` stands for; below 0 when it moved away."""
        return (actual - self.start) / self.way

    def months_behind(self, month: int, actual: Fraction) -> Fraction:
        """Months between ``month`` and the one at which the trajectory equals ``actual``.

        Positive when behind. Between two months the line is straight. A figure short of the start
        counts as at the start, one past the end as at the end. Where the line is flat, the point
        of it nearest to ``month`` counts.
        """
        done = min(max(self.done(actual), Fraction(0)), Fraction(1))
        due = self.shares[month]
        if done == due:
            return Fraction(0)
        return month - (self._last_reached(done) if done < due else self._first_reached(done))

    def _last_reached(self, done: Fraction) -> Fraction:
        """The latest point of the line at which no more than ``done`` is due."""
        return self._between(bisect_right(self.shares, done) - 1, done)

    def _first_reached(self, done: Fraction) -> Fraction:
        """The earliest point of the line at which ``done`` is due."""
        return self._between(bisect_left(self.shares, done) - 1, done)

    def _between(self, before: int, done: Fraction) -> Fraction:
        step = self.shares[before + 1] - self.shares[before]
        return before + (done - self.shares[before]) / step


def turned(start: Fraction, shares: tuple[Fraction, ...], turns: Sequence[TrajectoryTurn]) -> Trajectory:
    """The line of a target that was revised on its way; the last turn is to where it heads now.

    It is continuous: each stretch begins at what was due when it began, and reaches its end along what
    is left of ``shares``. Nothing is due twice, and nothing at once; only where the line had already
    passed the new end, all of that is due from then on. It never runs back. See docs/decisions/0110.

    Raises:
        ValueError: it heads nowhere, or for the start itself.
    """
    end = turns[-1].end if turns else None
    if end is None or end == start:
        raise ValueError("a line runs from its start to another end")
    due = [start] * len(shares)
    for after, goal, along in turns:
        own = along(due[: after + 1]) if along is not None else shares
        begun, rest = due[after], 1 - own[after]
        for month in range(after + 1, len(shares)):
            covered = (own[month] - own[after]) / rest if rest else Fraction(1)
            due[month] = begun if goal is None else begun + (goal - begun) * covered
    way = end - start
    done = (min(max((each - start) / way, Fraction(0)), Fraction(1)) for each in due)
    return Trajectory(start, end, tuple(accumulate(done, max)))
