"""Working time in China: when a message may go out and a step may be taken. Pure.

From 9:00 to 18:00 of a working day, noon included: what comes at noon lies there at 14:00, and disturbs nobody.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time

from shared.periods import CHINA
from shared.work_calendar import WorkCalendar


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """The hours of a working day, in China; ``closes`` is no longer one of them."""

    opens: time = time(9)
    closes: time = time(18)
    calendar: WorkCalendar = field(default_factory=WorkCalendar)

    def holds(self, instant: datetime) -> bool:
        """Whether the instant lies in working time."""
        local = instant.astimezone(CHINA)
        return self.opens <= local.time() < self.closes and self.calendar.is_working_day(local.date())

    def first(self, instant: datetime) -> datetime:
        """``instant`` where it lies in working time; else when that begins next."""
        return instant if self.holds(instant) else self.next_opening(instant)

    def first_day(self, instant: datetime) -> date:
        """The day in China of :meth:`first`: what is decided at night is told, and counts, from then on."""
        return self.first(instant).astimezone(CHINA).date()

    def next_opening(self, instant: datetime) -> datetime:
        """When working time begins next, after ``instant``."""
        local = instant.astimezone(CHINA)
        today = local.date()
        later_today = self.calendar.is_working_day(today) and local.time() < self.opens
        day = today if later_today else self.calendar.after(today, 1)
        return datetime.combine(day, self.opens, CHINA).astimezone(instant.tzinfo)
