"""The one way into intake, by whichever door: a report taken or only tried, a person's command carried out."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import replace

import sqlalchemy as sa
from starlette.concurrency import run_in_threadpool

from services.intake.faults import ReceiptFinding
from services.intake.reports.asking import Asking
from services.intake.reports.commands import AskedCommand, Command, CommandAnswer, CommandRefused, Moved
from services.intake.reports.commit.handlers import Handlers
from services.intake.reports.decide import Submit
from services.intake.reports.entry import Entry, Preview
from services.intake.reports.judging import Judging
from services.intake.reports.proposals.decide import SettleProposal
from services.intake.reports.signing import Signing
from services.intake.submission.parse import Submission
from services.intake.submission.validate import Validated
from shared.events import CorrectionProposed
from shared.observe import Metrics
from shared.security.keys import Principal
from shared.store import EventTooLarge
from shared.web.bodies.reading import invalid
from shared.web.problems import Fault, Problem, event_too_large, store_away

PATIENCE_SECONDS = 30.0
"""How long an answer takes at the longest: a database whose server is frozen notices nothing itself."""

_AGAIN = "请用同一个 Idempotency-Key 稍后重试"

_OUTCOMES = {
    400: "malformed",
    401: "forbidden",
    403: "forbidden",
    409: "conflict",
    413: "too_large",
    415: "malformed",
    422: "invalid",
}


class Submitting:
    """What every door of intake asks: the API, bulk calls, Excel forms, targets and the pages.

    ``asking`` makes commands of what persons ask for, ``signing`` knows who may sign as the second person.
    """

    def __init__(
        self, handlers: Handlers, judging: Judging, asking: Asking, signing: Signing, metrics: Metrics
    ) -> None:
        self.asking = asking
        self.signing = signing
        self._handlers = handlers
        self._judging = judging
        self._reports = metrics.reports
        self._accepted, self._replayed = (self._reports.labels(outcome) for outcome in ("accepted", "replayed"))

    async def counted(self, work: Awaitable[CommandAnswer]) -> CommandAnswer:
        """The answer to one report, counted by what became of it.

        Raises:
            Problem: as ``work``, and 503 when the database is away.
        """
        try:
            answer = await work
        except sa.exc.OperationalError as error:
            self._reports.labels("failed").inc()
            raise store_away(error, _AGAIN) from error
        except Problem as problem:
            self._reports.labels(_OUTCOMES.get(problem.status, "failed")).inc()
            raise
        (self._replayed if answer.replayed else self._accepted).inc()
        return answer

    def begin(self, entry: Entry) -> asyncio.Future[CommandAnswer] | None:
        """Begin what :meth:`enter` does with a report without faults that can be judged without waiting; None: it is
        none, and nothing was done. Its answer is waited for no longer than any other, then what was begun is cancelled.

        Raises:
            Overloaded: too much waits.
        """
        submission = entry.parsed.submission
        if submission is None or entry.parsed.faults:
            return None
        validated = self._judging.at_once(entry.parsed)
        if validated is None or validated.faults:
            return None
        begun = self._handlers.begin(_asked(entry, _command(submission, validated, entry, ())))
        patience = begun.get_loop().call_later(PATIENCE_SECONDS, begun.cancel)
        begun.add_done_callback(lambda _: patience.cancel())
        return begun

    def taken(self, answer: CommandAnswer) -> bytes | None:
        """The body of the answer to a new report, which is counted here; None of any other answer, which is not."""
        if answer.replayed or answer.proposed:
            return None
        self._accepted.inc()
        return answer.body

    async def ended(self, begun: asyncio.Future[CommandAnswer]) -> CommandAnswer | None:
        """What became of a report that was begun, and has ended; None: it is to be taken from its beginning.

        Raises:
            Problem: as :meth:`enter`.
        """
        try:
            return await self._told(begun)
        except asyncio.CancelledError as error:
            raise store_away(error, _AGAIN) from error
        except Moved:
            return None

    async def enter(self, entry: Entry) -> CommandAnswer:
        """Take a report, from whatever kind of body it was read; the caller has asked whose it is to post.

        Raises:
            Problem: 422 with every fault, 409 when it may not happen, 413 when it is too much to be recorded,
                503 when the database is away.
        """
        while True:
            asked = await self._judged(entry)
            if isinstance(asked, CommandAnswer):
                return asked
            try:
                return await self._run(asked[0])
            except Moved:
                continue  # another instance has stored something for this unit: held against it once more

    async def preview(self, entry: Entry) -> Preview:
        """What would become of a report that is sent in now; nothing is stored.

        Raises:
            Problem: as :meth:`enter`.
        """
        asked = await self._judged(entry)
        if isinstance(asked, CommandAnswer):
            return Preview(True, ())
        try:
            replayed = await self._handlers.preview(asked[0])
        except CommandRefused as refused:
            raise _conflict(refused) from None
        except EventTooLarge:
            raise event_too_large() from None
        command = asked[0].command
        assert isinstance(command, Submit)
        return Preview(replayed, asked[1], command.findings, command.explanations, command.lines)

    async def ask(
        self, principal: Principal, key: str, digest: str, command: Command, correlation: str
    ) -> CommandAnswer:
        """A command of :class:`Asking`, under the idempotency key that its sender chose; ``digest`` is the
        SHA-256 of what was sent.

        Raises:
            Problem: 409 or 422 when it may not happen, 503 when the database is away.
        """
        try:
            return await self._run(AskedCommand(command, principal.id, f"{principal.id}:{key}", digest, correlation))
        except sa.exc.OperationalError as error:
            raise store_away(error, _AGAIN) from error

    async def sign(
        self,
        principal: Principal,
        key: str,
        digest: str,
        command: SettleProposal,
        correlation: str,
        proposed: CorrectionProposed | None,
    ) -> CommandAnswer:
        """A second signer signs ``proposed`` (None: nothing waits any more), of which the rules are asked again.

        Raises:
            Problem: as :meth:`ask`.
        """
        judged = await self._judging.again(proposed) if proposed is not None else None
        return await self.ask(principal, key, digest, replace(command, judged=judged), correlation)

    async def _judged(self, entry: Entry) -> CommandAnswer | tuple[AskedCommand, tuple[ReceiptFinding, ...]]:
        """What is to be asked of a report without faults, and its findings; of one that has faults by now,
        the answer that its key was given before."""
        submission, faults = entry.parsed.submission, entry.parsed.faults
        if submission is None:
            raise invalid(faults, "报表有误", "report-invalid")
        validated = await self._judging.validate(entry.parsed)
        if faults or validated.faults:
            if (given := await self._repeat(entry.key, entry.digest)) is not None:
                return given
            raise invalid([*faults, *validated.faults], "报表有误", "report-invalid")
        tell: tuple[str, ...] = ()
        if entry.proposes and submission.correction is not None and not entry.signer:
            tell = await run_in_threadpool(self.signing.told, submission.region, entry.actor)
        command = _command(submission, validated, entry, tell)
        return _asked(entry, command), validated.findings

    async def _repeat(self, key: str, digest: str) -> CommandAnswer | None:
        try:
            return await self._handlers.replay(key, digest)
        except CommandRefused as refused:
            raise _conflict(refused) from None

    async def _run(self, asked: AskedCommand) -> CommandAnswer:
        return await self._told(self._handlers.run(asked))

    async def _told(self, answer: Awaitable[CommandAnswer]) -> CommandAnswer:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await answer
        except CommandRefused as refused:
            raise _conflict(refused) from None
        except EventTooLarge:
            raise event_too_large() from None
        except TimeoutError as error:
            raise store_away(error, _AGAIN) from error


def _asked(entry: Entry, command: Submit) -> AskedCommand:
    return AskedCommand(command, entry.actor, entry.key, entry.digest, entry.correlation_id)


def _command(submission: Submission, validated: Validated, entry: Entry, tell: tuple[str, ...]) -> Submit:
    return Submit(
        submission.region,
        submission.period,
        validated.lines,
        entry.digest,
        submission.simulated,
        submission.note,
        submission.correction,
        entry.signer,
        validated.review,
        validated.explanations,
        entry.drawn_from,
        entry.proposes,
        tell,
    )


def _conflict(refused: CommandRefused) -> Problem:
    refusal = refused.refusal
    if refusal.pointer:
        return Problem(
            422, "report-invalid", "报表有误", faults=[Fault(refusal.code, refusal.pointer, refusal.message)]
        )
    return Problem(409, refusal.code, refusal.message)
