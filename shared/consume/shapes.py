"""The shapes that a reader's events name, kept beside their effects: who keeps an event's bytes can read them later,
also where the producer's store is elsewhere and the definition stands in another partition of the topic."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
import sqlalchemy as sa

from shared.database.rows import insert_rows
from shared.events import ShapeDefined
from shared.shapes.book import MOST_SHAPES, ShapeBook
from shared.shapes.packed import named_shape
from shared.store import Recorded

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(ShapeDefined).decode


def shapes_table(metadata: sa.MetaData) -> sa.Table:
    """The table of a service's readers."""
    return sa.Table(
        "report_shapes",
        metadata,
        sa.Column("shape", sa.String(32), primary_key=True),
        sa.Column("definition", sa.LargeBinary, nullable=False),
    )


class KeptShapes:
    """What one reader has kept in ``table``; ``book`` knows the shapes of the events that it has got. Without a book
    nothing is kept: for readers of topics that have no reports."""

    def __init__(self, table: sa.Table, book: ShapeBook | None) -> None:
        self._table = table
        self._book = book
        self._kept: frozenset[str] = frozenset()

    def keep(
        self, connection: sa.Connection, events: Iterable[Recorded], *, though_unknown: bool = False
    ) -> frozenset[str]:
        """Keep the shapes that ``events`` name; the names, for :meth:`committed`. Another reader may keep them too.

        Raises:
            UnknownShape: an event names a shape that came with no event; ``though_unknown`` passes over it, where the
                event is held back for that very reason.
        """
        if self._book is None:
            return frozenset()
        named = {named_shape(event.type, event.schema_version, event.data) for event in events}
        names = frozenset(name for name in named if name is not None) - self._kept
        if though_unknown:
            names = frozenset(filter(self._book.knows, names))
        keep_shapes(connection, self._table, [self._book.get(name).defined for name in sorted(names)])
        return names

    def committed(self, names: frozenset[str]) -> None:
        """These are kept for good. Of very many it is forgotten which: they are written once more."""
        self._kept = names if len(self._kept) >= MOST_SHAPES else self._kept | names


def keep_shapes(connection: sa.Connection, table: sa.Table, definitions: Iterable[ShapeDefined]) -> None:
    """Keep these definitions; those that are there already are the same."""
    rows = ((each.shape, _encode(each)) for each in definitions)
    insert_rows(connection, table, ("shape", "definition"), rows, "ON CONFLICT (shape) DO NOTHING")


def kept_shape(connection: sa.Connection, table: sa.Table, name: str) -> ShapeDefined | None:
    """The definition that is kept under a name; None where none is."""
    found = connection.execute(sa.select(table.c.definition).where(table.c.shape == name)).scalar_one_or_none()
    return None if found is None else _decode(found)
