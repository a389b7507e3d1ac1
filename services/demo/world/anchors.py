"""Published figures as fixed points of the simulated series. Reads rows, decides nothing else.

A published name is matched to its canonical indicator by name or alias. Two endings change what a
row fixes: ``(十四五以来五年累计)`` is the sum since the plan began, ``(累计均值)`` the mean of the year so
far. A stock published for two areas together (``500000+510000``) is split only where one of the
two is published for the same month: the other is then the difference, a derived figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from shared.catalogue.model import Indicator, Kind
from shared.catalogue.published import PublishedFigure
from shared.periods import Month
from shared.quantities import UnitsOfMeasure, percent_to_basis_points, to_base

OVERALL_ENDING = "(十四五以来五年累计)"
MEAN_ENDING = "(累计均值)"
PPM_PER_BASIS_POINT = 100


class Fixes(StrEnum):
    """What a published figure fixes."""

    MONTH = "month"
    YEAR_TO_DATE = "year_to_date"
    OVERALL = "overall"
    LEVEL = "level"
    MEAN = "mean"


@dataclass(frozen=True, slots=True)
class Anchor:
    """A fixed point: base units for amounts, parts per million for ratios, basis points for surveys."""

    region: str
    indicator: str
    period: Month
    fixes: Fixes
    value: int
    derived: bool = False
    doubtful: bool = False


def read_anchors(
    rows: Iterable[PublishedFigure], indicators: Mapping[str, Indicator], units: UnitsOfMeasure
) -> tuple[Anchor, ...]:
    """Every fixed point in ``rows``, amounts in ``units``; other indicators, targets and comments are passed over.

    The same figure published twice is one point; of two different ones the first stands.
    """
    names = {name: indicator for indicator in indicators.values() for name in (indicator.name, *indicator.aliases)}
    found: dict[tuple[str, str, Month, Fixes], Anchor] = {}
    joint: list[Anchor] = []
    for row in rows:
        anchor = _anchor(row, names, units)
        if anchor is None:
            continue
        if "+" in anchor.region:
            joint.append(anchor)
        else:
            found.setdefault((anchor.region, anchor.indicator, anchor.period, anchor.fixes), anchor)
    for anchor in joint:
        rest = _difference(anchor, found)
        if rest is not None:
            found.setdefault((rest.region, rest.indicator, rest.period, rest.fixes), rest)
    return tuple(found.values())


def _anchor(row: PublishedFigure, names: Mapping[str, Indicator], units: UnitsOfMeasure) -> Anchor | None:
    name = row.indicator.removesuffix(OVERALL_ENDING).removesuffix(MEAN_ENDING)
    indicator = names.get(name)
    if indicator is None:
        return None
    fixes = _fixes(row, indicator)
    if fixes is None:
        return None
    value = _value(row, indicator, units)
    return Anchor(row.region, indicator.id, row.period, fixes, value, doubtful=bool(row.doubt))


def _fixes(row: PublishedFigure, indicator: Indicator) -> Fixes | None:
    if row.indicator.endswith(OVERALL_ENDING):
        return Fixes.OVERALL if indicator.kind is Kind.FLOW else None
    if row.indicator.endswith(MEAN_ENDING):
        return Fixes.MEAN if indicator.kind is Kind.DIRECT else None
    allowed = {
        Kind.FLOW: {"ytd": Fixes.YEAR_TO_DATE, "month": Fixes.MONTH},
        Kind.STOCK: {"stock": Fixes.LEVEL},
        Kind.RATIO: {"rate": Fixes.LEVEL},
        Kind.DIRECT: {"rate": Fixes.MONTH},
    }
    return allowed[indicator.kind].get(row.kind)


def _value(row: PublishedFigure, indicator: Indicator, units: UnitsOfMeasure) -> int:
    if indicator.is_rate:
        points = percent_to_basis_points(row.value)
        return points if indicator.kind is Kind.DIRECT else points * PPM_PER_BASIS_POINT
    return to_base(row.value, units.of(row.unit))


def _difference(joint: Anchor, found: Mapping[tuple[str, str, Month, Fixes], Anchor]) -> Anchor | None:
    first, second = joint.region.split("+")
    for other, rest in ((first, second), (second, first)):
        known = found.get((other, joint.indicator, joint.period, joint.fixes))
        if known is not None and joint.fixes is Fixes.LEVEL:
            value = joint.value - known.value
            return Anchor(rest, joint.indicator, joint.period, joint.fixes, value, derived=True)
    return None
