"""What becomes of each command of a batch, inside its transaction: decided, answered as before, or looked at again."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sqlalchemy as sa

from services.intake.reports.commands import AskedCommand, Close, CommandAnswer, CommandRefused, Moved
from services.intake.reports.commit.answers import Decided
from services.intake.reports.commit.batch import CommandBatch, streams_of
from services.intake.reports.commit.replay import AnswerReplay, kept_answer
from services.intake.reports.decide import Submit
from services.intake.reports.repository import Repository
from services.intake.reports.standing import ReportStanding
from services.intake.units.rulebook import Rulebook
from shared.store import Recorded

Outcome = CommandAnswer | CommandRefused | Moved | Decided
"""Of one command: an answer given before, a refusal, stale ground under it, or events to be appended."""


class Deciding:
    """Reads what the commands are decided on, all of it at once."""

    def __init__(self, repository: Repository, rulebook: Rulebook, replay: AnswerReplay) -> None:
        self._repository = repository
        self._rulebook = rulebook
        self._replay = replay

    def decide(
        self, connection: sa.Connection, batch: Sequence[AskedCommand], moved: Collection[str]
    ) -> tuple[list[Outcome | int], CommandBatch]:
        """What becomes of each command: an index means "as the one at that index", whose key it repeats."""
        store = self._repository.store
        stored = self._replay.kept(connection, batch)
        used = store.find_keys(connection, {asked.key for asked in batch})
        fresh = [asked for asked in batch if asked.key not in stored and asked.key not in used]
        wanted = {stream for asked in fresh for stream in streams_of(asked.command, self._rulebook)}
        wanted.update(record.stream for record in used.values())
        streams = store.read_streams(connection, wanted)
        decided = CommandBatch(self._rulebook, *self._standings(streams), self._blocked(connection, fresh))
        outcomes: list[Outcome | int] = []
        first: dict[str, int] = {}
        for index, asked in enumerate(batch):
            if asked.key in stored:
                outcomes.append(kept_answer(asked, stored[asked.key]))
            elif asked.key in used:
                outcomes.append(self._replay.given(asked.digest, used[asked.key], streams))
            elif asked.key in first:
                outcomes.append(first[asked.key])
            elif isinstance(asked.command, Submit) and asked.command.region in moved:
                outcomes.append(Moved())
            else:
                first[asked.key] = index
                outcomes.append(_decided(decided, asked))
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

    def _standings(self, streams: dict[str, list[Recorded]]) -> tuple[dict[str, ReportStanding], dict[str, int]]:
        standings = {
            stream: self._repository.standing(events)
            for stream, events in streams.items()
            if stream.startswith("report-")
        }
        return standings, {stream: events[-1].version for stream, events in streams.items()}


def _decided(batch: CommandBatch, asked: AskedCommand) -> Outcome:
    try:
        return batch.decide(asked)
    except CommandRefused as refused:
        return refused
