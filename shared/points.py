"""Points in the past: what ``as_of`` may say, and which position of ``reports`` it means.

A point is a position, or an instant that resolves to the last position recorded at or before it.
``recorded_at`` never goes back from one position to the next (see EventStore.append), so that every
instant has exactly one such position. Of events recorded in the same microsecond all are before it:
a batch that was committed together is known together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple, TypeVar

from msgspec.structs import replace

from shared.catalogue import Catalogue, CatalogueError
from shared.catalogue.known import KnownCatalogues, in_force
from shared.periods import CHINA, from_microseconds, to_microseconds
from shared.web.problems import Fault, Problem

Read = TypeVar("Read")

PARAMETER = "as_of"
"""What a point is asked by."""

TEXT = "时点：位置序号、日期（北京时间当日结束）或带时区的时刻；省略时为现在"
"""What the parameter means, for the description of an interface."""

_OF_THE_CATALOGUE = ("unknown_plan", "unknown_row", "unknown_region", "unknown_indicator")
_MICROSECOND = timedelta(microseconds=1)
_CLOCKS_DIFFER = timedelta(minutes=1)
_DAY_LENGTH = len("2024-07-15")
_MOST_DIGITS = 18
_FORMS = (
    "时点应写作位置序号（如 12034）、日期（如 2024-07-15，指北京时间当日结束）"
    "或带时区的时刻（如 2024-07-15T17:30:00+08:00）"
)

Seek = Callable[[int], tuple[int, int] | None]
"""The first recorded event at or after a position: its position and ``recorded_at``; None behind the last."""


class PointFault(ValueError):
    """A point that cannot be answered for; the message says why, in Chinese."""


class AskedPoint(NamedTuple):
    """What was asked for: a ``position``, or else an ``instant``. ``text`` is how it was written."""

    text: str
    position: int | None = None
    instant: datetime | None = None


class Point(NamedTuple):
    """A position in ``reports`` and the instant (UTC) as of which it is looked at; ``text`` is how it was asked for."""

    position: int
    instant: datetime
    text: str = ""

    @property
    def day(self) -> date:
        """The day in China: what was due by then is due."""
        return self.instant.astimezone(CHINA).date()

    @property
    def pinned(self) -> str:
        """What asks for the same point again, also after more was recorded: the position that it was asked by, else its
        instant. A position alone is an earlier day, on which less was due."""
        return self.text if self.text.isdigit() else self.instant.isoformat()

    @property
    def words(self) -> str:
        """As a page writes it: Chinese time, a day's end as 24:00."""
        local = self.instant.astimezone(CHINA)
        if (local + _MICROSECOND).date() != local.date():
            return f"{local:%Y-%m-%d} 24:00"
        return f"{local:%Y-%m-%d %H:%M:%S}"

    def answer(self) -> dict[str, int | str]:
        """As an answer names it."""
        return {"position": self.position, "instant": self.instant.astimezone(UTC).isoformat()}


def ask_point(text: str) -> AskedPoint:
    """Read ``as_of``.

    Raises:
        PointFault: neither a position, a day nor an instant with its zone.
    """
    written = text.strip()
    if written.isascii() and written.isdigit():
        if len(written) > _MOST_DIGITS or int(written) == 0:
            raise PointFault(f"没有位置 {written[:40]}：位置从 1 开始")
        return AskedPoint(written, position=int(written))
    if len(written) == _DAY_LENGTH:
        return AskedPoint(written, instant=end_of_day(_read(date.fromisoformat, written)))
    instant = _read(datetime.fromisoformat, _with_plus(written))
    if instant.tzinfo is None:
        raise PointFault(f"时刻“{written[:40]}”须带时区，如 2024-07-15T17:30:00+08:00")
    try:
        return AskedPoint(written, instant=instant.astimezone(UTC))
    except OverflowError:
        raise PointFault(f"“{written[:40]}”不是时点。{_FORMS}") from None


def end_of_day(day: date) -> datetime:
    """The last instant of a day in China."""
    try:
        following = day + timedelta(days=1)
    except OverflowError:
        raise PointFault(f"没有“{day}”这一天的记录") from None
    start = datetime(following.year, following.month, following.day, tzinfo=CHINA)
    return (start - _MICROSECOND).astimezone(UTC)


def resolve(asked: AskedPoint, now: datetime, last: int, seek: Seek) -> Point:
    """The point that is meant, of a history that ends at the position ``last``. What lies ahead by less than clocks
    may differ is now: who asks for the present minute may be told by another clock than the one here.

    Raises:
        PointFault: it lies in the future, or before the first event.
    """
    if asked.position is not None:
        if asked.position > last:
            raise PointFault(f"还没有位置 {asked.position}：目前到位置 {last}")
        return Point(asked.position, from_microseconds(_recorded_at(asked.position, seek)), asked.text)
    instant = asked.instant
    assert instant is not None, "a point is a position or an instant"
    if instant > now + _CLOCKS_DIFFER:
        local = now.astimezone(CHINA)
        raise PointFault(f"时点“{asked.text[:40]}”还没有到：现在是北京时间 {local:%Y-%m-%d %H:%M}；看现在请不带时点")
    instant = min(instant, now)
    position = _last_before(to_microseconds(instant), last, seek)
    if position == 0:
        raise PointFault(f"时点“{asked.text[:40]}”时还没有任何报送记录")
    return Point(position, instant, asked.text)


def told(point: Point | None, answer: dict[str, Any]) -> dict[str, Any]:
    """The answer, with the point that it is about where that is not the present."""
    return answer if point is None else {**answer, PARAMETER: point.answer()}


def refuse(fault: PointFault, name: str = PARAMETER) -> Problem:
    """The answer to a point that cannot be answered for; ``name`` is the parameter."""
    return Problem(422, "as-of-invalid", "时点有误", faults=[Fault("bad_as_of", name, str(fault))])


def catalogue_at(catalogues: KnownCatalogues, point: Point | None) -> Catalogue:
    """The catalogue that is in force at a point; None: now.

    Raises:
        Problem: 501 where this version of the program cannot read the files of then any more.
    """
    try:
        return in_force(catalogues, point)
    except CatalogueError as fault:
        when = f"时点“{point.text or point.position}”" if point is not None else "现在"
        detail = f"{when}时的目录文件，本版本程序已不能读取：{str(fault)[:500]}"
        raise Problem(501, "catalogue-unreadable", "当时的目录读不出来", detail=detail) from None


@contextmanager
def said_of_then(known: object, present: object) -> Iterator[None]:
    """Where another catalogue is ``known`` at a point than the ``present`` one, what a refused question names may be
    there now: each fault that it is unknown says that it is so at the point."""
    try:
        yield
    except Problem as problem:
        if known is not present:
            problem.faults = tuple(_of_then(fault) for fault in problem.faults)
        raise


def _of_then(fault: Fault) -> Fault:
    return replace(fault, message=f"该时点{fault.message}") if fault.code in _OF_THE_CATALOGUE else fault


def _last_before(instant: int, last: int, seek: Seek) -> int:
    """The last position recorded at or before ``instant`` (0: none), found by halving."""
    low, high = 0, last  # everything up to low is before; nothing behind high is
    while low < high:
        middle = (low + high + 1) // 2
        found = seek(middle)
        if found is None or found[0] > high or found[1] > instant:
            high = middle - 1
        else:
            low = found[0]
    return low


def _recorded_at(position: int, seek: Seek) -> int:
    found = seek(position)
    if found is None:
        raise PointFault(f"还没有位置 {position}")
    return found[1]


def _with_plus(text: str) -> str:
    """A ``+`` that was not escaped in an address arrives as a space."""
    head, space, zone = text.rpartition(" ")
    return f"{head}+{zone}" if space and "T" in head and len(zone) in (4, 5) else text


def _read(read: Callable[[str], Read], text: str) -> Read:
    try:
        return read(text)
    except ValueError:
        raise PointFault(f"“{text[:40]}”不是时点。{_FORMS}") from None
