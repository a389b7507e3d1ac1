"""What was answered before under an idempotency key: the same again, or a refusal for another content."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import sqlalchemy as sa

from services.intake.reports.commands import KEY_REUSED, AskedCommand, CommandAnswer, CommandRefused
from services.intake.reports.commit.answers import encode_receipt, proposal_answer
from services.intake.reports.decide import Submit
from services.intake.reports.receipts import find_receipt
from services.intake.reports.repository import KeptAnswer, Repository
from services.intake.reports.streams import SUBMISSIONS, LinesEvent
from services.intake.units.rulebook import Rulebook
from shared.events import CorrectionProposed
from shared.store import Recorded


class AnswerReplay:
    """A report's receipt follows from the store; what was answered to other commands was kept."""

    def __init__(self, repository: Repository, rulebook: Rulebook) -> None:
        self._repository = repository
        self._rulebook = rulebook

    def receipt(self, connection: sa.Connection, key: str, digest: str) -> CommandAnswer | None:
        """The receipt already given under ``key``; None when the key is unused.

        Raises:
            CommandRefused: the key was given to another content.
        """
        store = self._repository.store
        record = store.find_keys(connection, [key]).get(key)
        if record is None:
            return None
        given = self.given(digest, record, {record.stream: store.read_stream(connection, record.stream)})
        if isinstance(given, CommandRefused):
            raise given
        return given

    def given(
        self, digest: str, record: Recorded, streams: Mapping[str, Sequence[Recorded]]
    ) -> CommandAnswer | CommandRefused:
        """The receipt once more, when the key belongs to a report with the same body."""
        decode = self._repository.store.decode
        if record.type not in (*SUBMISSIONS, CorrectionProposed.__name__):
            return CommandRefused(KEY_REUSED)
        event = decode(record)
        if isinstance(event, CorrectionProposed) and event.digest == digest:
            return proposal_answer(event, replayed=True)
        if not isinstance(event, LinesEvent) or event.digest != digest:
            return CommandRefused(KEY_REUSED)
        receipt = find_receipt(streams[record.stream], decode, self._rulebook, position=record.position)
        return CommandAnswer(encode_receipt(receipt), replayed=True)

    def kept(self, connection: sa.Connection, batch: Sequence[AskedCommand]) -> dict[str, KeptAnswer]:
        """What was kept under the keys of a batch's commands other than reports."""
        keys = {asked.key for asked in batch if not isinstance(asked.command, Submit)}
        return self._repository.answers(connection, keys) if keys else {}


def kept_answer(asked: AskedCommand, kept: KeptAnswer) -> CommandAnswer | CommandRefused:
    """What was kept, when it was for the same content."""
    return CommandAnswer(kept.body, replayed=True) if kept.digest == asked.digest else CommandRefused(KEY_REUSED)


def repeated(asked: AskedCommand, first: AskedCommand, answer: CommandAnswer | Exception) -> CommandAnswer | Exception:
    """The answer to a command whose key the ``first`` one of the same batch has used."""
    if asked.digest != first.digest:
        return CommandRefused(KEY_REUSED)
    return replace(answer, replayed=True, dropped=()) if isinstance(answer, CommandAnswer) else answer
