"""What is worked out of what everybody may see, kept for as long as nothing is written to the database.

Where a value was made is told before anything is read for it, and asked again afterwards: whoever makes one opens its
own transaction after that. A value is everybody's, so nothing may go into it that hangs on who asks.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from services.aggregator.past.as_of import AsOf
from shared.database.writes import Writes

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class PublicStand:
    """Tells where that stands which everybody may see: the database, and the day in China, on which due days turn."""

    def __init__(self, writes: Writes, past: AsOf) -> None:
        self._writes = writes
        self._past = past

    def stand(self) -> Hashable:
        """Equal to what was told before only where the same is public."""
        return self._writes.stand(), self._past.today()

    def stands(self, stand: Hashable) -> bool:
        """Whether it is still so, and what is public by now is what is read: no older state while another is made."""
        return self._past.public_is_made() and self.stand() == stand


class WhileUnwritten(Generic[K, V]):
    """Keeps at most so many values, for any number of threads; the one made longest ago goes first."""

    def __init__(self, public: PublicStand, most: int) -> None:
        self._public = public
        self._most = most
        self._kept: dict[K, tuple[Hashable, V]] = {}
        self._lock = threading.Lock()

    def of(self, key: K, make: Callable[[], V]) -> V:
        """The value of a key: kept, or made now. What ``make`` raises is not kept."""
        stand = self._public.stand()
        kept = self._kept.get(key)
        if kept is not None and kept[0] == stand:
            return kept[1]
        value = make()
        if self._public.stands(stand):
            with self._lock:
                self._kept.pop(key, None)
                self._kept[key] = stand, value
                if len(self._kept) > self._most:
                    del self._kept[next(iter(self._kept))]
        return value
