"""What the screens pick for checking in an area's month: units, flows, the area itself. They accuse nobody. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

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


def screens(
    area: str, histories: Mapping[str, UnitHistory], month: int, catalogue: Catalogue, progress: Iterable[int]
) -> list[Found]:
    """What the screens pick for checking: units by their last digits, flows by their first, the area by its P."""
    found: list[tuple[str, ReviewFinding | None]] = [*last_digits(histories, month, catalogue)]
    for indicator, figures in _flows(histories, month, catalogue).items():
        found.append((area, benford(indicator, catalogue.indicators[indicator].name, figures)))
    found.append((area, hugging(catalogue.regions[area].name, progress)))
    return [Found(region, each, False, True, False) for region, each in found if each is not None]


def last_digits(
    histories: Mapping[str, UnitHistory], month: int, catalogue: Catalogue
) -> Iterator[tuple[str, ReviewFinding]]:
    """The units that their last digits pick."""
    for region, history in histories.items():
        finding = last_digit(catalogue.regions[region].name, _changed(history, month, catalogue))
        if finding is not None:
            yield region, finding


def _changed(history: UnitHistory, month: int, catalogue: Catalogue) -> list[int]:
    """The figures of a unit's last months that are not last month's, without the places that it never reports: 17.90
    in 万人 is 1,790 of a hundred persons, and says nothing of single ones."""
    months = range(month - DIGIT_MONTHS + 1, month + 1)
    scales = {
        each.id: each.unit.scale for each in catalogue.indicators.values() if not each.is_rate and each.unit.scale > 1
    }
    places = precisions([history.lines(each) for each in months], scales)
    figures = []
    for each in months:
        before = history.by_indicator(each - 1)
        for line in history.lines(each):
            last, place = before.get(line.indicator), places.get(scales.get(line.indicator, 1), 1)
            parts = ((line.value, last and last.value), (line.denominator, last and last.denominator))
            changed = (part // place for part, old in parts if part is not None and part != old)
            figures += [part for part in changed if part >= LEAST_FIGURE]
    return figures


def _flows(histories: Mapping[str, UnitHistory], month: int, catalogue: Catalogue) -> dict[str, list[int]]:
    """The month's own figures of every flow, of all units and of the years up to the month."""
    pooled: dict[str, list[int]] = {}
    for history in histories.values():
        for year in range(month // 12 - BENFORD_YEARS + 1, month // 12 + 1):
            lines = {place: history.lines(year * 12 + place) for place in range(12) if year * 12 + place <= month}
            for indicator, figures in month_figures(lines).items():
                known = catalogue.indicators.get(indicator)
                if known is not None and known.kind is Kind.FLOW:
                    pooled.setdefault(indicator, []).extend(figure for figure in figures if figure)
    return pooled
