"""Every document that was published: the chains' heads that stand in it, and its file as it was kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

import sqlalchemy as sa

from services.aggregator.bulletin.layout import edition
from services.aggregator.issuing.documents import DOCUMENT_EVENTS, DocumentEvent
from services.aggregator.issuing.renditions import PDF
from services.aggregator.tables import KEPT_DOCUMENTS
from shared.codec import CodecError
from shared.database.kept_documents import kept
from shared.events import AppraisalPublished, EvaluationPublished
from shared.store import EventStore, Recorded
from shared.store.witnesses import Witness

Standing = Literal["whole", "altered", "missing"]


class IssuedDocument(NamedTuple):
    """A document that was published, with its event's envelope."""

    recorded: Recorded
    event: DocumentEvent

    @property
    def name(self) -> str:
        """As it is named to whoever verifies."""
        event, number = self.event, edition(self.event.number)
        if isinstance(event, EvaluationPublished):
            return f"{event.content.title} {number}"
        kind = "考核通报" if isinstance(event, AppraisalPublished) else "通报"
        return f"{kind} {event.region} {event.period} {number}"


class KeptFile(NamedTuple):
    """How the printed file of a document stands: it is what was published, it is not, or it is not there any more."""

    name: str
    standing: Standing


def issued_documents(connection: sa.Connection, store: EventStore) -> Iterator[IssuedDocument]:
    """Every document that was published, in the order in which they were. An event that cannot be read is left out:
    that it was altered is seen by its chain."""
    table = store.tables.events
    query = sa.select(table.c.position).where(table.c.type.in_([each.__name__ for each in DOCUMENT_EVENTS]))
    for position in connection.execute(query.order_by(table.c.position)).scalars().all():
        (recorded,) = store.read(connection, position - 1, 1)
        try:
            event = store.decode(recorded)
        except CodecError:
            continue
        assert isinstance(event, DOCUMENT_EVENTS)
        yield IssuedDocument(recorded, event)


def heads_in(documents: Iterable[IssuedDocument]) -> Iterator[Witness]:
    """The chains' heads that stand in documents: whoever holds one knows what was there."""
    for each in documents:
        for head in each.event.content.heads:
            yield Witness(each.name, head.topic, head.position, head.hash, each.recorded.recorded_at)


def kept_files(connection: sa.Connection, documents: Iterable[IssuedDocument]) -> Sequence[KeptFile]:
    """The printed files of documents. What was published before documents were printed has none, and nor has any of
    a database that keeps none yet."""
    if not sa.inspect(connection).has_table(KEPT_DOCUMENTS.name):
        return []
    printed = [(each.name, each.event.digests[PDF]) for each in documents if PDF in each.event.digests]
    return [KeptFile(name, _standing(connection, digest)) for name, digest in printed]


def _standing(connection: sa.Connection, digest: str) -> Standing:
    """Kept under the digest that stands in the event, which is in its chain: what the bytes are held against."""
    found = kept(connection, KEPT_DOCUMENTS, digest)
    if found is None:
        return "missing"
    return "whole" if found.whole else "altered"
