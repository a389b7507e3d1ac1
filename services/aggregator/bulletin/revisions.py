"""Which totals are not what the bulletin before had known. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from services.aggregator.figures.point import FigurePoint, Side
from services.aggregator.wording.formats import DASH, MINUS
from shared.catalogue.model import Indicator, Kind
from shared.events.bulletin_content import KnownTotals, RevisedTotal
from shared.periods import Month
from shared.quantities import BASIS_POINTS, format_amount, format_rate

Total = tuple[int, int, int]
"""A month's value, its denominator (0 for an amount) and the units behind it."""


def known_totals(series: Mapping[str, Sequence[FigurePoint]], side: Side) -> tuple[KnownTotals, ...]:
    """What a bulletin knows: every month of every indicator, on one side of the figures."""
    return tuple(
        KnownTotals(
            indicator,
            str(points[0].period),
            tuple(_total(point, side) for point in points),
        )
        for indicator, points in series.items()
        if points
    )


def revisions(
    indicators: Mapping[str, Indicator], before: Iterable[KnownTotals], until: str, now: Iterable[KnownTotals]
) -> tuple[RevisedTotal, ...]:
    """The totals up to the month ``until`` of the document ``before`` that have changed since, by indicator and month.

    A month's own total is compared, not what it adds up to: a late report shows in one line, not in
    every month after it. An indicator that the document before did not have is no revision.
    """
    known = {each.indicator: dict(_months(each)) for each in before}
    last = Month.parse(until)
    return tuple(
        revised_total(indicators[each.indicator], period, known[each.indicator][period], total)
        for each in now
        if each.indicator in known and each.indicator in indicators
        for period, total in _months(each)
        if period <= last and period in known[each.indicator] and _differs(known[each.indicator][period], total)
    )


def revised_total(indicator: Indicator, period: Month, before: Total, after: Total) -> RevisedTotal:
    """One line of the list."""
    return RevisedTotal(
        indicator.id,
        indicator.name,
        str(period),
        indicator.unit.symbol,
        _text(indicator, before),
        _text(indicator, after),
        _difference(indicator, before, after),
    )


def _total(point: FigurePoint, side: Side) -> Total:
    if side is Side.ACCEPTED:
        return point.accepted_value, point.accepted_denominator or 0, point.accepted
    return point.value, point.denominator or 0, point.reported


def _months(totals: KnownTotals) -> Iterator[tuple[Month, Total]]:
    first = Month.parse(totals.first)
    return ((first.shift(step), total) for step, total in enumerate(totals.months))


def _differs(before: Total, after: Total) -> bool:
    """Whether the total itself changed; that it now rests on other units is none of this list's business."""
    return before[:2] != after[:2] or (before[2] == 0) != (after[2] == 0)


def _text(indicator: Indicator, total: Total) -> str:
    value, denominator, reported = total
    if not reported:
        return DASH
    if indicator.is_rate:
        rate = _rate(indicator, total)
        parts = f"（{value:,}/{denominator:,}）" if indicator.kind is Kind.RATIO else ""
        return DASH if rate is None else f"{format_rate(rate)}%{parts}"
    return format_amount(value, indicator.unit).replace("-", MINUS)


def _difference(indicator: Indicator, before: Total, after: Total) -> str:
    if not (before[2] and after[2]):
        return DASH
    if indicator.is_rate:
        old, new = _rate(indicator, before), _rate(indicator, after)
        return DASH if old is None or new is None else f"{_signed(format_rate(new - old))}个百分点"
    return _signed(format_amount(after[0] - before[0], indicator.unit))


def _rate(indicator: Indicator, total: Total) -> Fraction | None:
    denominator = total[1] if indicator.kind is Kind.RATIO else BASIS_POINTS
    return Fraction(total[0], denominator) if denominator else None


def _signed(text: str) -> str:
    return text.replace("-", MINUS) if text.startswith("-") else f"+{text}"
