"""Changed figures as they are stored from version 2 on: in columns, each indicator named once and no field. Pure.

Traded: the event of a region's month takes a third of the bytes, at the price of another form than its fields. It
explains itself: what the figures are called stands in it. A column whose numbers are all the same is that number.
Few figures spell it out, as in version 1, and so do those of which a column cannot be written exactly.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from shared.events import FigureChanged, FigureLine

VERSION = 2
"""From this version of ``FigureChanged`` on figures may stand in columns."""

LEAST_FIGURES = 4
"""With fewer the names of the columns take what those of the fields would."""

_BEGINS = b'{"indicators":'
_TYPE = FigureChanged.__name__

Column = int | tuple[int, ...]
"""A number for each figure, or the one that they all have."""


class NotOfOneLength(ValueError):
    """Columns that have more or fewer numbers than there are figures."""


class PackedFigures(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """See FigureChanged: the n-th number of each column is that of the n-th of ``indicators``, and a column that is one
    number has it for all. ``ratios`` are the places of those that have denominators, in the order of those."""

    indicators: tuple[str, ...]
    region: str
    period: str
    data_version: int
    expected: Column
    reported: Column
    values: Column
    ratios: tuple[int, ...] = ()
    denominators: tuple[int, ...] = ()
    accepted: Column = 0
    accepted_values: Column = 0
    accepted_denominators: tuple[int, ...] = ()
    settled: Column = 0


def pack_figures(event: FigureChanged) -> PackedFigures | None:
    """The event as it is stored; None where it spells its figures out."""
    lines = event.lines
    settled = [line.settled for line in lines if line.settled is not None]
    ratios = tuple(at for at, line in enumerate(lines) if line.denominator is not None)
    below = [line.accepted_denominator for line in lines if line.accepted_denominator is not None]
    exact = len(settled) == len(lines) and all(
        (line.denominator is None) == (line.accepted_denominator is None) for line in lines
    )
    if len(lines) < LEAST_FIGURES or not exact:
        return None
    return PackedFigures(
        indicators=tuple([line.indicator for line in lines]),
        region=event.region,
        period=event.period,
        data_version=event.data_version,
        expected=_column([line.expected for line in lines]),
        reported=_column([line.reported for line in lines]),
        values=_column([line.value for line in lines]),
        ratios=ratios,
        denominators=tuple([lines[at].denominator or 0 for at in ratios]),
        accepted=_column([line.accepted for line in lines]),
        accepted_values=_column([line.accepted_value for line in lines]),
        accepted_denominators=tuple(below),
        settled=_column(settled),
    )


def unpack_figures(packed: PackedFigures) -> FigureChanged:
    """The event that :func:`pack_figures` stored.

    Raises:
        NotOfOneLength: its columns are not as long as its indicators are many.
    """
    count = len(packed.indicators)
    below = _spread(packed.ratios, packed.denominators, count)
    accepted_below = _spread(packed.ratios, packed.accepted_denominators, count)
    columns = zip(
        packed.indicators,
        _numbers(packed.expected, count),
        _numbers(packed.reported, count),
        _numbers(packed.values, count),
        below,
        _numbers(packed.accepted, count),
        _numbers(packed.accepted_values, count),
        accepted_below,
        _numbers(packed.settled, count),
        strict=True,
    )
    return FigureChanged(
        region=packed.region,
        period=packed.period,
        data_version=packed.data_version,
        lines=tuple([FigureLine(*line) for line in columns]),
    )


def in_columns(type_name: str, schema_version: int, data: bytes) -> bool:
    """Whether a stored event has its figures in columns."""
    return type_name == _TYPE and schema_version >= VERSION and data.startswith(_BEGINS)


def _column(numbers: list[int]) -> Column:
    first = numbers[0]
    return first if numbers.count(first) == len(numbers) else tuple(numbers)


def _numbers(column: Column, count: int) -> Sequence[int]:
    if isinstance(column, int):
        return (column,) * count
    if len(column) != count:
        raise NotOfOneLength(f"{len(column)} numbers for {count} figures")
    return column


def _spread(places: Sequence[int], denominators: Sequence[int], count: int) -> Sequence[int | None]:
    found: list[int | None] = [None] * count
    if len(places) != len(denominators) or any(not 0 <= place < count for place in places):
        raise NotOfOneLength(f"{len(denominators)} denominators at {len(places)} places of {count} figures")
    for place, denominator in zip(places, denominators, strict=True):
        found[place] = denominator
    return found
