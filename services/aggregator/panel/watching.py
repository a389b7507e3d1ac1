"""From the reports of sample enterprises to the losses that are told: inside the transaction that keeps the reports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa

from services.aggregator import reader_position
from services.aggregator.panel import repository
from services.aggregator.panel.losses import ToldLoss, after, decide
from services.aggregator.panel.matching import standing
from shared.catalogue import Catalogue
from shared.events import Event, PanelReported
from shared.periods import Month
from shared.store import EventStore, NewEvent, Recorded

ACTOR = "aggregator"


class PanelWatch:
    """Keeps what was reported, and finds the losses in it. An event that was applied before changes nothing."""

    def __init__(self, store: EventStore, catalogue: Catalogue) -> None:
        self._store = store
        self._catalogue = catalogue

    def __call__(self, connection: sa.Connection, reported: Sequence[tuple[Recorded, PanelReported]]) -> None:
        """Take what a batch holds of them."""
        new = repository.save(connection, reported)
        self.judge(connection, {(each.enterprise, each.period): record.correlation_id for record, each in new})

    def judge(self, connection: sa.Connection, touched: Mapping[tuple[str, str], str]) -> None:
        """Judge enterprises' periods as they stand, and tell what is news; each with whose correlation id it has."""
        if not touched:
            return
        reader_position.lock(connection)  # nobody else tells of them meanwhile
        told = self._told(connection, {enterprise for enterprise, _ in touched})
        found: list[NewEvent] = []
        for (enterprise, period), correlation in touched.items():
            revisions = repository.of_enterprise(connection, enterprise, period)
            stands = standing(each.event for each in revisions).get((enterprise, period))
            event = None if stands is None else self._decide(stands, told.get(enterprise, {}).get(period))
            if event is not None:
                stream = panel_stream(enterprise)
                found.append(NewEvent(stream=stream, event=event, actor=ACTOR, correlation_id=correlation))
        self._store.append(connection, found)

    def _decide(self, report: PanelReported, told: ToldLoss | None) -> Event | None:
        panel = self._catalogue.panel
        member = panel.member(report.enterprise, Month.parse(report.period))
        name = member.name if member is not None else report.enterprise
        return decide(report, name, panel.limit(report.size), told)

    def _told(self, connection: sa.Connection, enterprises: Iterable[str]) -> dict[str, dict[str, ToldLoss]]:
        """What stands told of these enterprises, by period."""
        streams = {panel_stream(each): each for each in enterprises}
        found: dict[str, dict[str, ToldLoss]] = {}
        for stream, records in self._store.read_streams(connection, streams).items():
            told: dict[str, ToldLoss] = {}
            for record in records:
                told = after(told, self._store.decode(record))
            found[streams[stream]] = told
        return found


def panel_stream(enterprise: str) -> str:
    """The stream of what was found of an enterprise."""
    return f"panel-{enterprise}"
