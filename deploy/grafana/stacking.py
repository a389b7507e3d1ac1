"""Stacked bars."""

from __future__ import annotations

from grafana_foundation_sdk.builders.common import StackingConfig
from grafana_foundation_sdk.models.common import StackingMode


def stacked(mode: StackingMode) -> StackingConfig:
    """One group, stacked in that way."""
    return StackingConfig().mode(mode).group("A")
