"""Which events were applied, by position: what comes again is held against it. No I/O."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence

from shared.log.cloudevents import Message, Predecessor
from shared.log.port import Mark

MOST_KEPT = 250_000
"""So many events of a partition are remembered: six megabytes."""
_SIZE = 16
"""Half of a hash tells two events apart as surely."""


class Trail:
    """The events of one partition up to a mark, as far as this process has seen them, in 24 bytes each."""

    def __init__(self, mark: Mark) -> None:
        self._positions = array("q")
        self._hashes = bytearray()
        self._whole = mark.position == 0
        if mark.position and mark.hash:
            self.add(mark.position, mark.hash)

    def add(self, position: int, hash_: str) -> None:
        """The event at ``position``, behind all that are here, was applied."""
        self._positions.append(position)
        self._hashes += _short(hash_)
        if len(self._positions) > MOST_KEPT:
            half = MOST_KEPT // 2
            del self._positions[:half], self._hashes[: half * _SIZE]
            self._whole = False

    def covers(self, position: int) -> bool:
        """Whether it is known what was applied at ``position``, nothing included."""
        return self._whole or (bool(self._positions) and position >= self._positions[0])

    def holds(self, position: int) -> bool:
        """Whether an event was applied at ``position``, as far as is known."""
        return self._at(position) is not None

    def is_at(self, position: int, hash_: str) -> bool:
        """Whether the event that was applied at ``position`` is the one with this hash."""
        return self._at(position) == _short(hash_)

    def at(self, mark: Mark) -> Trail:
        """The trail of a reader that stands at ``mark``: this one, cut there, where it leads there."""
        length = bisect_left(self._positions, mark.position + 1)
        del self._positions[length:], self._hashes[length * _SIZE :]
        return self if mark.hash and self.is_at(mark.position, mark.hash) else Trail(mark)

    def put_before(self, older: Sequence[Predecessor], *, whole: bool) -> None:
        """Events that were applied before those that are here, in order; ``whole``: there are no others."""
        first = self._positions[0] if self._positions else _HIGHEST
        kept = [each for each in older if each.position < first]
        self._positions = array("q", (each.position for each in kept)) + self._positions
        self._hashes = bytearray(b"".join(_short(each.hash) for each in kept)) + self._hashes
        self._whole = whole

    def _at(self, position: int) -> bytes | None:
        index = bisect_left(self._positions, position)
        if index == len(self._positions) or self._positions[index] != position:
            return None
        return bytes(self._hashes[index * _SIZE : (index + 1) * _SIZE])


_HIGHEST = 2**63


def given(position: int, trails: Iterable[Trail]) -> bool:
    """Whether an event was applied at ``position`` in whatever partition: a store gives it once."""
    return any(trail.holds(position) for trail in trails)


def _short(hash_: str) -> bytes:
    return bytes.fromhex(hash_)[:_SIZE]


class WayBack:
    """Follows a partition's chain from a mark backwards: each event names the one before it.

    What does not stand in the chain, forged or repeated, is never looked for.
    """

    def __init__(self, mark: Mark) -> None:
        self._next = Predecessor(mark.position, mark.hash)
        self._found: list[Predecessor] = []

    def feed(self, messages: Iterable[Message]) -> None:
        """Follow it through messages of the partition, which stand before all that were fed."""
        by_position: dict[int, list[Message]] = {}
        for message in messages:
            by_position.setdefault(message.event.position, []).append(message)
        while found := self._named(by_position.get(self._next.position, ())):
            self._found.append(Predecessor(found.event.position, found.event.hash))
            self._next = found.before

    def _named(self, messages: Iterable[Message]) -> Message | None:
        """The event that is named as the one before; by its position alone where its hash was not sent."""
        return next((each for each in messages if self._next.hash in ("", each.event.hash)), None)

    @property
    def whole(self) -> bool:
        """Whether the first event of the partition was reached."""
        return self._next.position == 0

    def reaches(self, position: int) -> bool:
        """Whether it is known by now what was applied at ``position``."""
        return self.whole or (bool(self._found) and self._found[-1].position <= position)

    def trail(self) -> list[Predecessor]:
        """The events found, in order."""
        return self._found[::-1]
