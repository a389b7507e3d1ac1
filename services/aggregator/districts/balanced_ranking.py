"""A ranking whose amounts add up as printed (舍位平衡), with their total. Pure."""

from __future__ import annotations

import msgspec

from services.aggregator.wording.balancing import balance
from services.aggregator.wording.formats import measure_text
from shared.catalogue.model import Indicator, Kind
from shared.events.bulletin_content import RankedRow, RankingTable, Written


def balanced_table(table: RankingTable, indicator: Indicator) -> RankingTable:
    """The table with the total of its amounts; without, where there is none: of rates and averages, and while a
    district has no figure. The figures stay what they are: only the last place of a text may be another one."""
    unit = indicator.unit
    values = [row.actual.value for row in table.rows if row.actual is not None]
    if indicator.kind not in (Kind.FLOW, Kind.STOCK) or unit.hundredths or len(values) < len(table.rows):
        return table
    step, rest = divmod(unit.scale, 10**unit.decimals)
    if rest or step < 1:  # written in more places than there are: nothing is rounded
        return msgspec.structs.replace(table, total=_written(sum(values), indicator))
    found = balance(values, step)
    rows = tuple(
        _adjusted(row, printed * step, indicator) if place in found.adjusted else row
        for place, (row, printed) in enumerate(zip(table.rows, found.parts, strict=True))
    )
    total = Written(sum(values), measure_text(found.total * step, unit))
    return msgspec.structs.replace(table, rows=rows, total=total)


def _adjusted(row: RankedRow, printed: int, indicator: Indicator) -> RankedRow:
    assert row.actual is not None
    text = measure_text(printed, indicator.unit)
    return msgspec.structs.replace(row, actual=Written(row.actual.value, text), adjusted=True)


def _written(value: int, indicator: Indicator) -> Written:
    return Written(value, measure_text(value, indicator.unit))
