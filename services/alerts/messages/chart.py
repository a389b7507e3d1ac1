"""The months before a message, as the chart in its mail shows them and as its text lists them. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from services.alerts.episodes.known_months import KnownMonth
from services.alerts.messages.wording import Scale, as_judged
from shared.catalogue.catalogue import Catalogue
from shared.catalogue.model import Horizon
from shared.events import Assessment, ProgressAssessed
from shared.periods import Month
from shared.quantities import PARTS_PER_MILLION, Unit, format_amount

MOST_MONTHS = 24
_FEWEST = 2


class ChartMonth(msgspec.Struct, frozen=True):
    """A month's measures in the indicator's base unit; a month that was not judged has none.

    ``coverage`` says how many units are in it where some are missing: ``37/38``.
    """

    period: str
    actual: int | None = None
    expected: int | None = None
    coverage: str = ""


class Chart(msgspec.Struct, frozen=True):
    """What is drawn: every month from the first to that of the message, and the target.

    ``unit`` is the printed one, ``per_unit`` how much of a measure makes 1 of it. ``by_year``: the figures begin
    anew each January. ``target`` is null where none is printed.
    """

    months: tuple[ChartMonth, ...]
    unit: str
    per_unit: int
    by_year: bool
    target: int | None = None

    def number(self, measure: int) -> str:
        """A measure in the printed unit, without it: ``657.00``."""
        if self.unit == "%":
            return f"{measure / self.per_unit:.2f}"
        return format_amount(measure, Unit(self.unit, "", self.per_unit, 2 if self.per_unit > 1 else 0))

    def lines(self) -> list[str]:
        """The same figures as text, a month a line."""
        head = f"近 {len(self.months)} 个月（{self.unit}）：实际／序时应达"
        return [head, *(f"{Month.parse(each.period).chinese}　{self._written(each)}" for each in self.months)]

    def alternative(self) -> str:
        """What stands in the picture's place where it is not shown."""
        first, last = (Month.parse(self.months[index].period).chinese for index in (0, -1))
        newest = self.months[-1]
        target = "" if self.target is None else f"，目标 {self.number(self.target)}"
        return f"折线图：{first}至{last}的实际与序时应达（{self.unit}）；最近一月{self._written(newest)}{target}"

    def _written(self, month: ChartMonth) -> str:
        figures = "／".join("—" if each is None else self.number(each) for each in (month.actual, month.expected))
        return f"{figures}（已报 {month.coverage}）" if month.coverage else figures


def chart_of(history: Mapping[str, KnownMonth], assessed: ProgressAssessed, catalogue: Catalogue) -> Chart | None:
    """The chart of what is known up to the month assessed; None where there is nothing to compare.

    Raises:
        KeyError: the catalogue does not know plan or row.
    """
    target = as_judged(catalogue.plans[assessed.plan].target(assessed.row), assessed.assessment)
    scale = Scale.of(target, catalogue.indicators[target.indicator])
    months = _trimmed(tuple(_months(history, assessed)))
    if sum(each.actual is not None for each in months) < _FEWEST:
        return None
    return Chart(
        months=months,
        unit="%" if scale.rate else scale.unit.symbol,
        per_unit=PARTS_PER_MILLION // 100 if scale.rate else scale.unit.scale,
        by_year=target.horizon is Horizon.YEAR,
        target=assessed.assessment.target,
    )


def _months(history: Mapping[str, KnownMonth], assessed: ProgressAssessed) -> Iterator[ChartMonth]:
    last = Month.parse(assessed.period)
    for back in range(MOST_MONTHS - 1, -1, -1):
        period = str(last.shift(-back))
        known = history.get(period)
        judged = assessed.assessment if back == 0 else known.judged if known is not None else None
        yield ChartMonth(period) if judged is None else _of_judged(period, judged)


def _of_judged(period: str, judged: Assessment) -> ChartMonth:
    return ChartMonth(period, judged.actual, judged.expected, judged.partial_coverage)


def _trimmed(months: tuple[ChartMonth, ...]) -> tuple[ChartMonth, ...]:
    """Without the months before the first that holds a figure."""
    first = next((index for index, each in enumerate(months) if each.actual is not None), len(months))
    return months[first:]
