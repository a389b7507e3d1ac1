"""By which catalogue the database stands: whoever has another one changes nothing in it. SQL only."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from services.aggregator.tables import CATALOGUE_IN_USE
from shared.consume import NotByThisInstance

_ROW = 1


class AnotherCatalogue(NotByThisInstance):
    """The figures stand by another catalogue than this instance has; it is begun again with the newest files."""


@dataclass(frozen=True, slots=True)
class CatalogueInUse:
    """The catalogue of this process, by the ``digest`` of its files ('': made by hand, which is never compared)."""

    digest: str = ""

    def here(self, connection: sa.Connection) -> bool:
        """Whether the database stands by this catalogue; nothing is said of a database by which nothing was judged."""
        return not self.digest or standing(connection) in ("", self.digest)

    def check(self, connection: sa.Connection) -> None:
        """Ask it under the append lock, or once the reader's marks are moved, before anything is changed: who puts the
        database to another catalogue waits for both.

        Raises:
            AnotherCatalogue: the database stands by another one.
        """
        if not self.here(connection):
            raise AnotherCatalogue("the figures stand by another catalogue")


def standing(connection: sa.Connection) -> str:
    """The digest of the catalogue by which the database stands; '' where nothing is said of it."""
    return connection.execute(_STANDING).scalar_one_or_none() or ""


def save(connection: sa.Connection, digest: str) -> None:
    """From now on the database stands by the catalogue of this digest."""
    connection.execute(sa.delete(CATALOGUE_IN_USE))
    connection.execute(CATALOGUE_IN_USE.insert().values(id=_ROW, digest=digest))


_STANDING = sa.select(CATALOGUE_IN_USE.c.digest)
