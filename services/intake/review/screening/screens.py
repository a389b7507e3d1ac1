"""What the screens pick for checking in an area's month: units, flows, the area itself. They accuse nobody. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from services.intake.review.month import Found
from services.intake.review.rounds import precisions
from services.intake.review.screening.digits import LEAST_FIGURE, benford, last_digit
from services.intake.review.screening.hugging import hugging
from services.intake.units.history import UnitHistory
from services.intake.units.years import month_figures
from shared.catalogue import Catalogue
from shared.catalogue.model import Kind
from shared.events import ReviewFinding

DIGIT_MONTHS = 12
"""How many months of a unit its last digits are counted over."""

BENFORD_YEARS = 3
"""How many years, the month's own included, the first digits of a flow are pooled over."""

HUGGING_MONTHS = 36
"""How many months of P are looked at."""


class Screened(NamedTuple):
    """What is screened of one unit by itself: whether its last digits pick it, and the figures of its flows."""

    last_digits: ReviewFinding | None
    flows: Mapping[str, Sequence[int]]


def screens(
    area: str,
    histories: Mapping[str, UnitHistory],
    month: int,
    catalogue: Catalogue,
    progress: Iterable[int],
    screened: dict[str, Screened] | None = None,
) -> list[Found]:
    """What the screens pick for checking: units by their last digits, flows by their first, the area by its P.

    ``screened`` is by unit what has been worked out before, of the same month and histories; it is added to.
    """
    units = {} if screened is None else screened
    scales = _scales(catalogue)
    for region, history in histories.items():
        if region not in units:
            units[region] = _screened(region, history, month, catalogue, scales)
    found: list[tuple[str, ReviewFinding | None]] = [(region, units[region].last_digits) for region in histories]
    for indicator, figures in _pooled(units[region].flows for region in histories).items():
        found.append((area, benford(indicator, catalogue.indicators[indicator].name, figures)))
    found.append((area, hugging(catalogue.regions[area].name, progress)))
    return [Found(region, each, False, True, False) for region, each in found if each is not None]


def last_digits(
    histories: Mapping[str, UnitHistory], month: int, catalogue: Catalogue
) -> Iterator[tuple[str, ReviewFinding]]:
    """The units that their last digits pick."""
    scales = _scales(catalogue)
    for region, history in histories.items():
        finding = last_digit(catalogue.regions[region].name, _changed(history, month, scales))
        if finding is not None:
            yield region, finding


def _screened(
    region: str, history: UnitHistory, month: int, catalogue: Catalogue, scales: Mapping[str, int]
) -> Screened:
    digits = last_digit(catalogue.regions[region].name, _changed(history, month, scales))
    return Screened(digits, _flows(history, month, catalogue))


def _scales(catalogue: Catalogue) -> dict[str, int]:
    """In how many single ones each indicator is reported, of those that are in more than one."""
    return {
        each.id: each.unit.scale for each in catalogue.indicators.values() if not each.is_rate and each.unit.scale > 1
    }


def _changed(history: UnitHistory, month: int, scales: Mapping[str, int]) -> list[int]:
    """The figures of a unit's last months that are not last month's, without the places that it never reports: 17.90
    in 万人 is 1,790 of a hundred persons, and says nothing of single ones."""
    months = range(month - DIGIT_MONTHS + 1, month + 1)
    places = precisions(map(history.lines, months), scales)
    figures: list[int] = []
    before = history.by_indicator(months.start - 1)
    for each in months:
        for line in history.lines(each):
            last, place = before.get(line.indicator), places.get(scales.get(line.indicator, 1), 1)
            if last is None or line.value != last.value:
                figures.append(line.value // place)
            if line.denominator is not None and (last is None or line.denominator != last.denominator):
                figures.append(line.denominator // place)
        before = history.by_indicator(each)
    return [figure for figure in figures if figure >= LEAST_FIGURE]


def _flows(history: UnitHistory, month: int, catalogue: Catalogue) -> dict[str, list[int]]:
    """The month's own figures of every flow of a unit, of the years up to the month."""
    found: dict[str, list[int]] = {}
    for year in range(month // 12 - BENFORD_YEARS + 1, month // 12 + 1):
        lines = {place: history.lines(year * 12 + place) for place in range(12) if year * 12 + place <= month}
        for indicator, figures in month_figures(lines).items():
            known = catalogue.indicators.get(indicator)
            if known is not None and known.kind is Kind.FLOW:
                found.setdefault(indicator, []).extend(figure for figure in figures if figure)
    return found


def _pooled(units: Iterable[Mapping[str, Sequence[int]]]) -> dict[str, list[int]]:
    """The flows of all units together."""
    pooled: dict[str, list[int]] = {}
    for flows in units:
        for indicator, figures in flows.items():
            pooled.setdefault(indicator, []).extend(figures)
    return pooled
