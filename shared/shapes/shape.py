"""The shape of a report's lines: what each figure is called. Pure.

Traded: a report is stored in a quarter of the bytes, at the price that its bytes alone do not say what the figures
are. So a shape is named by its own content, and defined in the chain before the first report that has it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Protocol

import msgspec

from shared.events import ReportLine, ShapeDefined
from shared.events.reports import Basis

ID_LENGTH = 32
"""128 bits: two shapes of one name cannot be made on purpose, as the senders choose the order of their lines."""

STREAM_PREFIX = "shape-"
"""The stream of a shape's definition is this and its name."""

_MONTH: Basis = "month"
_TO_DATE: Basis = "year_to_date"
_encode = msgspec.json.Encoder().encode


class ShapedLine(Protocol):
    """What of a report's line its shape is made of, and its figures: a ReportLine, or what is decoded in its place."""

    @property
    def indicator(self) -> str: ...

    @property
    def value(self) -> int: ...

    @property
    def denominator(self) -> int | None: ...

    @property
    def basis(self) -> Basis: ...


class AnotherShape(ValueError):
    """A definition whose name does not follow from the rest of it."""


class NotOfItsShape(ValueError):
    """A report with more or fewer figures than its shape has."""


@dataclass(frozen=True, slots=True)
class ReportShape:
    """A definition, and what is read of it again and again: the basis of each line."""

    defined: ShapeDefined
    bases: tuple[Basis, ...]

    @property
    def name(self) -> str:
        """By which reports name it."""
        return self.defined.shape

    def figures(self, lines: Sequence[ShapedLine]) -> tuple[Sequence[int], Sequence[int]]:
        """The values of lines of this shape, and the denominators of those that have one."""
        if isinstance(lines, LinesOfShape) and lines.shape.name == self.name:
            return lines.values, lines.denominators
        return [line.value for line in lines], [lines[at].denominator or 0 for at in self.defined.ratios]

    def lines(self, values: Sequence[int], denominators: Sequence[int]) -> LinesOfShape:
        """The lines that these figures are in this shape: :meth:`figures` undone.

        Raises:
            NotOfItsShape: they are not as many as it says.
        """
        indicators, ratios = self.defined.indicators, self.defined.ratios
        self._check(values, denominators)
        if not ratios:
            found = LinesOfShape(map(ReportLine, indicators, values, repeat(None), self.bases))
        else:
            below: list[int | None] = [None] * len(values)
            for at, denominator in zip(ratios, denominators, strict=True):
                below[at] = denominator
            found = LinesOfShape(map(ReportLine, indicators, values, below, self.bases))
        found.shape, found.values, found.denominators = self, values, denominators
        return found

    def amounts(self, values: Sequence[int], denominators: Sequence[int]) -> dict[str, tuple[int, int]]:
        """By indicator its value and denominator (0: none), without making lines of them; of several the last.

        Raises:
            NotOfItsShape: they are not as many as it says.
        """
        self._check(values, denominators)
        return dict(zip(self.defined.indicators, zip(values, self.below(denominators), strict=True), strict=True))

    def below(self, denominators: Sequence[int]) -> list[int]:
        """A denominator for every line, 0 where it has none."""
        found = [0] * len(self.defined.indicators)
        for at, denominator in zip(self.defined.ratios, denominators, strict=True):
            found[at] = denominator
        return found

    def _check(self, values: Sequence[int], denominators: Sequence[int]) -> None:
        if len(values) != len(self.defined.indicators) or len(denominators) != len(self.defined.ratios):
            raise NotOfItsShape(f"{len(values)} and {len(denominators)} figures in shape {self.name}")


class LinesOfShape(tuple[ReportLine, ...]):
    """Lines that came as figures of a ``shape``, and still have them: who sums figures, or stores them, looks at no
    line. For everybody else a tuple."""

    shape: ReportShape
    values: Sequence[int]
    denominators: Sequence[int]


def shape_of(lines: Sequence[ShapedLine]) -> ReportShape:
    """The shape that these lines have."""
    indicators = tuple(line.indicator for line in lines)
    ratios = tuple(at for at, line in enumerate(lines) if line.denominator is not None)
    to_date = tuple(at for at, line in enumerate(lines) if line.basis == _TO_DATE)
    name = _name(indicators, ratios, to_date)
    return _shape(ShapeDefined(shape=name, indicators=indicators, ratios=ratios, to_date=to_date))


def defined_by(event: ShapeDefined) -> ReportShape:
    """The shape that an event defines, if it is what its name says.

    Raises:
        AnotherShape: it is not.
    """
    if event.shape != _name(event.indicators, event.ratios, event.to_date):
        raise AnotherShape(event.shape)
    return _shape(event)


def stream_of(name: str) -> str:
    """The stream of a shape's definition, by its name."""
    return f"{STREAM_PREFIX}{name}"


def _shape(event: ShapeDefined) -> ReportShape:
    to_date = frozenset(event.to_date)
    return ReportShape(event, tuple(_TO_DATE if at in to_date else _MONTH for at in range(len(event.indicators))))


def _name(indicators: tuple[str, ...], ratios: tuple[int, ...], to_date: tuple[int, ...]) -> str:
    return hashlib.sha256(_encode((indicators, ratios, to_date))).hexdigest()[:ID_LENGTH]
