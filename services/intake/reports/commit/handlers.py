"""Commands to events: the group commit of everything that is asked of intake."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection, Sequence
from functools import partial

import sqlalchemy as sa
from starlette.concurrency import run_in_threadpool

from services.intake.reports.commands import AskedCommand, CommandAnswer, CommandRefused
from services.intake.reports.commit.answers import Decided
from services.intake.reports.commit.batch import CommandBatch
from services.intake.reports.commit.deciding import Deciding, Outcome
from services.intake.reports.commit.other_instances import Follower
from services.intake.reports.commit.replay import AnswerReplay, repeated
from services.intake.reports.decide import Submit
from services.intake.reports.repository import KeptAnswer, Repository
from services.intake.units.recent.histories import Histories
from services.intake.units.rulebook import Rulebook
from shared.database.engine import Database
from shared.observe import Metrics
from shared.periods import Month
from shared.store import GroupCommit, Head, LookedUp, Recorded


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
        self._replay = AnswerReplay(repository, rulebook)
        self._deciding = Deciding(repository, rulebook, self._replay)
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
            CommandRefused: it may not happen; nothing was stored.
            Moved: the report was held against a history that is no longer true; nothing was stored.
            EventTooLarge: what was to be stored is more than the log carries.
            Overloaded: too much waits.
        """
        answer = await self._commit.submit(asked)
        self._remember(asked, answer)
        return answer

    def begin(self, asked: AskedCommand) -> asyncio.Future[CommandAnswer]:
        """The same, begun at once: what comes of it. It fails as :meth:`run` raises.

        Raises:
            Overloaded: too much waits.
        """
        begun = self._commit.put(asked)
        begun.add_done_callback(partial(self._remember_begun, asked))
        return begun

    def _remember_begun(self, asked: AskedCommand, begun: asyncio.Future[CommandAnswer]) -> None:
        if not begun.cancelled() and begun.exception() is None:
            self._remember(asked, begun.result())

    def _remember(self, asked: AskedCommand, answer: CommandAnswer) -> None:
        """Tell the histories what has been stored."""
        command = asked.command
        if isinstance(command, Submit) and not (answer.replayed or answer.proposed):
            self._histories.put(command.region, Month.parse(command.period), command.lines)
        for region, period in answer.dropped:
            self._histories.drop(region, Month.parse(period))

    async def replay(self, key: str, digest: str) -> CommandAnswer | None:
        """The receipt already given under ``key``, if it was for the same body; None when the key is unused.

        Asked before a report is refused for its content, so that a repetition gets its receipt
        though by now (a longer history, a newer catalogue) the content would be judged otherwise.

        Raises:
            CommandRefused: ``idempotency-key-reused``.
        """
        return await run_in_threadpool(self._receipt, key, digest)

    async def preview(self, asked: AskedCommand) -> bool:
        """Decide a command and store nothing: whether it would only repeat an answer given before.

        Raises:
            CommandRefused: it may not happen.
            EventTooLarge: what would be stored is more than the log carries.
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
        outcomes, decided = self._deciding.decide(connection, batch, moved)
        looked_up = LookedUp(head, decided.known_versions)
        recorded = self._repository.store.append(connection, decided.events, looked_up)
        self._repository.save(connection, decided.standings(recorded))
        answers = _answers(batch, outcomes, decided, recorded)
        self._repository.keep(connection, _to_keep(batch, outcomes, answers))
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

    def _receipt(self, key: str, digest: str) -> CommandAnswer | None:
        with self._database.read() as connection:
            return self._replay.receipt(connection, key, digest)

    def _preview(self, asked: AskedCommand) -> bool:
        with self._database.read() as connection:
            (outcome,), decided = self._deciding.decide(connection, [asked], ())
        if isinstance(outcome, CommandRefused):
            raise outcome
        for event in decided.events:
            self._repository.store.encoded(event)
        return isinstance(outcome, CommandAnswer)

    def _observe(self) -> None:
        """After a commit of this process: how long the batch took, and where the store stands."""
        if self._started is not None:
            self._metrics.append_seconds.observe(time.perf_counter() - self._started)
            self._metrics.store_position.labels("intake").set(self._head)
            self._started = None


def _answers(
    batch: Sequence[AskedCommand],
    outcomes: Sequence[Outcome | int],
    decided: CommandBatch,
    recorded: Sequence[Recorded],
) -> list[CommandAnswer | Exception]:
    answers: list[CommandAnswer | Exception] = []
    for asked, outcome in zip(batch, outcomes, strict=True):
        if isinstance(outcome, int):
            answers.append(repeated(asked, batch[outcome], answers[outcome]))
        elif isinstance(outcome, Decided):
            answers.append(decided.answer(outcome, recorded))
        else:
            answers.append(outcome)
    return answers


def _to_keep(
    batch: Sequence[AskedCommand], outcomes: Sequence[Outcome | int], answers: Sequence[CommandAnswer | Exception]
) -> dict[str, KeptAnswer]:
    """The answers that do not follow from the store, by key."""
    return {
        asked.key: KeptAnswer(asked.digest, answer.body)
        for asked, outcome, answer in zip(batch, outcomes, answers, strict=True)
        if isinstance(outcome, Decided) and isinstance(answer, CommandAnswer) and not isinstance(asked.command, Submit)
    }
