"""Which event does what: the table by which a projection takes the events of a topic."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from shared.codec import Codec
from shared.events import Event
from shared.store import Recorded

Into = TypeVar("Into")
"""What the steps change: a connection, or what a batch has come to so far."""

TakeStep = Callable[[Into, Any, Recorded], object]
"""Takes one event, which is of the type the step stands under, with its envelope."""


class Steps(Generic[Into]):
    """The events that a projection has a step for, decoded; the topic's others pass by unread."""

    def __init__(self, codec: Codec, steps: Mapping[type[Event], TakeStep[Into]]) -> None:
        self._codec = codec
        self._steps = {event_type.__name__: step for event_type, step in steps.items()}

    def known(self, events: Sequence[Recorded]) -> list[tuple[Event, Recorded]]:
        """Those of ``events`` that there is a step for, in order.

        Raises:
            CodecError: one of them cannot be read.
        """
        decode = self._codec.decode
        return [
            (decode(each.type, each.schema_version, each.data), each) for each in events if each.type in self._steps
        ]

    def take(self, into: Into, known: Sequence[tuple[Event, Recorded]]) -> None:
        """Each event's step, in order."""
        for event, record in known:
            self._steps[record.type](into, event, record)

    def apply(self, into: Into, events: Sequence[Recorded]) -> None:
        """Take those of ``events`` that are known.

        Raises:
            CodecError: one of them cannot be read; nothing was taken.
        """
        self.take(into, self.known(events))
