"""Published figures with their sources: facts for the month profile, the demonstration and tests."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from shared.periods import Month


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """One published figure. ``kind`` is ``month``, ``ytd``, ``stock`` or ``rate``.

    ``period`` is the month the figure ends at; ``doubt`` says why it should not be relied on ('' if
    nothing speaks against it).
    """

    region: str
    indicator: str
    period: Month
    kind: str
    value: Decimal
    unit: str
    source_title: str
    source_url: str
    source_date: str
    doubt: str
