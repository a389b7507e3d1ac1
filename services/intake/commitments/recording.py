"""Statements, milestones and decisions taken down: decided and appended in one transaction, answered alike when the
same is asked again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from services.intake.commitments.decide import CommitmentCommand, decide
from services.intake.commitments.reading import commitment_stream, recorded_of
from services.intake.reports.commands import KEY_REUSED, CommandAnswer
from services.intake.reports.decide import CommandRefusal
from services.intake.reports.repository import KeptAnswer, Repository
from services.intake.tables import COMMITMENT_EVIDENCE, COMMITMENT_FILES
from shared.commitments.history import CommitmentEvent, RecordedCommitment, history
from shared.database.engine import Database
from shared.database.rows import insert_rows
from shared.events import CommitmentStated, CommitmentStatementAccepted, MilestoneReached
from shared.store import EventTooLarge, NewEvent
from shared.web.problems import Problem, event_too_large, store_away
from shared.web.uploads import attached
from shared.web.uploads.attached import AttachmentUpload

_AGAIN = "请用同一个 Idempotency-Key 稍后重试"
_encode = msgspec.json.Encoder().encode


class CommitmentResult(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of one item: ``stated``, ``recorded`` (a milestone), ``accepted``, ``returned`` or ``refused`` (with
    ``code`` and ``reason``); ``statement`` is its number among the period's."""

    plan: str
    row: int
    status: str
    period: str = ""
    statement: int = 0
    position: int = 0
    code: str = ""
    reason: str = ""


class CommitmentResults(msgspec.Struct, frozen=True):
    """In the order of what was posted."""

    results: tuple[CommitmentResult, ...]


class AskedBy(NamedTuple):
    """Who asks, under which idempotency key (scoped to them), with what content, for which request."""

    actor: str
    key: str
    digest: str
    correlation_id: str


class CommitmentRecording:
    """Every method opens a transaction of its own; call it in a thread."""

    def __init__(self, database: Database, repository: Repository) -> None:
        self._database = database
        self._repository = repository
        self._store = repository.store

    def run(
        self, commands: Sequence[CommitmentCommand], by: AskedBy, uploads: Collection[AttachmentUpload] = ()
    ) -> CommandAnswer:
        """Decide every command, each for itself; ``uploads`` are kept with what names them.

        Raises:
            Problem: 409 for a key that was used for something else, 413 for more than the log carries, 503 while the
                database is away.
        """
        try:
            with self._database.write() as connection:
                return self._run(connection, commands, by, uploads)
        except EventTooLarge:
            raise event_too_large() from None
        except sa.exc.OperationalError as error:
            raise store_away(error, _AGAIN) from error

    def kept(self, by: AskedBy) -> CommandAnswer | None:
        """What was answered to the same before, though by now it would be refused for its content.

        Raises:
            Problem: 409 for a key that was used for something else.
        """
        with self._database.read() as connection:
            return self._kept(connection, by)

    def _run(
        self,
        connection: sa.Connection,
        commands: Sequence[CommitmentCommand],
        by: AskedBy,
        uploads: Collection[AttachmentUpload],
    ) -> CommandAnswer:
        self._repository.lock(connection)
        if (kept := self._kept(connection, by)) is not None:
            return kept
        decided = self._decided(connection, commands)
        events = [each for each in decided if not isinstance(each, CommandRefusal)]
        if uploads and events:
            attached.keep(connection, COMMITMENT_FILES, uploads)
            _bind(connection, events, {each.attachment.sha256 for each in uploads})
        recorded = self._store.append(connection, [_new(event, by) for event in events])
        positions = iter(each.position for each in recorded)
        results = tuple(
            _refused(command, each) if isinstance(each, CommandRefusal) else _done(each, next(positions))
            for command, each in zip(commands, decided, strict=True)
        )
        body = _encode(CommitmentResults(results))
        self._repository.keep(connection, {by.key: KeptAnswer(by.digest, body)})
        return CommandAnswer(body)

    def _decided(
        self, connection: sa.Connection, commands: Sequence[CommitmentCommand]
    ) -> list[CommitmentEvent | CommandRefusal]:
        """What becomes of each, on what the ones before it have done."""
        streams = {commitment_stream(each.about.plan.id, each.about.row) for each in commands}
        known = {
            stream: recorded_of(self._store, records)
            for stream, records in self._store.read_streams(connection, streams).items()
        }
        decided: list[CommitmentEvent | CommandRefusal] = []
        for command in commands:
            past = known.setdefault(commitment_stream(command.about.plan.id, command.about.row), [])
            event = decide(history(past), command)
            decided.append(event)
            if not isinstance(event, CommandRefusal):
                past.append(RecordedCommitment(past[-1].position + 1 if past else 1, 0, "", event))
        return decided

    def _kept(self, connection: sa.Connection, by: AskedBy) -> CommandAnswer | None:
        found = self._repository.answers(connection, [by.key]).get(by.key)
        if found is not None and found.digest == by.digest:
            return CommandAnswer(found.body, replayed=True)
        if found is not None or self._store.find_keys(connection, [by.key]):
            raise Problem(409, KEY_REUSED.code, KEY_REUSED.message)
        return None


def _bind(connection: sa.Connection, events: Iterable[CommitmentEvent], uploaded: Collection[str]) -> None:
    """Note with which commitments the files came in that were uploaded."""
    rows = [
        (commitment_stream(event.plan, event.row), file.sha256)
        for event in events
        if isinstance(event, CommitmentStated)
        for file in event.evidence
        if file.sha256 in uploaded
    ]
    insert_rows(connection, COMMITMENT_EVIDENCE, ["stream", "sha256"], rows, "ON CONFLICT DO NOTHING")


def _new(event: CommitmentEvent, by: AskedBy) -> NewEvent:
    return NewEvent(
        stream=commitment_stream(event.plan, event.row),
        event=event,
        actor=by.actor,
        correlation_id=by.correlation_id,
    )


def _done(event: CommitmentEvent, position: int) -> CommitmentResult:
    if isinstance(event, MilestoneReached):
        return CommitmentResult(event.plan, event.row, "recorded", position=position)
    status = {CommitmentStated: "stated", CommitmentStatementAccepted: "accepted"}.get(type(event), "returned")
    return CommitmentResult(event.plan, event.row, status, event.period, event.statement, position)


def _refused(command: CommitmentCommand, refusal: CommandRefusal) -> CommitmentResult:
    period = str(getattr(command, "period", ""))
    return CommitmentResult(
        command.about.plan.id, command.about.row, "refused", period, code=refusal.code, reason=refusal.message
    )


def refusals(results: Iterable[CommitmentResult]) -> list[CommitmentResult]:
    """Those that were refused."""
    return [each for each in results if each.status == "refused"]
