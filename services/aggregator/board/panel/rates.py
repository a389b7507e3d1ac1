"""How rates are written on the page of 用工监测. Pure."""

from __future__ import annotations

from fractions import Fraction

NOTHING = "—"


def percent(rate: Fraction | None, *, signed: bool = False) -> str:
    """To a tenth of a per cent, half away from zero."""
    if rate is None:
        return NOTHING
    tenths = int(abs(rate) * 1_000 + Fraction(1, 2))
    sign = "−" if rate < 0 and tenths else "+" if signed and tenths else ""
    return f"{sign}{tenths // 10}.{tenths % 10}%"
