"""Commands to events: the group commit of everything that is asked of intake."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence

import sqlalchemy as sa
from starlette.concurrency import run_in_threadpool

from services.intake.reports.commands import KEY_REUSED, AskedCommand, Close, CommandAnswer, CommandRefused, Moved
from services.intake.reports.commit.batch import Batch, Decided, encode_receipt, streams_of
from services.intake.reports.commit.other_instances import Follower
from services.intake.reports.decide import Submit
from services.intake.reports.receipts import find_receipt
from services.intake.reports.repository import KeptAnswer, Repository
from services.intake.reports.standing import ReportStanding
from services.intake.reports.streams import SUBMISSIONS
from services.intake.units.recent_histories import Histories
from services.intake.units.rulebook import Rulebook
from shared.database.engine import Database
from shared.events import ReportCorrected, ReportSubmitted
from shared.observe import Metrics
from shared.periods import Month
from shared.store import GroupCommit, Head, LookedUp, Recorded

_Outcome = CommandAnswer | CommandRefused | Moved | Decided


class Handlers:
    """Runs commands in group commits, and tells the histories what has become of the reports."""

    def __init__(
        self, database: Database, repository: Repository, rulebook: Rulebook, histories: Histories, metrics: Metrics
    ) -> None:
        self._database = database
        self._repository = repository
        self._rulebook = rulebook
        self._histories = histories
        self._metrics = metrics
        self._follower = Follower(repository.store)
        self._started: float | None = None
        self._head = 0
        self._commit: GroupCommit[AskedCommand, CommandAnswer] = GroupCommit(database, self.apply)
        database.on_commit(self._observe)

    def start(self, head: Head) -> None:
        """Begin with an empty memory, of a store that stands at ``head``."""
        self._follower.start(head)

    async def run(self, asked: AskedCommand) -> CommandAnswer:
        """Decide a command durably.

        Raises:
            Refused: it may not happen; nothing was stored.
            Moved: the report was held against a history that is no longer true; nothing was stored.
            Overloaded: too much waits.
        """
        answer = await self._commit.submit(asked)
        command = asked.command
        if isinstance(command, Submit) and not answer.replayed:
            self._histories.put(command.region, Month.parse(command.period), command.lines)
        for region, period in answer.dropped:
            self._histories.drop(region, Month.parse(period))
        return answer

    async def replay(self, key: str, digest: str) -> CommandAnswer | None:
        """The receipt already given under ``key``, if it was for the same body; None when the key is unused.

        Asked before a report is refused for its content, so that a repetition gets its receipt
        though by now (a longer history, a newer catalogue) the content would be judged otherwise.

        Raises:
            Refused: ``idempotency-key-reused``.
        """
        return await run_in_threadpool(self._replay, key, digest)

    async def preview(self, asked: AskedCommand) -> bool:
        """Decide a command and store nothing: whether it would only repeat an answer given before.

        Raises:
            Refused: it may not happen.
        """
        return await run_in_threadpool(self._preview, asked)

    async def close(self) -> None:
        """Finish what was taken on."""
        await self._commit.close()

    def apply(self, connection: sa.Connection, batch: Sequence[AskedCommand]) -> list[CommandAnswer | Exception]:
        """Decide a batch inside one transaction: each command's answer, or why it was refused."""
        self._started = time.perf_counter()
        head = self._repository.lock(connection)
        moved = self._forget_strangers(connection, head)
        outcomes, decided = self._decide(connection, batch, moved)
        looked_up = LookedUp(head, decided.known_versions)
        recorded = self._repository.store.append(connection, decided.events, looked_up)
        self._repository.save(connection, decided.standings(recorded))
        answers: list[CommandAnswer | Exception] = []
        kept: dict[str, KeptAnswer] = {}
        for asked, outcome in zip(batch, outcomes, strict=True):
            if isinstance(outcome, int):
                answers.append(_repeated(asked, batch[outcome], answers[outcome]))
            elif isinstance(outcome, Decided):
                answer = decided.answer(outcome, recorded)
                answers.append(answer)
                if not isinstance(asked.command, Submit):
                    kept[asked.key] = KeptAnswer(asked.digest, answer.body)
            else:
                answers.append(outcome)
        self._repository.keep(connection, kept)
        if recorded:
            head = Head(recorded[-1].position, recorded[-1].hash)
            self._head = head.position
            self._metrics.append_size.observe(len(batch))
        self._follower.done(head)
        return answers

    def _forget_strangers(self, connection: sa.Connection, head: Head) -> Collection[str]:
        """Forget what other instances have changed; the regions that a command may have been held against wrongly."""
        strangers = self._follower.strangers(connection, head)
        if strangers is None:
            self._histories.clear()
            return self._rulebook.catalogue.regions
        self._histories.forget(strangers)
        return strangers

    def _decide(
        self, connection: sa.Connection, batch: Sequence[AskedCommand], moved: Collection[str]
    ) -> tuple[list[_Outcome | int], Batch]:
        """What becomes of each command: an index means "as the one at that index", whose key it repeats."""
        store = self._repository.store
        stored = self._stored(connection, batch)
        used = store.find_keys(connection, {asked.key for asked in batch})
        fresh = [asked for asked in batch if asked.key not in stored and asked.key not in used]
        wanted = {stream for asked in fresh for stream in streams_of(asked.command, self._rulebook)}
        wanted.update(record.stream for record in used.values())
        streams = store.read_streams(connection, wanted)
        decided = Batch(self._rulebook, *self._standings(streams), self._blocked(connection, fresh))
        outcomes: list[_Outcome | int] = []
        first: dict[str, int] = {}
        for index, asked in enumerate(batch):
            if asked.key in stored:
                outcomes.append(_kept_answer(asked, stored[asked.key]))
            elif asked.key in used:
                outcomes.append(self._given(asked.digest, used[asked.key], streams))
            elif asked.key in first:
                outcomes.append(first[asked.key])
            elif isinstance(asked.command, Submit) and asked.command.region in moved:
                outcomes.append(Moved())
            else:
                first[asked.key] = index
                try:
                    outcomes.append(decided.decide(asked))
                except CommandRefused as refused:
                    outcomes.append(refused)
        return outcomes, decided

    def _blocked(self, connection: sa.Connection, fresh: Sequence[AskedCommand]) -> dict[tuple[str, str], list[str]]:
        """The units with findings that block, of every area and month that is to be closed."""
        names = self._rulebook.names
        return {
            (close.area, close.period): [names[region] for region in self._blocking(connection, close)]
            for close in (asked.command for asked in fresh)
            if isinstance(close, Close) and close.area in names
        }

    def _blocking(self, connection: sa.Connection, close: Close) -> list[str]:
        inside = self._rulebook.inside(close.area)
        return [each for each in self._repository.blocked(connection, close.period) if each in inside]

    def _stored(self, connection: sa.Connection, batch: Sequence[AskedCommand]) -> dict[str, KeptAnswer]:
        keys = {asked.key for asked in batch if not isinstance(asked.command, Submit)}
        return self._repository.answers(connection, keys) if keys else {}

    def _standings(self, streams: dict[str, list[Recorded]]) -> tuple[dict[str, ReportStanding], dict[str, int]]:
        standings = {
            stream: self._repository.standing(events)
            for stream, events in streams.items()
            if stream.startswith("report-")
        }
        return standings, {stream: events[-1].version for stream, events in streams.items()}

    def _given(
        self, digest: str, record: Recorded, streams: dict[str, list[Recorded]]
    ) -> CommandAnswer | CommandRefused:
        """The receipt once more, when the key belongs to a report with the same body."""
        if record.type not in SUBMISSIONS:
            return CommandRefused(KEY_REUSED)
        event = self._repository.store.decode(record)
        if not isinstance(event, ReportSubmitted | ReportCorrected) or event.digest != digest:
            return CommandRefused(KEY_REUSED)
        receipt = find_receipt(
            streams[record.stream], self._repository.store.decode, self._rulebook, position=record.position
        )
        return CommandAnswer(encode_receipt(receipt), replayed=True)

    def _replay(self, key: str, digest: str) -> CommandAnswer | None:
        store = self._repository.store
        with self._database.read() as connection:
            record = store.find_keys(connection, [key]).get(key)
            if record is None:
                return None
            streams = {record.stream: store.read_stream(connection, record.stream)}
        given = self._given(digest, record, streams)
        if isinstance(given, CommandRefused):
            raise given
        return given

    def _preview(self, asked: AskedCommand) -> bool:
        with self._database.read() as connection:
            (outcome,), _ = self._decide(connection, [asked], ())
        if isinstance(outcome, CommandRefused):
            raise outcome
        return isinstance(outcome, CommandAnswer)

    def _observe(self) -> None:
        """After a commit of this process: how long the batch took, and where the store stands."""
        if self._started is not None:
            self._metrics.append_seconds.observe(time.perf_counter() - self._started)
            self._metrics.store_position.labels("intake").set(self._head)
            self._started = None


def _kept_answer(asked: AskedCommand, kept: KeptAnswer) -> CommandAnswer | CommandRefused:
    return CommandAnswer(kept.body, replayed=True) if kept.digest == asked.digest else CommandRefused(KEY_REUSED)


def _repeated(asked: AskedCommand, first: AskedCommand, answer: CommandAnswer | Exception) -> CommandAnswer | Exception:
    if asked.digest != first.digest:
        return CommandRefused(KEY_REUSED)
    return CommandAnswer(answer.body, replayed=True) if isinstance(answer, CommandAnswer) else answer
