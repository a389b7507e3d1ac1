"""What is owed, stated and reached of commitments, as its readers may see it. SQL, and who reads what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import sqlalchemy as sa

from services.intake.commitments.known import KnownCommitment, OwedStatement
from services.intake.reports.repository import Repository
from services.intake.tables import COMMITMENT_EVIDENCE, COMMITMENT_FILES
from shared.catalogue import Catalogue
from shared.catalogue.model import Commitment, Plan
from shared.commitments.answering import answering, followed_row
from shared.commitments.history import (
    NO_HISTORY,
    CommitmentEvent,
    CommitmentHistory,
    CommitmentKey,
    RecordedCommitment,
    histories,
)
from shared.commitments.owed import unstated_periods
from shared.commitments.periods import due_day
from shared.database.engine import Database
from shared.events import Attachment
from shared.security.access import Access
from shared.security.keys import Principal, Role
from shared.store import EventStore, Recorded
from shared.web.uploads import attached


def commitment_stream(plan: str, row: int) -> str:
    """The stream of what is said of one commitment."""
    return f"commitment-{plan}-{row}"


class CommitmentSight:
    """Whose commitments somebody sees: a department those that it answers for, a reviewer those of the plans of their
    area, who runs or audits the system all of theirs."""

    def __init__(self, catalogue: Catalogue, access: Access) -> None:
        self._catalogue = catalogue
        self._access = access

    def plans(self, viewer: Principal) -> list[Plan]:
        """The plans with commitments that the viewer may see any of."""
        return [each for each in self._catalogue.plans.values() if each.commitments and self._area(viewer, each.region)]

    def sees(self, viewer: Principal, plan: Plan, departments: Iterable[str]) -> bool:
        """Whether the viewer sees a commitment of ``plan`` that these ``departments`` answer for."""
        if not self._area(viewer, plan.region):
            return False
        return viewer.role is not Role.DEPARTMENT or viewer.subject in tuple(departments)

    def _area(self, viewer: Principal, region: str) -> bool:
        if viewer.role is Role.DEPARTMENT:
            return region == viewer.region
        if viewer.role in (Role.REVIEWER, Role.OPS, Role.AUDITOR):
            return self._access.may_read(viewer, region)
        return False


class CommitmentReading:
    """Every method opens a transaction of its own; call it in a thread."""

    def __init__(self, database: Database, repository: Repository, catalogue: Catalogue, access: Access) -> None:
        self._database = database
        self._store = repository.store
        self._catalogue = catalogue
        self.sight = CommitmentSight(catalogue, access)

    def listing(self, viewer: Principal, today: date, plan: str = "") -> list[KnownCommitment]:
        """Every commitment that the viewer sees (of one ``plan`` where it is named), in the order of the text."""
        plans = [each for each in self.sight.plans(viewer) if plan in ("", each.id)]
        seen = [
            (each, printed, departments)
            for each in plans
            for printed in each.commitments
            if self.sight.sees(viewer, each, departments := self._departments(each, printed))
        ]
        with self._database.read() as connection:
            known = self._histories(connection, [(each.id, printed.row) for each, printed, _ in seen])
        return [
            self._known(each, printed, departments, known.get((each.id, printed.row), NO_HISTORY), today)
            for each, printed, departments in seen
        ]

    def one(self, viewer: Principal, plan_id: str, row: int, today: date) -> KnownCommitment | None:
        """One commitment, where there is it and the viewer sees it."""
        plan = self._catalogue.plans.get(plan_id)
        printed = None if plan is None else next((each for each in plan.commitments if each.row == row), None)
        if plan is None or printed is None:
            return None
        departments = self._departments(plan, printed)
        if not self.sight.sees(viewer, plan, departments):
            return None
        with self._database.read() as connection:
            known = self._histories(connection, [(plan_id, row)])
        return self._known(plan, printed, departments, known.get((plan_id, row), NO_HISTORY), today)

    def evidence(self, known: KnownCommitment, sha256: str) -> tuple[Attachment, bytes] | None:
        """A file that one of the commitment's statements names, where it came in with one of them."""
        named = next(
            (
                file
                for statements in known.history.statements.values()
                for each in statements
                for file in each.event.evidence
                if file.sha256 == sha256
            ),
            None,
        )
        if named is None:
            return None
        stream = commitment_stream(known.plan.id, known.printed.row)
        came = sa.select(COMMITMENT_EVIDENCE.c.sha256).filter_by(stream=stream, sha256=sha256)
        with self._database.read() as connection:
            if connection.execute(came).first() is None:
                return None  # named by its digest alone: it may be another department's
            content = attached.load(connection, COMMITMENT_FILES, sha256)
        return None if content is None else (named, content)

    def _departments(self, plan: Plan, printed: Commitment) -> tuple[str, ...]:
        return answering(self._catalogue.departments, plan, printed)

    def _histories(
        self, connection: sa.Connection, keys: Sequence[CommitmentKey]
    ) -> dict[CommitmentKey, CommitmentHistory]:
        found = self._store.read_streams(connection, [commitment_stream(*key) for key in keys])
        return histories(each for records in found.values() for each in recorded_of(self._store, records))

    def _known(
        self, plan: Plan, printed: Commitment, departments: tuple[str, ...], history: CommitmentHistory, today: date
    ) -> KnownCommitment:
        followed = followed_row(plan, printed)
        owed = () if followed is not None else tuple(self._owed(plan, printed, history, today))
        return KnownCommitment(plan, printed, departments, history, owed, followed)

    def _owed(
        self, plan: Plan, printed: Commitment, history: CommitmentHistory, today: date
    ) -> Iterator[OwedStatement]:
        calendar = self._catalogue.calendar_of(plan.region)
        for period in unstated_periods(plan, printed, history):
            if period.last_day <= today:
                yield OwedStatement(period, due_day(period, plan.rules.statements, calendar))


def recorded_of(store: EventStore, records: Iterable[Recorded]) -> list[RecordedCommitment]:
    """The events of a commitment's stream."""
    found = []
    for record in records:
        event = store.decode(record)
        assert isinstance(event, CommitmentEvent)
        found.append(RecordedCommitment(record.position, record.recorded_at, record.actor, event))
    return found
