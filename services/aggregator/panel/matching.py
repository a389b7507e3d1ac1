"""The matched panel: only enterprises that reported a period and the one before it count, in both. Exact, pure.

A sample says how those who are in it changed, and nothing of anybody else: nothing here is extrapolated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from shared.events import Leavers, PanelFrequency, PanelReported
from shared.periods import Month

QUARTER_MONTHS = 3

Standing = Mapping[tuple[str, str], PanelReported]
"""The revision that stands, by enterprise and period."""


class PanelSpan(NamedTuple):
    """What an enterprise reported of a month or a quarter, whatever it reports by."""

    region: str
    industry: str
    start: int
    end: int
    hired: int
    left: Leavers
    vacancies: int
    expected: int


class MatchedLine(NamedTuple):
    """An enterprise in both periods: ``base`` is its headcount at the end of the one before."""

    enterprise: str
    region: str
    industry: str
    base: int
    end: int
    hired: int
    left: Leavers
    vacancies: int
    expected: int


class PanelSum(NamedTuple):
    """What matched enterprises add up to. The rates are of ``base``; None where that is nought."""

    enterprises: int
    base: int
    end: int
    hired: int
    left: Leavers
    vacancies: int
    expected: int

    @property
    def change(self) -> Fraction | None:
        """By which part of the headcount it changed."""
        return self._rate(self.end - self.base)

    @property
    def hires_rate(self) -> Fraction | None:
        """Hired, as a part of the headcount before."""
        return self._rate(self.hired)

    @property
    def losses_rate(self) -> Fraction | None:
        """Left for whatever reason, as a part of the headcount before."""
        return self._rate(self.left.total)

    @property
    def outlook(self) -> Fraction | None:
        """By which part the enterprises expect their headcount to change in their next period."""
        return Fraction(self.expected - self.end, self.end) if self.end else None

    def _rate(self, amount: int) -> Fraction | None:
        return Fraction(amount, self.base) if self.base else None


def standing(reports: Iterable[PanelReported]) -> dict[tuple[str, str], PanelReported]:
    """The revision that stands of each enterprise's period, in whatever order they come, however often."""
    found: dict[tuple[str, str], PanelReported] = {}
    for each in reports:
        key = (each.enterprise, each.period)
        if key not in found or found[key].revision < each.revision:
            found[key] = each
    return found


def before(period: Month, frequency: PanelFrequency) -> Month:
    """The period that one is compared with."""
    return period.shift(-1 if frequency is PanelFrequency.MONTH else -QUARTER_MONTHS)


def span(reports: Standing, enterprise: str, period: Month, frequency: PanelFrequency) -> PanelSpan | None:
    """What an enterprise reported of a month, or of the quarter that ends with it; None where it did not in full.

    Three months make a quarter; a quarter makes no months.
    """
    last = reports.get((enterprise, str(period)))
    if last is None:
        return None
    if last.frequency is frequency:
        return _of([last])
    if frequency is PanelFrequency.MONTH:
        return None
    parts = [reports.get((enterprise, str(period.shift(-back)))) for back in range(QUARTER_MONTHS - 1, -1, -1)]
    whole = [each for each in parts if each is not None]
    return _of(whole) if len(whole) == QUARTER_MONTHS else None


def matched(
    reports: Standing, enterprises: Iterable[str], period: Month, frequency: PanelFrequency
) -> Iterator[MatchedLine]:
    """The enterprises that are in both periods, each once, in their order."""
    earlier = before(period, frequency)
    for enterprise in dict.fromkeys(enterprises):
        now, then = (span(reports, enterprise, each, frequency) for each in (period, earlier))
        if now is not None and then is not None:
            yield MatchedLine(enterprise, now.region, now.industry, then.end, *now[3:])


def summed(lines: Iterable[MatchedLine]) -> PanelSum:
    """The lines added up."""
    rows = list(lines)
    return PanelSum(
        enterprises=len(rows),
        base=sum(each.base for each in rows),
        end=sum(each.end for each in rows),
        hired=sum(each.hired for each in rows),
        left=leavers(each.left for each in rows),
        vacancies=sum(each.vacancies for each in rows),
        expected=sum(each.expected for each in rows),
    )


def leavers(parts: Iterable[Leavers]) -> Leavers:
    """Those who left, added up by reason."""
    rows = list(parts)
    return Leavers(*(sum(getattr(each, name) for each in rows) for name in Leavers.__struct_fields__))


def _of(parts: Sequence[PanelReported]) -> PanelSpan:
    first, last = parts[0], parts[-1]
    return PanelSpan(
        last.region,
        last.industry,
        first.start,
        last.end,
        sum(each.hired for each in parts),
        leavers(each.left for each in parts),
        last.vacancies,
        last.expected,
    )
