"""A unit's months as they are kept in memory: what was read of the database packed, what is reported since as it came.

Five years of a unit that reports twenty lines took 217 KB as lines, and take 41 KB packed: a month's numbers in one
array, beside what its lines are of, which is the same month after month and kept once. Taking a month apart costs some
microseconds each time, and so does packing it, which is therefore no matter of a report that comes in: the months that
every report asks for stay as they came, until the unit's history is read anew. Pure.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from itertools import repeat
from typing import NamedTuple

from shared.events import Basis, ReportLine

Lines = tuple[ReportLine, ...]

AS_THEY_CAME = 2
"""So many of the newest months are not packed: every report asks for them."""


class MonthShape(NamedTuple):
    """What a month's lines are of, in their order; ``parts`` are the places of those with a denominator."""

    indicators: tuple[str, ...]
    parts: tuple[int, ...]
    bases: tuple[Basis, ...]


class Packed(NamedTuple):
    """A month's lines: the values in their order, then the denominators."""

    shape: MonthShape
    numbers: Sequence[int]


class KeptMonths:
    """The lines that stand, by month (an ordinal)."""

    def __init__(self) -> None:
        self._plain: dict[int, Lines] = {}
        self._packed: dict[int, Packed] = {}
        self._shapes: dict[MonthShape, MonthShape] = {}

    def __len__(self) -> int:
        return len(self._plain) + len(self._packed)

    def __iter__(self) -> Iterator[int]:
        yield from self._plain
        yield from self._packed

    def __contains__(self, month: int) -> bool:
        return month in self._plain or month in self._packed

    def get(self, month: int) -> Lines:
        """The lines of a month; none where nothing stands."""
        plain = self._plain.get(month)
        if plain is not None:
            return plain
        packed = self._packed.get(month)
        return () if packed is None else unpacked(packed)

    def put(self, month: int, lines: Lines) -> None:
        """These lines stand for a month."""
        self._packed.pop(month, None)
        self._plain[month] = lines

    def pack(self) -> None:
        """Pack all but the newest months."""
        for month in sorted(self._plain)[:-AS_THEY_CAME]:
            found = packed(self._plain.pop(month))
            self._packed[month] = Packed(self._shapes.setdefault(found.shape, found.shape), found.numbers)

    def drop(self, month: int) -> None:
        """Nothing stands for a month any more."""
        self._plain.pop(month, None)
        self._packed.pop(month, None)


def packed(lines: Lines) -> Packed:
    """The lines taken apart into what they are of, and their numbers."""
    parts = tuple([place for place, line in enumerate(lines) if line.denominator is not None])
    numbers = [line.value for line in lines]
    numbers += [lines[place].denominator or 0 for place in parts]
    shape = MonthShape(tuple([line.indicator for line in lines]), parts, tuple([line.basis for line in lines]))
    return Packed(shape, in_array(numbers))


def in_array(numbers: list[int]) -> Sequence[int]:
    """The same numbers in an array of eight bytes each; as they are, where one of them is larger than that."""
    try:
        return array("q", numbers)
    except OverflowError:
        return numbers


def unpacked(packed: Packed) -> Lines:
    """The lines again."""
    (indicators, parts, bases), numbers = packed
    count = len(indicators)
    if not parts:
        return tuple(map(ReportLine, indicators, numbers, repeat(None), bases))
    denominators: list[int | None] = [None] * count
    for place, denominator in zip(parts, numbers[count:], strict=True):
        denominators[place] = denominator
    return tuple(map(ReportLine, indicators, numbers, denominators, bases))
