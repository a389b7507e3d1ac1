"""Months, and the clock that everything takes its time from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
"""The time of every page, message and due day; the store and the wire hold UTC."""


class Month(NamedTuple):
    """A calendar month, the period of every report. Ordered; written ``2023-03``."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read ``YYYY-MM``.

        Raises:
            ValueError: any other form, or a year outside 1949–2100.
        """
        return _parse(text)

    @classmethod
    def of(cls, day: date) -> Month:
        """The month that ``day`` lies in."""
        return cls(day.year, day.month)

    @property
    def ordinal(self) -> int:
        """Months since year 0: differences of ordinals are numbers of months."""
        return self.year * 12 + self.month - 1

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        return self.shift(1).first_day - timedelta(days=1)

    def shift(self, months: int) -> Month:
        """The month that many months later (earlier when negative)."""
        return _of_ordinal(self.year * 12 + self.month - 1 + months)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def chinese(self) -> str:
        """As a page writes it: ``2023年3月``."""
        return f"{self.year}年{self.month}月"


@lru_cache(maxsize=4096)
def _of_ordinal(ordinal: int) -> Month:
    year, zero_based = divmod(ordinal, 12)
    return Month(year, zero_based + 1)


@lru_cache(maxsize=4096)
def _parse(text: str) -> Month:
    if len(text) != 7 or text[4] != "-" or not (text[:4] + text[5:]).isascii() or not (text[:4] + text[5:]).isdigit():
        raise ValueError(f"月份应写作 YYYY-MM，而不是“{text[:20]}”")
    year, month = int(text[:4]), int(text[5:])
    if not (1949 <= year <= 2100 and 1 <= month <= 12):
        raise ValueError(f"没有“{text}”这个月份")
    return Month(year, month)


def months(first: Month, last: Month) -> Iterator[Month]:
    """Every month from ``first`` to ``last``, both included."""
    return map(_of_ordinal, range(first.ordinal, last.ordinal + 1))


class Clock(Protocol):
    """Where the time comes from. Injected everywhere, so that a decision can be repeated."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class SettableClock:
    """A clock that stands where it was put: for tests, and for a demonstration of past years.

    It never runs backwards: setting it to an earlier instant leaves it where it is.
    """

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def set(self, instant: datetime) -> None:
        self._now = max(self._now, instant)

    def advance(self, step: timedelta) -> None:
        self._now += step


def today_in_china(clock: Clock) -> date:
    """The calendar day in China at this instant."""
    return day_in_china(clock.now())


def day_in_china(instant: datetime) -> date:
    """The calendar day in China at ``instant``: every report asks, thousands in the same hour."""
    return _day_in_china(instant.timestamp() // _HOUR)


@lru_cache(maxsize=256)
def _day_in_china(hour: float) -> date:
    """In the hours of UTC, which days in China begin with."""
    return datetime.fromtimestamp(hour * _HOUR, CHINA).date()


_HOUR = 3_600


def to_microseconds(instant: datetime) -> int:
    """UTC microseconds since 1970, the form in which the store keeps an instant."""
    delta = instant - datetime(1970, 1, 1, tzinfo=UTC)
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds


def from_microseconds(value: int) -> datetime:
    """The instant that :func:`to_microseconds` wrote."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=value)


def months_text(numbers: Sequence[int]) -> str:
    """Months of a year as a page names them together, ``numbers`` (1–12) in order: ``5月``, ``1–2月``, ``1–2、5月``."""
    runs: list[list[int]] = []
    for each in numbers:
        if runs and runs[-1][-1] == each - 1:
            runs[-1].append(each)
        else:
            runs.append([each])
    return "、".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs) + "月"
