"""Who remembers hashes of a store's events: its readers by their marks, and documents by the heads in them."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from services.aggregator.main import Aggregator
from services.commands.documents.issued import heads_in, issued_documents
from services.standalone import Standalone
from shared.consume import Consumer
from shared.process.service import StoreService
from shared.store.witnesses import Witness


def witnesses(standalone: Standalone) -> list[Witness]:
    """Every one there is, of every topic. Databases of earlier versions remember less."""
    services = (standalone.intake, standalone.aggregator, standalone.alerts)
    return [*(each for service in services for each in _marks_of(service)), *_documents(standalone.aggregator)]


def marks(consumer: Consumer) -> Iterator[Witness]:
    """What a reader remembers of its topic: the hash at each of its marks."""
    for mark in consumer.marks().values():
        if mark.hash:
            yield Witness(f"读取者 {consumer.name}", consumer.log.topic, mark.position, mark.hash)


def _marks_of(service: StoreService) -> Iterator[Witness]:
    with service.database.read() as connection:
        if not _has_column(connection, "consumer_marks", "hash"):
            return
    for consumer in service.consumers:
        yield from marks(consumer)


def _documents(aggregator: Aggregator) -> list[Witness]:
    with aggregator.database.read() as connection:
        return list(heads_in(issued_documents(connection, aggregator.store)))


def _has_column(connection: sa.Connection, table: str, column: str) -> bool:
    inspector = sa.inspect(connection)
    return inspector.has_table(table) and any(each["name"] == column for each in inspector.get_columns(table))
