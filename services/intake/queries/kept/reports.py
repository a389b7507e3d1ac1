"""What stands of an area's months, kept in memory and brought up to the store's head before it is read.

Traded: memory (some 2 KB a report of 20 lines) for not decoding sixty months of every unit each time a month is
reviewed. What has changed since is told by ``reports.position`` alone, which every event of a report moves, so nothing
older than the transaction that asks can be shown: whoever asks brings it up in that same transaction.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import sqlalchemy as sa

from services.intake.reports.repository import Repository
from shared.events import Explanation, ReportLine, ReviewFinding
from shared.periods import Month
from shared.store import Head

ReportKey = tuple[str, int]
"""Region and month (an ordinal)."""


Lines = tuple[ReportLine, ...]


class Stands(NamedTuple):
    """What stands of a report."""

    status: str
    revision: int
    lines: Lines
    findings: tuple[ReviewFinding, ...]
    explanations: tuple[Explanation, ...]


class Changed(NamedTuple):
    """Which reports have changed: at all, in the lines that stand, and in what was sent first."""

    reports: frozenset[ReportKey]
    lines: frozenset[ReportKey]
    first: frozenset[ReportKey]


NOTHING = Changed(frozenset(), frozenset(), frozenset())


class KeptReports:
    """The reports of ``regions`` from one month to another: what stands, and those that do not stand as first sent, as
    they were then. One caller at a time."""

    def __init__(self, repository: Repository, regions: Collection[str]) -> None:
        self._repository = repository
        self.regions = regions
        self._known = Head(0, "")
        self._held: range = range(0)
        self.standing: dict[ReportKey, Stands] = {}
        self.first: dict[ReportKey, Lines] = {}

    @property
    def size(self) -> int:
        """How many reports are kept."""
        return len(self.standing) + len(self.first)

    def clear(self) -> None:
        """Keep nothing."""
        self._held, self.standing, self.first = range(0), {}, {}

    def first_sent(self, key: ReportKey) -> Lines | None:
        """A report as it was first; None: there is none."""
        stands = self.standing.get(key)
        return self.first.get(key, stands and stands.lines)

    def bring_up(self, connection: sa.Connection, months: range) -> Changed | None:
        """Let these months (ordinals) be as they stand now. Which reports of those that were kept before have changed;
        None: nothing was, or no longer."""
        head = self._repository.store.head(connection)
        if not self._continues(connection, months):
            self.clear()
            self._take(connection, months, 0)
            self._held, self._known = months, head
            return None
        changed = NOTHING
        if head != self._known:
            changed = self._follow(connection)
            self._known = head
        before, after = range(months.start, self._held.start), range(self._held.stop, months.stop)
        for each in filter(len, (before, after)):
            self._take(connection, each, 0)
        self._held = range(min(months.start, self._held.start), max(months.stop, self._held.stop))
        return changed

    def _continues(self, connection: sa.Connection, months: range) -> bool:
        """Whether what is kept can be added to: it is of this store, and of months that these lie beside."""
        if not self._held or months.stop < self._held.start or self._held.stop < months.start:
            return False
        known = self._known
        return bool(known.position) and self._repository.store.hash_at(connection, known.position) == known.hash

    def _follow(self, connection: sa.Connection) -> Changed:
        """Read again what something has become of."""
        known = self._known.position
        moved = self._repository.moved(connection, self.regions, *_span(self._held), known)
        keys = [(region, Month.parse(period).ordinal) for region, period in moved]
        before = {key: (self._lines(key), self.first_sent(key)) for key in keys}
        for key in keys:
            self.standing.pop(key, None)
            self.first.pop(key, None)
        self._take(connection, self._held, known)
        return Changed(
            frozenset(keys),
            frozenset(key for key, (lines, _) in before.items() if lines != self._lines(key)),
            frozenset(key for key, (_, first) in before.items() if first != self.first_sent(key)),
        )

    def _lines(self, key: ReportKey) -> Lines | None:
        stands = self.standing.get(key)
        return stands and stands.lines

    def _take(self, connection: sa.Connection, months: range, after: int) -> None:
        """Read the reports of these months that something has become of behind a position."""
        for row, event in self._repository.standing_reports(connection, self.regions, *_span(months), after):
            stands = Stands(row.status, row.revision, event.lines, event.findings, event.explanations)
            self.standing[row.region, Month.parse(row.period).ordinal] = stands
        for event in self._repository.first_reports(connection, self.regions, *_span(months), after):
            self.first[event.region, Month.parse(event.period).ordinal] = event.lines


def _span(months: range) -> tuple[Month, Month]:
    return month_of(months.start), month_of(months.stop - 1)


def month_of(ordinal: int) -> Month:
    """The month of an ordinal."""
    return Month(ordinal // 12, ordinal % 12 + 1)
