"""How figures, days and instants of reports are written on a page. Pure."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from services.intake.units.month_amounts import MonthAmount
from shared.catalogue.model import Indicator, Kind
from shared.periods import CHINA, from_microseconds
from shared.quantities import BASIS_POINTS, Unit, format_amount, format_rate, written_amount

MINUS = "−"
DASH = "–"
INCOMPARABLE = "无法比较"
BASES = {"month": "本月", "year_to_date": "本年累计"}
"""The words for how a flow was reported."""


def base_unit(indicator: Indicator) -> str:
    """The unit that a unit's own figure is written in: whole persons, yuan, cases; a surveyed rate in %, an average
    in its own unit."""
    if indicator.kind is Kind.DIRECT or indicator.unit.hundredths:
        return indicator.unit.symbol
    return indicator.part_unit or indicator.unit.base


def value_text(indicator: Indicator | None, value: int, denominator: int | None) -> str:
    """A reported figure: ``12,345``; a ratio with its parts: ``97.00%（97/100）``; a surveyed rate: ``5.45``. Of an
    indicator that is not in the catalogue (None) the number as it was kept."""
    if indicator is not None and indicator.kind is Kind.DIRECT:
        return format_rate(Fraction(value, BASIS_POINTS))
    if denominator is None:
        if indicator is not None and indicator.unit.hundredths:
            return format_amount(value, indicator.unit)
        return f"{value:,}"
    rate = f"{format_rate(Fraction(value, denominator))}%" if denominator else DASH
    return f"{rate}（{value:,}/{denominator:,}）"


def amount_text(indicator: Indicator, amount: MonthAmount | None) -> str:
    """What a month amounts to: with the other months that are in it, and where there can be no such figure, that it
    cannot be compared."""
    if amount is None:
        return DASH
    if amount.value < 0 or (amount.denominator is not None and amount.denominator < 0):
        return INCOMPARABLE
    text = value_text(indicator, amount.value, amount.denominator)
    return f"{text}（{amount.holds}）" if amount.also else text


def total_text(indicator: Indicator, value: int, denominator: int | None) -> str:
    """A total as the plans write it: ``706.00 万人``, ``95.20%``."""
    if denominator is not None:
        return f"{format_rate(Fraction(value, denominator))}%" if denominator else DASH
    if indicator.kind is Kind.DIRECT:
        return f"{format_rate(Fraction(value, BASIS_POINTS))}%"
    return written_amount(value, indicator.unit)


def measure(indicator: Indicator, value: int, denominator: int | None) -> Fraction | None:
    """What two months of the figure are compared by: the amount, or the rate; None for a rate of nothing."""
    if denominator is not None:
        return Fraction(value, denominator) if denominator else None
    return Fraction(value, BASIS_POINTS) if indicator.kind is Kind.DIRECT else Fraction(value)


def change_text(indicator: Indicator, new: Fraction | None, old: Fraction | None) -> str:
    """The change from ``old`` to ``new``: ``+3.2%``, of a rate ``−0.35 个百分点``; a dash where none can be told."""
    if new is None or old is None:
        return DASH
    if indicator.is_rate:
        text, unit = format_rate(abs(new - old)), " 个百分点"
    elif old == 0:
        return DASH
    else:
        tenths = round(abs(new - old) / old * 1000)
        text, unit = f"{tenths // 10:,}.{tenths % 10}", "%"
    if text in ("0.00", "0.0"):
        return "持平"
    return f"{'+' if new > old else MINUS}{text}{unit}"


def day_text(day: date) -> str:
    """``4月10日``."""
    return f"{day.month}月{day.day}日"


def instant_text(microseconds: int) -> str:
    """An instant of the store in China's time, to the second."""
    return f"{from_microseconds(microseconds).astimezone(CHINA):%Y-%m-%d %H:%M:%S}"


def in_unit(unit: Unit, value: int) -> str:
    """An amount of base units, exactly, in ``unit``, without needless zeros: 12345 人 → 1.2345 万人."""
    scale = unit.scale
    whole, rest = divmod(value, scale)
    digits = f"{rest:0{len(str(scale)) - 1}d}".rstrip("0") if scale > 1 else ""
    return f"{whole}.{digits}" if digits else str(whole)
