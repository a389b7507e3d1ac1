"""Which month an answer may name for the department to be back on its trajectory: it is a promise. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.alerts.episodes.policy import rank
from shared.events import Level
from shared.periods import Month

ASKED_FROM: Level = "orange"
"""From this level up an answer must promise a month."""


@dataclass(frozen=True, slots=True)
class PromiseMonths:
    """The months that may be promised, both included (``last`` None: not known); ``required``: one must be."""

    first: Month
    last: Month | None
    required: bool = False

    @classmethod
    def of(cls, level: Level, today: date, last: Month | None, spoken: Month | None = None) -> PromiseMonths:
        """For an episode at ``level`` of a plan whose last month is ``last``: from this month on, to the plan's end;
        after the one that it has ``spoken`` about last, whose figures are known already.

        When the plan is over there is no month left to promise; of one that is not loaded none has to be.
        """
        first = Month.of(today) if spoken is None else max(Month.of(today), spoken.shift(1))
        return cls(first, last, required=rank(level) >= rank(ASKED_FROM) and last is not None and first <= last)

    @property
    def over(self) -> bool:
        """Whether there is no month left."""
        return self.last is not None and self.first > self.last


def month_fault(expected: str, months: PromiseMonths) -> tuple[str, str] | None:
    """Why a month (``YYYY-MM``, '' for none) may not be promised: code, and words in Chinese; None where it may."""
    if not expected:
        asked = "橙色、红色预警须写明预计达到序时的月份，到时按数字核对"
        return ("expected-missing", asked) if months.required else None
    try:
        month = Month.parse(expected)
    except ValueError as error:
        return "bad-expected", f"预计达到序时的月份有误：{error}"
    if month < months.first:
        return "expected-past", f"预计达到序时的月份只能是以后的月份，最早为{months.first.chinese}"
    if months.last is not None and month > months.last:
        return "expected-late", f"预计达到序时的月份不能晚于规划期末（{months.last.chinese}）"
    return None
