"""What happened to an alert, with where and when it was recorded. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from shared.events import Event
from shared.store.model import Recorded


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """An event of an alert's stream with its envelope."""

    recorded: Recorded
    event: Event
