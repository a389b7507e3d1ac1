"""The lines of reports in flat arrays of 64-bit integers, instead of an object a line.

A report that names its shape comes as arrays already: of its lines nothing is made, for the document that stands for
them in ``unit_months`` has those arrays in it too.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from services.aggregator.rebuild.replaying.flat import DIGEST_BYTES, FlatLine, digest
from services.aggregator.rebuild.replaying.folding import Integers
from services.aggregator.reports.lines.documents import line_document, packed_document, spelt_document
from services.aggregator.reports.months import Lines
from shared.events import ReportLine
from shared.shapes.book import ShapeBook
from shared.shapes.packed import PACKED_LINES
from shared.shapes.shape import NotOfItsShape, ReportShape

NO_DENOMINATOR = -(2**63)
"""Stands in the column of denominators for a line that has none."""

TO_DATE, TWICE = 1, 2
"""Marks of a report: it has a year-to-date line; it has several lines of an indicator, and the last one counts."""


class _Shape(NamedTuple):
    """The indicators of a report, by their numbers, the mark that it has by them, and which shape it is."""

    numbers: array[int]
    mark: int
    number: int


class LineStretch(NamedTuple):
    """The lines of some reports by themselves. ``shapes`` are lists of indicators, by their places among the names;
    ``shape`` tells each report's."""

    names: Sequence[str]
    shapes: Sequence[Sequence[int]]
    shape: Integers
    values: Integers
    denominators: Integers
    to_date: npt.NDArray[np.int8]
    marks: npt.NDArray[np.int8]
    digests: bytes


class _Packed(NamedTuple):
    """What a shape's reports have in common. ``below``: the column of denominators, to be filled in at ``ratios``."""

    shape: _Shape
    below: array[int]
    ratios: tuple[int, ...]
    to_date: bytes


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
        self._shape_of = array("i")
        self._numbers = {name: number for number, name in enumerate(self.names)}
        self._shapes: dict[tuple[str, ...], _Shape] = {}
        self._packed: dict[str, _Packed] = {}
        self._book = ShapeBook()

    def add(self, lines: Sequence[FlatLine] | Sequence[ReportLine]) -> int:
        """Take a report's lines; its number."""
        shape = self._shape(tuple([line.indicator for line in lines]))
        self._shape_of.append(shape.number)
        self.indicators.extend(shape.numbers)
        self.values.fromlist([line.value for line in lines])
        self.denominators.fromlist([NO_DENOMINATOR if line.denominator is None else line.denominator for line in lines])
        bases = [line.basis for line in lines]
        dated = "year_to_date" in bases
        self.to_date.frombytes(bytes(map("year_to_date".__eq__, bases)) if dated else bytes(len(bases)))
        self.starts.append(len(self.values))
        self.marks.append(shape.mark | TO_DATE * dated)
        self.digests.append(digest(line_document(lines, self._book)))
        return len(self.marks) - 1

    def stretch(self) -> LineStretch:
        """All of it, to be taken by others."""
        return LineStretch(
            self.names,
            [shape.numbers.tolist() for shape in self._shapes.values()],
            np.array(self._shape_of, dtype=np.int64),
            np.array(self.values, dtype=np.int64),
            np.array(self.denominators, dtype=np.int64),
            np.array(self.to_date, dtype=np.int8),
            np.array(self.marks, dtype=np.int8),
            b"".join(self.digests),
        )

    def take(self, stretch: LineStretch) -> None:
        """Add the lines of other columns behind these, in their order."""
        shapes = [self._shape(tuple([stretch.names[number] for number in shape])) for shape in stretch.shapes]
        numbers = [np.array(shape.numbers, dtype=np.int32) for shape in shapes]
        of_shape = stretch.shape.tolist()
        if of_shape:
            self.indicators.frombytes(np.concatenate([numbers[each] for each in of_shape]).tobytes())
        lengths = np.array([len(each) for each in numbers], dtype=np.int64)[stretch.shape]
        self.starts.frombytes((np.cumsum(lengths) + len(self.values)).tobytes())
        self._shape_of.extend(shapes[each].number for each in of_shape)
        self.values.frombytes(stretch.values.tobytes())
        self.denominators.frombytes(stretch.denominators.tobytes())
        self.to_date.frombytes(stretch.to_date.tobytes())
        self.marks.frombytes(stretch.marks.tobytes())
        digests = stretch.digests
        self.digests += [digests[at : at + DIGEST_BYTES] for at in range(0, len(digests), DIGEST_BYTES)]

    def add_packed(self, shape: ReportShape, values: list[int], denominators: list[int]) -> int:
        """As :meth:`add`, the lines of a report that names its shape.

        Raises:
            NotOfItsShape: the figures are not as many as the shape says.
        """
        known = self._packed.get(shape.name) or self._learn(shape)
        if len(values) != len(known.to_date) or len(denominators) != len(known.ratios):
            raise NotOfItsShape(f"{len(values)} and {len(denominators)} figures in shape {shape.name}")
        self.indicators.extend(known.shape.numbers)
        self.values.fromlist(values)
        at = len(self.denominators)
        self.denominators.extend(known.below)
        for ratio, denominator in zip(known.ratios, denominators, strict=True):
            self.denominators[at + ratio] = denominator
        self.to_date.frombytes(known.to_date)
        self.starts.append(len(self.values))
        self.marks.append(known.shape.mark)
        self._shape_of.append(known.shape.number)
        if len(values) in PACKED_LINES:
            document = packed_document(shape, values, denominators)
        else:
            document = spelt_document(shape.lines(values, denominators))
        self.digests.append(digest(document))
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
            found = self._shapes[names] = _Shape(
                numbers, 0 if len(set(names)) == len(names) else TWICE, len(self._shapes)
            )
        return found

    def _learn(self, shape: ReportShape) -> _Packed:
        indicators, ratios = shape.defined.indicators, shape.defined.ratios
        numbers = self._shape(indicators)
        to_date = bytes(basis == "year_to_date" for basis in shape.bases)
        mark = numbers.mark | TO_DATE * any(to_date)
        below = array("q", [NO_DENOMINATOR]) * len(indicators)
        found = _Packed(numbers._replace(mark=mark), below, ratios, to_date)
        self._packed[shape.name] = found
        return found

    def _number(self, name: str) -> int:
        number = self._numbers.get(name)
        if number is None:
            number = self._numbers[name] = len(self.names)
            self.names.append(name)
        return number
