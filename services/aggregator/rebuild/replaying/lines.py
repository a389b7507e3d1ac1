"""The lines of reports in flat arrays of 64-bit integers, instead of an object a line."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from services.aggregator.rebuild.replaying.flat import FlatLine, digest
from services.aggregator.reports.months import Lines
from shared.events import ReportLine

NO_DENOMINATOR = -(2**63)
"""Stands in the column of denominators for a line that has none."""

TO_DATE, TWICE = 1, 2
"""Marks of a report: it has a year-to-date line; it has several lines of an indicator, and the last one counts."""


class _Shape(NamedTuple):
    """The indicators of a report, by their numbers, and the mark that it has by them."""

    numbers: array[int]
    mark: int


class LineColumns:
    """The lines of many reports, one after the other; a report is known by its number, from 0 on.

    Raises:
        OverflowError: a figure does not fit 64 bits.
    """

    def __init__(self, indicators: Sequence[str]) -> None:
        self.names = list(indicators)
        """The indicators by their number: the catalogue's, then unknown ones."""
        self.indicators = array("i")
        self.values = array("q")
        self.denominators = array("q")
        self.to_date = array("b")
        self.starts = array("q", [0])
        """Where each report's lines begin, and behind the last one where they end."""
        self.marks = array("b")
        self.digests: list[bytes] = []
        """Of the document that holds each report's lines in ``unit_months``."""
        self._numbers = {name: number for number, name in enumerate(self.names)}
        self._shapes: dict[tuple[str, ...], _Shape] = {}
        self._encode = msgspec.json.Encoder().encode

    def add(self, lines: Sequence[FlatLine] | Sequence[ReportLine]) -> int:
        """Take a report's lines; its number."""
        shape = self._shape(tuple([line.indicator for line in lines]))
        self.indicators.extend(shape.numbers)
        self.values.fromlist([line.value for line in lines])
        self.denominators.fromlist([NO_DENOMINATOR if line.denominator is None else line.denominator for line in lines])
        bases = [line.basis for line in lines]
        dated = "year_to_date" in bases
        self.to_date.frombytes(bytes(map("year_to_date".__eq__, bases)) if dated else bytes(len(bases)))
        self.starts.append(len(self.values))
        self.marks.append(shape.mark | TO_DATE * dated)
        self.digests.append(digest(self._encode(lines)))
        return len(self.marks) - 1

    def of(self, report: int) -> Lines:
        """A report's lines, as they were reported."""
        return tuple(
            ReportLine(
                self.names[self.indicators[at]],
                self.values[at],
                None if self.denominators[at] == NO_DENOMINATOR else self.denominators[at],
                "year_to_date" if self.to_date[at] else "month",
            )
            for at in range(self.starts[report], self.starts[report + 1])
        )

    def _shape(self, names: tuple[str, ...]) -> _Shape:
        found = self._shapes.get(names)
        if found is None:
            numbers = array("i", [self._number(name) for name in names])
            found = self._shapes[names] = _Shape(numbers, 0 if len(set(names)) == len(names) else TWICE)
        return found

    def _number(self, name: str) -> int:
        number = self._numbers.get(name)
        if number is None:
            number = self._numbers[name] = len(self.names)
            self.names.append(name)
        return number
