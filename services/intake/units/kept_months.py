"""A unit's months as they are kept in memory: what was read of the database packed, what is reported since as it came.

Five years of a unit that reports twenty lines took 217 KB as lines, and take 41 KB packed: a month's numbers in one
array, beside their shape (shared.shapes, as reports are stored), which is the same month after month and kept once.
Taking a month apart costs some microseconds each time, and so does packing it, which is therefore no matter of a report
that comes in: the months that every report asks for stay as they came, until the unit's history is read anew. Pure.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from shared.events import ReportLine
from shared.shapes.book import ShapeBook
from shared.shapes.shape import ReportShape

Lines = tuple[ReportLine, ...]

AS_THEY_CAME = 2
"""So many of the newest months are not packed: every report asks for them."""


class Packed(NamedTuple):
    """A month's lines: what they are of, and the values in their order with the denominators behind them."""

    shape: ReportShape
    numbers: Sequence[int]

    def lines(self) -> Lines:
        """The lines again."""
        count = len(self.shape.bases)
        return self.shape.lines(self.numbers[:count], self.numbers[count:])


class KeptMonths:
    """The lines that stand, by month (an ordinal)."""

    def __init__(self) -> None:
        self._plain: dict[int, Lines] = {}
        self._packed: dict[int, Packed] = {}
        self._shapes = ShapeBook()

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
        return () if packed is None else packed.lines()

    def put(self, month: int, lines: Lines) -> None:
        """These lines stand for a month."""
        self._packed.pop(month, None)
        self._plain[month] = lines

    def pack(self) -> None:
        """Pack all but the newest months."""
        for month in sorted(self._plain)[:-AS_THEY_CAME]:
            lines = self._plain.pop(month)
            shape = self._shapes.of(lines)
            values, denominators = shape.figures(lines)
            self._packed[month] = Packed(shape, in_array([*values, *denominators]))

    def drop(self, month: int) -> None:
        """Nothing stands for a month any more."""
        self._plain.pop(month, None)
        self._packed.pop(month, None)


def in_array(numbers: list[int]) -> Sequence[int]:
    """The same numbers in an array of eight bytes each; as they are, where one of them is larger than that."""
    try:
        return array("q", numbers)
    except OverflowError:
        return numbers
