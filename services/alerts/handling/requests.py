"""Who asks for something to be done about an alert or a message."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class By:
    """Who asks: the actor of what follows, under which idempotency key, for which request."""

    actor: str
    key: str
    correlation_id: str
