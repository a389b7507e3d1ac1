"""The clock that several processes share: an instant in a file, for a demonstration of past years.

Simulated data only. Services that follow such a file judge due days, and record what they decide, at
the instant that stands in it; where the file is not there, they go by the machine's clock.
"""

from __future__ import annotations

import os
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import structlog

from shared.periods import Clock, SystemClock, to_microseconds
from shared.settings import Settings

DEMONSTRATION_CLOCK = "demo-clock"
"""The clock file in the data folder of a demonstration that stands in the middle of a month."""

_Stamp = tuple[int, int]


class ClockBroken(Exception):
    """The clock file cannot be read, or holds no instant: nobody may go on at a time that is a guess."""


class _Seen(NamedTuple):
    """The file as it was last read."""

    stamp: _Stamp
    instant: datetime


class FileClock:
    """Stands where the file says, and is the machine's clock while there is no file.

    Each reading looks whether the file has changed (one system call), so that whoever has moved the
    clock is understood at once. That it does not run backwards is the care of the one who moves it.

    Raises:
        ClockBroken: the file is there and cannot be read. Said at once, when the clock is made.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._seen: _Seen | None = None
        self.now()

    @property
    def simulated(self) -> bool:
        """Whether the file is there."""
        return self._stamp() is not None

    def check(self) -> str:
        """For the health check.

        Raises:
            ClockBroken: as :meth:`now`.
        """
        return f"模拟时刻：{self.now().isoformat()}" if self.simulated else "当前时间（没有模拟时刻的文件）"

    def now(self) -> datetime:
        stamp = self._stamp()
        if stamp is None:
            self._seen = None
            return SystemClock().now()
        seen = self._seen
        if seen is None or seen.stamp != stamp:
            seen = self._read()
        return SystemClock().now() if seen is None else seen.instant

    def _stamp(self) -> _Stamp | None:
        try:
            status = self._path.stat()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise ClockBroken(f"the clock file {self._path} cannot be read: {error}") from error
        return status.st_mtime_ns, status.st_ino

    def _read(self) -> _Seen | None:
        """Read the file; None when it has gone in the meantime."""
        with self._lock:
            stamp = self._stamp()  # before the reading: what changes after it is read again the next time
            instant = _instant_in(self._path)
            self._seen = _Seen(stamp, instant) if stamp is not None and instant is not None else None
            return self._seen


class ClockHand:
    """Moves the clock that FileClocks follow, forwards only. One at a time.

    Raises:
        ClockBroken: the file is there and cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.instant = _instant_in(path)
        """Where the clock stands; None while it is the present."""

    def set(self, instant: datetime) -> None:
        """Put the clock at ``instant`` (aware): whoever reads it after this returns sees it. An earlier
        instant leaves it where it is.

        Raises:
            OSError: the file cannot be written.
        """
        self.instant = instant if self.instant is None else max(instant, self.instant)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        temporary = self._path.with_name(f".{self._path.name}.{os.getpid()}")
        temporary.write_text(f"{self.instant.astimezone(UTC).isoformat()}\n", "ascii")
        # The file's own time tells readers that it has changed, and the system's steps are too coarse for that.
        nanoseconds = to_microseconds(self.instant) * 1_000
        os.utime(temporary, ns=(nanoseconds, nanoseconds))
        temporary.replace(self._path)

    def release(self) -> None:
        """From now on it is the present: the file is taken away."""
        self._path.unlink(missing_ok=True)
        self.instant = None


def clock_of(settings: Settings) -> Clock:
    """The clock that a process goes by: the machine's, unless a clock file is set.

    Raises:
        ClockBroken: the file is there and cannot be read.
    """
    if settings.clock_file is None:
        return SystemClock()
    clock = FileClock(settings.clock_file)
    structlog.get_logger().warning(
        "a clock file is set: for simulated data only",
        path=str(settings.clock_file),
        simulated=clock.simulated,
        now=clock.now().isoformat(),
    )
    return clock


def _instant_in(path: Path) -> datetime | None:
    """The instant that stands in the file; None when there is no file."""
    try:
        instant = datetime.fromisoformat(path.read_text("ascii").strip())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise ClockBroken(f"the clock file {path} cannot be read: {error}") from error
    if instant.tzinfo is None:
        raise ClockBroken(f"the clock file {path} does not say of which zone its time is")
    return instant.astimezone(UTC)
