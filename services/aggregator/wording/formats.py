"""How figures, months and levels are written on a page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction

from services.aggregator.figures.over_months import FigureSide
from shared.catalogue.model import Indicator
from shared.events import Assessment
from shared.events.progress import AWAY
from shared.periods import CHINA, Month
from shared.periods import months_text as named_months
from shared.quantities import PARTS_PER_MILLION, Unit, format_amount, format_rate, round_half_even, written_amount

MINUS = "−"
DASH = "–"


def measure_text(measure: int | None, unit: Unit) -> str:
    """A measure of an assessment (base units, or parts per million of one for a rate) in ``unit``.

    ``None`` (not reported, not applicable) is a dash; zero is a figure.
    """
    if measure is None:
        return DASH
    text = format_rate(Fraction(measure, PARTS_PER_MILLION)) if unit.base == "%" else format_amount(measure, unit)
    return text.replace("-", MINUS)


def with_unit(measure: int | None, unit: Unit) -> str:
    """A measure with its unit behind it: ``706.00 万人``, ``63 人``, ``95.20%``."""
    if measure is None:
        return DASH
    if unit.symbol == "%":
        return f"{measure_text(measure, unit)}%"
    return written_amount(measure, unit).replace("-", MINUS)


def difference_text(difference: int, unit: Unit) -> str:
    """A difference of two measures with its unit: ``90.00 万人``, ``63 人``, ``1.20 个百分点``."""
    if unit.symbol == "%":
        return f"{measure_text(difference, unit)} 个百分点"
    return with_unit(difference, unit)


def signed_text(difference: int | None, unit: Unit) -> str:
    """A difference with its sign: ``+3.20``, ``−90.00``; zero has none."""
    if difference is None:
        return DASH
    return f"{'+' if difference > 0 else ''}{measure_text(difference, unit)}"


def signed_with_unit(difference: int | None, unit: Unit) -> str:
    """:func:`signed_text` with its unit: ``−63 人``."""
    if difference is None:
        return DASH
    return f"{'+' if difference > 0 else ''}{difference_text(difference, unit)}"


def gap_unit(unit: Unit) -> str:
    """The unit of a difference: two rates differ by 个百分点."""
    return "个百分点" if unit.symbol == "%" else unit.symbol


def months_text(tenths: int | None) -> str:
    """Months behind, given in tenths: ``12.3``; ahead of the trajectory is ``提前 3.0``."""
    if tenths is None:
        return DASH
    text = f"{abs(tenths) // 10}.{abs(tenths) % 10}"
    return f"提前 {text}" if tenths < 0 else text


def basis_points_text(points: int | None) -> str:
    """Basis points as per cent with one decimal: 9530 → ``95.3%`` (half up)."""
    if points is None:
        return DASH
    tenths = (abs(points) + 5) // 10
    return f"{MINUS if points < 0 else ''}{tenths // 10:,}.{tenths % 10}%"


def progress_text(item: Assessment | None) -> str:
    """P of an assessment: ``95.3%``; what has gone the other way, in words."""
    return DASH if item is None else item.away or basis_points_text(item.progress)


def progress_of(points: int | None, upward: bool) -> str:
    """P of a stock or rate that should rise, or fall, where there is no assessment of it."""
    return AWAY[upward] if points is not None and points < 0 else basis_points_text(points)


def share_text(part: int, whole: int) -> str:
    """A share as per cent with one decimal; a dash when there is no whole."""
    return basis_points_text(part * 10_000 // whole) if whole else DASH


def instant_text(instant: datetime) -> str:
    """An instant as a page shows it, in China's time."""
    return f"{instant.astimezone(CHINA):%Y-%m-%d %H:%M:%S}"


def coverage_text(item: Assessment | None) -> str:
    """``37/38`` where a report is missing; nothing where all are there."""
    return item.partial_coverage if item is not None else ""


def outcome_text(assessment: Assessment) -> str:
    """At the plan's end the question is only whether the target was met; before it, nothing.

    A figure that is held back until it is accepted says so.
    """
    return _OUTCOMES.get(assessment.reason, "")


_OUTCOMES = {"completed": "完成", "not_completed": "未完成", "awaiting_review": "待审核"}


_RATE_DECIMALS = 6


def display(indicator: Indicator, shown: FigureSide, also: Sequence[Month] = ()) -> str | None:
    """The figure as people write it, in the indicator's unit: ``706.00 万人``, ``98.50%``; with the earlier months
    that are in it ``also``: ``3,600 人（含5月）``."""
    if also and shown.value is not None:
        return f"{display(indicator, shown)}（含{named_months([month.month for month in also])}）"
    if shown.rate is not None:
        return f"{format_rate(shown.rate)}%"
    if shown.value is None:
        return None
    return written_amount(shown.value, indicator.unit)


def per_cent(rate: Fraction) -> str:
    """A rate in per cent with two to six decimals: exact where six are enough, else half to even."""
    scaled = round_half_even(rate * 100 * 10**_RATE_DECIMALS)
    sign = "-" if scaled < 0 else ""
    whole, rest = divmod(abs(scaled), 10**_RATE_DECIMALS)
    return f"{sign}{whole}.{f'{rest:06d}'.rstrip('0').ljust(2, '0')}"
