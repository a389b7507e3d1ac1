"""What can be read of reports. Single reports come from the store itself, listings from the read model."""

from __future__ import annotations

from typing import Any

from services.intake.receipts import SUBMISSIONS, Receipt, find_receipt, instant
from services.intake.repository import Repository, period_stream, report_stream
from services.intake.rulebook import Rulebook
from shared.catalogue.model import Kind
from shared.db import Database
from shared.events import Event, ReportCorrected, ReportLine, ReportReturned, ReportSubmitted, ReportWithdrawn
from shared.periods import Month
from shared.store import Head, Recorded

Document = dict[str, Any]


class Reading:
    """Each method opens a transaction of its own; call it in a thread."""

    def __init__(self, database: Database, repository: Repository, rulebook: Rulebook) -> None:
        self._database = database
        self._repository = repository
        self._rulebook = rulebook

    def head(self) -> Head:
        """Where the store stands."""
        with self._database.read() as connection:
            return self._repository.store.head(connection)

    def report(self, region: str, period: str) -> Document | None:
        """The report as it stands, with its last lines; None when nothing was ever reported."""
        stream = report_stream(region, period)
        periods = [period_stream(area, period) for area in self._rulebook.areas(region)]
        with self._database.read() as connection:
            streams = self._repository.store.read_streams(connection, [stream, *periods])
        events = streams.pop(stream, [])
        if not events:
            return None
        standing = self._repository.standing(events)
        made = next(each for each in reversed(events) if each.type in SUBMISSIONS)
        lines = self._repository.store.decode(made)
        assert isinstance(lines, ReportSubmitted | ReportCorrected)
        return {
            "region": region,
            "period": period,
            "status": standing.state.status,
            "revision": standing.state.revision,
            "accepted_revision": standing.state.accepted_revision,
            "closed": bool(streams),
            "position": standing.position,
            "submitted_at": instant(made.recorded_at),
            "simulated": lines.simulated,
            "note": lines.note,
            "lines": [self._line(line) for line in lines.lines],
        }

    def revisions(self, region: str, period: str) -> list[Document]:
        """Every event of the report, in order: who, when, what, and the hash that seals it."""
        found = []
        revision = 0
        for recorded in self._stream(region, period):
            revision += recorded.type in SUBMISSIONS
            document: Document = {
                "type": recorded.type,
                "revision": revision,
                "actor": recorded.actor,
                "recorded_at": instant(recorded.recorded_at),
                "position": recorded.position,
                "hash": recorded.hash,
            }
            found.append(document | _particulars(self._repository.store.decode(recorded)))
        return found

    def receipt(self, region: str, period: str, revision: int | None) -> Receipt | None:
        """The receipt of a revision (None: of the last one); None when there is no such revision."""
        stream = self._stream(region, period)
        return find_receipt(stream, self._repository.store.decode, self._rulebook, revision=revision)

    def listing(self, regions: list[str], first: Month, last: Month) -> list[Document]:
        """Where the reports of these regions and months stand."""
        with self._database.read() as connection:
            return self._repository.listing(connection, regions, first, last)

    def history(self, region: str, first: Month) -> list[tuple[Month, tuple[ReportLine, ...]]]:
        """The lines that stand for a region from a month on."""
        with self._database.read() as connection:
            return self._repository.history(connection, region, first)

    def _stream(self, region: str, period: str) -> list[Recorded]:
        with self._database.read() as connection:
            return self._repository.store.read_stream(connection, report_stream(region, period))

    def _line(self, line: ReportLine) -> Document:
        """A line in base units (a surveyed rate: basis points), with its name."""
        indicator = self._rulebook.catalogue.indicators.get(line.indicator)
        document: Document = {"indicator": line.indicator}
        if indicator is not None:
            base = "‱" if indicator.kind is Kind.DIRECT else indicator.part_unit or indicator.unit.base
            document |= {"name": indicator.name, "unit": base}
        if line.denominator is None:
            document["value"] = line.value
        else:
            document |= {"numerator": line.value, "denominator": line.denominator}
        return document | {"basis": line.basis}


def _particulars(event: Event) -> Document:
    match event:
        case ReportCorrected():
            return {"digest": event.digest, "reason": event.reason, "second_signer": event.second_signer}
        case ReportSubmitted():
            return {"digest": event.digest}
        case ReportReturned() | ReportWithdrawn():
            return {"reason": event.reason}
        case _:
            return {}
