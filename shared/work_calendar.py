"""Working days in China: what every due day, reminder and deadline counts by. Pure.

A year that the State Council has arranged is taken as arranged, with the weekends that are worked. It is arranged in
the November before, and is known here when the package that holds the arrangements is brought up to date, or when the
office writes it down itself; until then the statutory holidays are counted, and :meth:`WorkCalendar.note` says so
beside every day that may still move. What the office writes down of a day goes before all else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import NamedTuple

import chinese_calendar

from shared.periods import Month
from shared.statutory_holidays import days_off

DUE_WORKING_DAYS = 5
"""A month's report is due on this working day of the month after it."""

AGAIN_WORKING_DAYS = 3
"""How many working days a unit has to report again what was returned, or what it took back."""

_ARRANGED_YEARS: list[int] = sorted({day.year for day in chinese_calendar.holidays if (day.month, day.day) == (10, 1)})
"""By the national day: a year's first days stand in the arrangement of the year before, too."""

LAST_ARRANGED_YEAR = _ARRANGED_YEARS[-1]
"""The last year whose arrangement by the State Council came with the program."""

ARRANGED_AHEAD = timedelta(days=60)
"""The next year is arranged in November: so long before it begins it is missed."""

_SATURDAY = 5
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DueRule:
    """When a month's report is due: so many working days after the month's figures end. ``period_end_day`` is the day
    on which they end (forms that run from the 21st to the 20th: 20); 0 is the month's last day."""

    working_days: int = DUE_WORKING_DAYS
    period_end_day: int = 0

    def ends(self, period: Month) -> date:
        """The last day of a month's figures."""
        return period.last_day.replace(day=self.period_end_day) if self.period_end_day else period.last_day


class DueSpan(NamedTuple):
    """A rule that holds for months from ``first`` to ``last``."""

    first: Month
    last: Month
    rule: DueRule


_USUAL = DueRule()


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """What is a working day, and when a month is due.

    ``written`` is what the office has written down of single days: whether one is worked. A year whose national day
    (1 October) is among them is arranged by it. ``told`` are the due days of months that have ended, which everybody
    was told: they stay what they were, whatever is known of the calendar later. It grows as months end
    (shared.process.calendar.told_days).

    ``rules`` say by which rules months are due, where it is not the usual one; of several the latest day holds.
    ``base`` is the calendar that holds everywhere, of one that is a region's own: what was told by it before, stays.
    ``inside`` are those of everybody in an area, whose months are due when the last of theirs is.
    """

    written: Mapping[date, bool] = field(default_factory=lambda: MappingProxyType({}))
    told: dict[Month, date] = field(default_factory=dict)
    rules: Sequence[DueSpan] = ()
    base: WorkCalendar | None = None
    inside: tuple[WorkCalendar, ...] = ()
    _due: dict[Month, date] = field(default_factory=dict, init=False, repr=False, compare=False)
    _ended: dict[date, Month] = field(default_factory=dict, init=False, repr=False, compare=False)

    def is_working_day(self, day: date) -> bool:
        """Whether ``day`` is a working day, holidays and the days that make up for them included.

        Of the years before the first that is known (2004) only weekends are told apart.
        """
        written = self.written.get(day)
        if written is not None:
            return written
        if self._arranged_here(day.year):
            return day.weekday() < _SATURDAY
        if _ARRANGED_YEARS[0] <= day.year <= LAST_ARRANGED_YEAR:
            return bool(chinese_calendar.is_workday(day))
        return day.weekday() < _SATURDAY and not (day.year > LAST_ARRANGED_YEAR and day in days_off(day.year))

    def after(self, day: date, count: int) -> date:
        """The ``count``-th working day after ``day`` (``day`` itself is not counted)."""
        return self._counted(day, count, _DAY)

    def before(self, day: date, count: int) -> date:
        """The ``count``-th working day before ``day`` (``day`` itself is not counted)."""
        return self._counted(day, count, -_DAY)

    def due_day(self, period: Month) -> date:
        """The day by whose end a unit owes its report for ``period``: as it was told, else as it is known now."""
        if self.inside:
            return max(each.due_day(period) for each in self.inside)
        due = self.told.get(period) or (self.base.told.get(period) if self.base else None) or self._due.get(period)
        if due is None:
            rules = self._rules(period)
            due = self._due[period] = max(self.after(rule.ends(period), rule.working_days) for rule in rules)
        return due

    def due_again(self, period: Month, returned: date) -> date:
        """By when a month is owed whose report was returned or taken back on a day: three working days later, and not
        before its own due day."""
        return max(self.due_day(period), self.after(returned, AGAIN_WORKING_DAYS))

    def ends(self, period: Month) -> date:
        """The last day of a month's figures: from the next on they can be reported."""
        if self.inside:
            return max(each.ends(period) for each in self.inside)
        return max(rule.ends(period) for rule in self._rules(period))

    def last_ended(self, today: date) -> Month:
        """The last month whose figures have ended by ``today``."""
        ended = self._ended.get(today)  # every report asks, all of a day the same
        if ended is None:
            month = Month.of(today)
            ended = self._ended[today] = month if self.ends(month) < today else month.shift(-1)
        return ended

    def awaits_arrangement(self, day: date) -> bool:
        """Whether ``day`` lies in a year whose arrangement is not known yet: what was counted up to it may still
        move."""
        return day.year > LAST_ARRANGED_YEAR and not self._arranged_here(day.year)

    def note(self, day: date) -> str:
        """What is said beside a due day: nothing, or that its year's arrangement is not known yet."""
        if not self.awaits_arrangement(day):
            return ""
        return f"尚未收录国务院{day.year}年放假安排，暂按法定节假日推算"

    def month_note(self, period: Month) -> str:
        """What is said beside a month's due day: on which day its figures end, where that is not the month's last, and
        that the due day may still move."""
        ends = self.ends(period)
        span = f"数据期止于{ends.month}月{ends.day}日" if ends != period.last_day else ""
        return "；".join(filter(None, (span, self.note(self.due_day(period)))))

    def unarranged_years(self, today: date) -> tuple[int, ...]:
        """The years whose arrangement is missing by now: this one, and towards its end the next."""
        near = dict.fromkeys((today.year, (today + ARRANGED_AHEAD).year))
        return tuple(year for year in near if self.awaits_arrangement(date(year, 1, 1)))

    @property
    def last_arranged_year(self) -> int:
        """The last of the years that are arranged without a gap, as far as is known here."""
        year = LAST_ARRANGED_YEAR
        while self._arranged_here(year + 1):
            year += 1
        return year

    def _rules(self, period: Month) -> list[DueRule]:
        return [span.rule for span in self.rules if span.first <= period <= span.last] or [_USUAL]

    def _arranged_here(self, year: int) -> bool:
        return self.written.get(date(year, 10, 1)) is False

    def _counted(self, day: date, count: int, step: timedelta) -> date:
        while count > 0:
            day += step
            if self.is_working_day(day):
                count -= 1
        return day
