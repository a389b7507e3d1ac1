"""Whether the State Council's arrangement of the year is known: told to the log once a year, to health and metrics."""

from __future__ import annotations

import threading

import structlog

from shared.observe import Metrics
from shared.periods import Clock, today_in_china
from shared.work_calendar import WorkCalendar


class CalendarWatch:
    """Looks at the calendar of working days as the year goes by. Safe in several threads."""

    def __init__(self, calendar: WorkCalendar, clock: Clock, metrics: Metrics) -> None:
        self._calendar = calendar
        self._clock = clock
        self._metrics = metrics
        self._said: set[int] = set()
        self._lock = threading.Lock()

    def sweep(self) -> None:
        """Warn of a year whose arrangement is missing; of each year once, in the metrics as long as it is."""
        unarranged = self._calendar.unarranged_years(today_in_china(self._clock))
        self._metrics.calendar_unarranged.set(len(unarranged))
        with self._lock:
            missing = [year for year in unarranged if year not in self._said]
            self._said.update(missing)
        for year in missing:
            structlog.get_logger().warning(
                "the calendar does not hold the State Council's arrangement of the year: due days follow the statutory "
                "holidays and may move when the package chinesecalendar or the office's own list is brought up to date",
                year=year,
                known_until=self._calendar.last_arranged_year,
            )

    def check(self) -> str:
        """For the health check: nothing is wrong where due days follow the law, but it is said."""
        missing = "、".join(map(str, self._calendar.unarranged_years(today_in_china(self._clock))))
        known = f"放假安排收录到 {self._calendar.last_arranged_year} 年"
        return f"{known}；{missing} 年暂按法定节假日推算" if missing else known
