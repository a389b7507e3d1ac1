"""What sample enterprises have reported, read from their streams."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from services.intake.panel.records import KnownPanel, PanelRecord
from services.intake.reports.commands import CommandAnswer
from services.intake.reports.repository import Repository
from services.intake.reports.streams import enterprise_stream
from shared.database.engine import Database
from shared.events import PanelReported


class PanelReading:
    """Each method opens a transaction of its own; call it in a thread."""

    def __init__(self, database: Database, repository: Repository) -> None:
        self._database = database
        self._repository = repository

    def known(self, enterprises: Collection[str]) -> KnownPanel:
        """What these enterprises have reported."""
        with self._database.read() as connection:
            return self._known(connection, enterprises)

    def kept(self, key: str, digest: str) -> CommandAnswer | None:
        """What was answered to the same body under the same (scoped) idempotency key; None when nothing was."""
        with self._database.read() as connection:
            found = self._repository.answers(connection, [key]).get(key)
        return CommandAnswer(found.body, replayed=True) if found is not None and found.digest == digest else None

    def _known(self, connection: sa.Connection, enterprises: Collection[str]) -> KnownPanel:
        store = self._repository.store
        streams = {enterprise_stream(each): each for each in enterprises}
        records: list[PanelRecord] = []
        versions: dict[str, int] = {}
        for stream, found in store.read_streams(connection, streams).items():
            versions[streams[stream]] = found[-1].version
            for recorded in found:
                event = store.decode(recorded)
                assert isinstance(event, PanelReported)
                records.append(PanelRecord(event, recorded))
        return KnownPanel(records, versions)
