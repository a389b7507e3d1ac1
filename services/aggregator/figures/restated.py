"""A series as the regions of today would have had it: predecessors added, old codes continued (重述).

A region is taken as the units that are in it at the end of the series. In an earlier month each of them is
what it was then: a merged unit its predecessors, a recoded one its old code, one that was moved here wherever
it belonged. What was split has no part of its own before; that month says so instead of guessing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from services.aggregator.figures.continued import together
from services.aggregator.figures.point import FigurePoint
from services.aggregator.figures.reader import Figures
from shared.catalogue import Catalogue
from shared.catalogue.region_changes import ChangeKind, RegionChange
from shared.periods import Month, months


class Restatement(NamedTuple):
    """Restated series by indicator, and for each month that is not as it was reported the sentence why."""

    series: Mapping[str, list[FigurePoint]]
    notes: Mapping[Month, str]


def restate(
    connection: sa.Connection,
    catalogue: Catalogue,
    figures: Figures,
    region: str,
    indicators: Sequence[str],
    first: Month,
    last: Month,
) -> Restatement:
    """The months of ``region`` from ``first`` to ``last``, restated for its units of ``last``."""
    series = {item: list(points) for item, points in _as_it_was(connection, figures, region, indicators, first, last)}
    notes: dict[Month, str] = {}
    units = catalogue.units_under(region, last)
    for at, month in enumerate(months(first, last)):
        traced = catalogue.changes.trace(units, month, last)
        if set(traced.codes) == set(catalogue.units_under(region, month)):
            continue
        if traced.splits:
            notes[month] = _why_not(catalogue, traced.splits)
        else:
            notes[month] = f"按{last.chinese}的区划重述：{'、'.join(_names(catalogue, traced.codes))}之和"
        parts = () if traced.splits else traced.codes
        found = figures.unit_series(connection, list(parts), indicators, month, month) if parts else {}
        for item in indicators:
            series[item][at] = together(month, [found[code][item][0] for code in parts])
    return Restatement(series, notes)


def _as_it_was(
    connection: sa.Connection, figures: Figures, region: str, indicators: Sequence[str], first: Month, last: Month
) -> Sequence[tuple[str, Sequence[FigurePoint]]]:
    return tuple(figures.series_of(connection, region, indicators, first, last).items())


def _why_not(catalogue: Catalogue, splits: Sequence[RegionChange]) -> str:
    change = splits[0]
    old, new = ("、".join(_names(catalogue, codes)) for codes in (change.old, change.new))
    if change.kind is ChangeKind.SPLIT:
        done = f"{old}自{change.effective.chinese}起分设为{new}"
    else:
        done = f"{old}自{change.effective.chinese}起调整为{new}，其中有的只划出一部分"
    return f"不能重述：{done}（{change.document}），此前没有各自的数；合计见其上级地区"


def _names(catalogue: Catalogue, codes: Sequence[str]) -> list[str]:
    return [catalogue.regions[code].name for code in codes]
