"""The documents that hold a month's lines in ``unit_months``: its figures alone, and the name of their shape. Pure.

Traded: a month takes a quarter of the bytes that its lines spelt out take, and its accepted lines none where they are
those that stand; for that a document is read by definitions that are kept beside it (reports.lines.shapes). Few lines,
and very many, are spelt out as they always were; and so are those that an earlier release wrote.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import msgspec

from services.aggregator.reports.months import Lines
from shared.shapes.book import ShapeBook
from shared.shapes.packed import PACKED_LINES
from shared.shapes.shape import ReportShape, ShapedLine

AS_LIVE = b"="
"""Stands for the accepted lines that are the live ones."""

_encode = msgspec.json.Encoder().encode
_decode_spelt = msgspec.json.Decoder(Lines).decode
_decode_packed = msgspec.json.Decoder(tuple[str, list[int], list[int]]).decode
_PACKED, _SPELT = b'["', b"[{"

ShapeNamed = Callable[[str], ReportShape]
"""Gives the shape of a name; raises UnknownShape."""


def packed_document(shape: ReportShape, values: Sequence[int], denominators: Sequence[int]) -> bytes:
    """The document of figures that have a shape, as many as may name it (PACKED_LINES)."""
    return _encode((shape.name, values, denominators))


def spelt_document(lines: Sequence[ShapedLine]) -> bytes:
    """The document that says what its figures are called."""
    return _encode(lines)


def line_document(lines: Sequence[ShapedLine], book: ShapeBook) -> bytes:
    """The document of a month's lines; ``book`` remembers their shape."""
    if len(lines) not in PACKED_LINES:
        return spelt_document(lines)
    shape = book.of(lines)
    return packed_document(shape, *shape.figures(lines))


def as_written_now(document: bytes, book: ShapeBook) -> bytes:
    """What an earlier release wrote as it is written now; anything else as it is."""
    if not document.startswith(_SPELT):
        return document
    try:
        return line_document(_decode_spelt(document), book)
    except msgspec.DecodeError:
        return document  # it is what it is: whoever compares it sees that


def read_lines(document: bytes, shapes: ShapeNamed) -> Lines:
    """A month's lines."""
    if not document.startswith(_PACKED):
        return _decode_spelt(document)
    name, values, denominators = _decode_packed(document)
    return shapes(name).lines(values, denominators)


def read_amounts(document: bytes, shapes: ShapeNamed) -> Mapping[str, tuple[int, int]]:
    """By indicator the value and denominator (0: none) of a month's lines; of several the last."""
    if not document.startswith(_PACKED):
        return {line.indicator: (line.value, line.denominator or 0) for line in _decode_spelt(document)}
    name, values, denominators = _decode_packed(document)
    return shapes(name).amounts(values, denominators)
