"""Which indicators of one region are held beside each other (比对分析), and how far they may part."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

PANEL = "panel"
"""In place of an indicator: the head count of the matched sample of enterprises (用工监测)."""


class ExpectedRelation(StrEnum):
    """How two indicators are expected to move."""

    SAME = "same"
    OPPOSITE = "opposite"


@dataclass(frozen=True, slots=True)
class ComparisonRule:
    """Two indicators that are expected to move ``relation``.

    Each change against the same quarter of the year before counts from ``least`` on (a part of the figure). They part
    further than ever when the distance exceeds the widest of the quarters before by ``margin`` (in spreads, see
    services.aggregator.comparison), of which there are at least ``quarters``.
    """

    id: str
    name: str
    first: str
    second: str
    relation: ExpectedRelation
    least: Decimal
    margin: Decimal
    quarters: int
