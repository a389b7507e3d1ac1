"""Reads and writes the documents of ``unit_months`` with what their shapes are, kept in the table ``report_shapes``.

A shape is named by its content (shared.shapes), so what a connection has once looked up stays with the connection: a
document costs no query, and nothing that is rolled back can make what is kept wrong.
"""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from services.aggregator.reports.lines.documents import line_document, read_amounts, read_lines
from services.aggregator.reports.months import Lines
from services.aggregator.tables import CONSUMER
from shared.consume.shapes import keep_shapes, kept_shape
from shared.shapes.book import ShapeBook, UnknownShape
from shared.shapes.packed import PACKED_LINES
from shared.shapes.shape import ReportShape

MOST_KNOWN = 2_048
"""Of so many documents the amounts stay with a connection, some 2 KB each: one target after another asks for them."""


class LineWriter:
    """Writes documents, and knows which shapes they have named: :meth:`keep` keeps what those are beside them."""

    def __init__(self, book: ShapeBook) -> None:
        self._book = book
        self._named: dict[str, ReportShape] = {}

    def write(self, lines: Lines) -> bytes:
        """The document of a month's lines."""
        if len(lines) in PACKED_LINES:
            shape = self._book.of(lines)
            self._named[shape.name] = shape
        return line_document(lines, self._book)

    def keep(self, connection: sa.Connection) -> None:
        """Keep what the shapes are, in the transaction that the documents are kept in."""
        keep_shapes(connection, CONSUMER.shapes, [shape.defined for shape in self._named.values()])


class LineReader:
    """Reads documents in the caller's transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._book = shapes_of(connection)
        self._amounts: dict[bytes, Mapping[str, tuple[int, int]]] = connection.info.setdefault("amounts", {})

    def lines(self, document: bytes) -> Lines:
        """A month's lines.

        Raises:
            UnknownShape: nobody has kept what they are called.
        """
        return read_lines(document, self._shape)

    def amounts(self, document: bytes) -> Mapping[str, tuple[int, int]]:
        """By indicator the value and denominator (0: none) of a month's lines; of several the last.

        Raises:
            UnknownShape: as :meth:`lines`.
        """
        known = self._amounts.get(document)
        if known is None:
            if len(self._amounts) >= MOST_KNOWN:
                self._amounts.clear()
            known = self._amounts[document] = read_amounts(document, self._shape)
        return known

    def _shape(self, name: str) -> ReportShape:
        try:
            return self._book.get(name)
        except UnknownShape:
            event = kept_shape(self._connection, CONSUMER.shapes, name)
            if event is None:
                raise
            self._book.learn(event)
            return self._book.get(name)


def shapes_of(connection: sa.Connection) -> ShapeBook:
    """The shapes that a database's connection has met, for as long as it is open: nothing that is rolled back can make
    one wrong."""
    book: ShapeBook = connection.info.setdefault("shapes", ShapeBook())
    return book
