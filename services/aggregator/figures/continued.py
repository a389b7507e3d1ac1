"""Points of several units taken together, and of a unit as it goes on over changes of regions. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from services.aggregator.figures.point import FigurePoint
from shared.catalogue import Catalogue
from shared.periods import Month

PointsOf = Mapping[str, Sequence[FigurePoint]]
"""By unit, one point for each of the same months."""


def together(month: Month, points: Sequence[FigurePoint]) -> FigurePoint:
    """What several figures of one month come to."""
    return FigurePoint(
        period=month,
        expected=sum(point.expected for point in points),
        reported=sum(point.reported for point in points),
        accepted=sum(point.accepted for point in points),
        value=sum(point.value for point in points),
        denominator=sum(point.denominator or 0 for point in points),
        accepted_value=sum(point.accepted_value for point in points),
        accepted_denominator=sum(point.accepted_denominator or 0 for point in points),
        simulated=any(point.simulated for point in points),
        data_version=max((point.data_version for point in points), default=0),
        settled=sum(point.settled for point in points),
    )


def continued(catalogue: Catalogue, unit: str, points: PointsOf, until: Month) -> list[FigurePoint]:
    """The months of ``unit``, as of the month ``until``, with those of whom it continues; ``points`` are its own and
    theirs (see :func:`needed`).

    Of a month before it got or gave a part nothing is known: it is owed and not reported, so that no sum passes over
    it.
    """
    return [_as_it_was(catalogue, unit, points, at, until) for at in range(len(points[unit]))]


def needed(catalogue: Catalogue, unit: str) -> tuple[str, ...]:
    """Every unit whose months :func:`continued` looks at: whom ``unit`` was ever made of, itself first."""
    found = {unit: None}
    for change in catalogue.changes.items:
        found |= dict.fromkeys(catalogue.changes.trace([unit], change.effective.shift(-1)).codes)
    return tuple(found)


def _as_it_was(catalogue: Catalogue, unit: str, points: PointsOf, at: int, until: Month) -> FigurePoint:
    own = points[unit][at]
    traced = catalogue.changes.trace((unit,), own.period, until)
    if traced.codes == (unit,) and not traced.splits:
        return own
    then = together(own.period, [points[code][at] for code in traced.codes])
    if not traced.splits:
        return then
    return FigurePoint(own.period, expected=then.expected, reported=0, accepted=0, value=0, denominator=0)
