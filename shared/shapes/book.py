"""The shapes that a process knows, so that reports which name one can be read.

A shape that is not known is looked up where the process keeps definitions: once, then it is remembered. Nothing here
can be wrong for long, as a shape is named by its content: it is known, or it is not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from shared.events import ShapeDefined
from shared.shapes.shape import LinesOfShape, ReportShape, ShapedLine, defined_by, shape_of

MOST_SHAPES = 2_048
"""So many are remembered, about 2 KB each: an office's systems have a few dozen. With more, all are looked up anew."""

LookUp = Callable[[str], ShapeDefined | None]
"""The definition of a shape where it is kept; None where it is not."""


class UnknownShape(LookupError):
    """A report names a shape whose definition is nowhere to be found."""


class ShapeBook:
    """Shapes by their names. Threads may share it: what is full is replaced whole."""

    def __init__(self) -> None:
        self._known: dict[str, ReportShape] = {}
        self._by_lines: dict[Any, ReportShape] = {}
        self._kept_at: list[LookUp] = []

    def kept_at(self, look_up: LookUp) -> None:
        """Definitions are kept there as well: it is asked for a shape that is not known."""
        self._kept_at.append(look_up)

    def learn(self, event: ShapeDefined) -> None:
        """This is a shape.

        Raises:
            AnotherShape: the definition is not what its name says.
        """
        if event.shape not in self._known:
            self._remember(defined_by(event))

    def knows(self, name: str) -> bool:
        """Whether the shape of that name is to be had."""
        try:
            self.get(name)
        except UnknownShape:
            return False
        return True

    def get(self, name: str) -> ReportShape:
        """The shape of that name.

        Raises:
            UnknownShape: nobody has its definition.
        """
        found = self._known.get(name)
        if found is not None:
            return found
        for look_up in self._kept_at:
            event = look_up(name)
            if event is not None:
                return self._remember(defined_by(event))
        raise UnknownShape(f"shape {name} is defined nowhere")

    def of(self, lines: Sequence[ShapedLine]) -> ReportShape:
        """The shape of a report's lines, known from then on."""
        if isinstance(lines, LinesOfShape):
            return lines.shape if lines.shape.name in self._known else self._remember(lines.shape)
        key = tuple([(line.indicator, line.basis, line.denominator is None) for line in lines])
        found = self._by_lines.get(key)
        if found is None:
            found = shape_of(lines)
            if len(self._by_lines) >= MOST_SHAPES:
                self._by_lines = {}
            self._by_lines[key] = found
            self._remember(found)
        return found

    def _remember(self, shape: ReportShape) -> ReportShape:
        if len(self._known) >= MOST_SHAPES:
            self._known = {}
        self._known[shape.name] = shape
        return shape
