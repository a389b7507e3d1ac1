"""A forecast as it is stored: every month to the plan's end. Pure."""

from __future__ import annotations

import msgspec


class ForecastMonth(msgspec.Struct, frozen=True, array_like=True):
    """One month to come: P10, P50 and P90 in the measure of its assessment."""

    period: str
    p10: int
    p50: int
    p90: int


class Forecast(msgspec.Struct, frozen=True, kw_only=True):
    """Every month from the one after the assessed ``period`` to the plan's end.

    ``series`` is the data version of the series itself: equal figures have an equal one, and an equal
    forecast. ``data_version`` is that of the assessment it belongs to, ``probability`` (of reaching the
    target by ``reached_by``) in basis points. Without a forecast ``reason`` names why, as in the assessment.
    """

    plan: str
    row: int
    period: str
    data_version: int
    method: int
    series: str = ""
    probability: int | None = None
    reached_by: str | None = None
    months: tuple[ForecastMonth, ...] = ()
    reason: str = ""
