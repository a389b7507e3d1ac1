"""One group commit: commands decided in order against the same streams, appended in one call.

Each decision sees what the ones before it in the batch have done, though nothing is stored yet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from services.intake.reports.commands import (
    PANEL_MOVED,
    TARGET_MOVED,
    Amend,
    AskedCommand,
    Close,
    Command,
    CommandAnswer,
    CommandRefused,
    ReportPanel,
    Review,
    Withdraw,
)
from services.intake.reports.commit.answers import Decided, ReviewResult, answer_to
from services.intake.reports.decide import CommandRefusal, Submit, decide_submit, decide_withdraw
from services.intake.reports.decide_review import ReportDecision, decide_close, decide_review
from services.intake.reports.proposals.decide import SettleProposal, decide_proposal
from services.intake.reports.standing import ReportStanding
from services.intake.reports.state import ReportState, evolve
from services.intake.reports.streams import (
    ReportEvent,
    panel_stream,
    period_stream,
    plan_stream,
    region_and_period,
    report_stream,
)
from services.intake.units.rulebook import Rulebook
from shared.events import Event, PeriodClosed, TargetRevised
from shared.periods import Month
from shared.store import NewEvent, Recorded

Taken = TypeVar("Taken", bound=Event)
"""Events that are taken together, or not at all."""

OUTSIDE = ("region-not-yours", "该单位不在您的审核范围内")


def streams_of(command: Command, rulebook: Rulebook) -> list[str]:
    """The streams that a command is decided on."""
    match command:
        case Submit() | Withdraw() | SettleProposal():
            return _report_streams(command.region, command.period, rulebook)
        case Review():
            return [report_stream(each.region, each.period) for each in command.decisions]
        case Close():
            return [period_stream(command.area, command.period)]
        case Amend():
            return [plan_stream(event) for event, _ in command.amendments]
        case ReportPanel():
            return [panel_stream(event) for event, _ in command.reports]


def _report_streams(region: str, period: str, rulebook: Rulebook) -> list[str]:
    areas = [period_stream(area, period) for area in rulebook.areas(region)]
    return [report_stream(region, period), *areas]


class CommandBatch:
    """``standings`` and ``versions`` are those of every stream that the commands are decided on.

    ``known_versions`` stay those from before the batch; ``blocked`` names, by area and month, the units
    that keep a month from being closed.
    """

    def __init__(
        self,
        rulebook: Rulebook,
        standings: Mapping[str, ReportStanding],
        versions: Mapping[str, int],
        blocked: Mapping[tuple[str, str], Sequence[str]],
    ) -> None:
        self._rulebook = rulebook
        self._blocked = blocked
        self._standings = standings
        self._states = {stream: standing.state for stream, standing in standings.items()}
        self.known_versions = versions
        self._versions = dict(versions)
        self.events: list[NewEvent] = []

    def decide(self, asked: AskedCommand) -> Decided:
        """Decide one command; its events join the batch.

        Raises:
            CommandRefused: it may not happen; the batch is as before.
        """
        start = len(self.events)
        command = asked.command
        results: tuple[ReviewResult, ...] = ()
        revision = 0
        match command:
            case Submit():
                state = self._state(command.region, command.period)
                closed = self._closed(command.region, command.period)
                self._add(asked, decide_submit(state, closed, command, asked.actor), asked.key)
                revision = state.revision + 1
            case Withdraw():
                revision = self._withdraw(asked, command)
            case SettleProposal():
                revision = self._settle(asked, command)
            case Review():
                results = self._review(asked, command)
            case Close():
                self._close(asked, command)
            case Amend():
                self._take_all(asked, command.amendments, plan_stream, TARGET_MOVED, command.proposer)
            case ReportPanel():
                self._take_all(asked, command.reports, panel_stream, PANEL_MOVED)
        return Decided(asked, range(start, len(self.events)), revision, results)

    def answer(self, decided: Decided, recorded: Sequence[Recorded]) -> CommandAnswer:
        """The answer to a command once the batch's events are recorded."""
        events = [self.events[index].event for index in decided.events]
        return answer_to(decided, events, [recorded[index] for index in decided.events], self._rulebook)

    def standings(self, recorded: Sequence[Recorded]) -> dict[tuple[str, str], ReportStanding]:
        """Where the reports that the batch touched now stand."""
        touched: dict[tuple[str, str], ReportStanding] = {}
        for new, record in zip(self.events, recorded, strict=True):
            if not isinstance(new.event, ReportEvent):
                continue
            key = region_and_period(new.event)
            before = touched.get(key) or self._standings.get(new.stream) or ReportStanding()
            touched[key] = before.reached(self._states[new.stream], record)
        return touched

    def _withdraw(self, asked: AskedCommand, command: Withdraw) -> int:
        """The revision that is taken back."""
        state = self._state(command.region, command.period)
        closed = self._closed(command.region, command.period)
        where = (command.region, command.period)
        self._add(asked, decide_withdraw(state, closed, *where, command.reason, command.drawn_from), asked.key)
        return state.revision

    def _settle(self, asked: AskedCommand, command: SettleProposal) -> int:
        """The revision that stands afterwards. What was signed is its proposer's; who signed stands in it."""
        state = self._state(command.region, command.period)
        closed = self._closed(command.region, command.period)
        event = decide_proposal(state, closed, command, asked.actor)
        proposer = state.proposed.proposer if command.what == "sign" and state.proposed is not None else ""
        self._add(asked, event, asked.key, proposer)
        return self._state(command.region, command.period).revision

    def _close(self, asked: AskedCommand, command: Close) -> None:
        closed = self._versions.get(period_stream(command.area, command.period), 0) > 0
        blocked = self._blocked.get((command.area, command.period), ())
        event = decide_close(closed, command.area, command.period, blocked, command.despite, command.due, command.early)
        self._add(asked, event, asked.key)

    def _review(self, asked: AskedCommand, command: Review) -> tuple[ReviewResult, ...]:
        """What becomes of each decision, for itself."""
        return tuple(
            _refused(decision, *OUTSIDE) if index in command.outside else self._decision(asked, decision)
            for index, decision in enumerate(command.decisions)
        )

    def _decision(self, asked: AskedCommand, decision: ReportDecision) -> ReviewResult:
        try:
            state = self._state(decision.region, decision.period)
            nobodys = self._nobodys(state, decision)
            blanks = () if nobodys else self._blanks(state, decision)
            self._add(asked, decide_review(state, decision, self._levels(decision.region), nobodys, blanks), None)
        except CommandRefused as refused:
            return _refused(decision, refused.refusal.code, refused.refusal.message)
        status = "accepted" if decision.accept else "returned"
        return ReviewResult(decision.region, decision.period, status, revision=state.revision)

    def _blanks(self, state: ReportState, decision: ReportDecision) -> tuple[str, ...]:
        """The names of what the revision that stands owes and leaves blank."""
        made = state.made
        return self._rulebook.blanks(made.region, made.lines, Month.parse(made.period)) if made is not None else ()

    def _nobodys(self, state: ReportState, decision: ReportDecision) -> bool:
        """Asked of a report that there is: a decision may name any text as its month, a report has a real one."""
        return state.revision > 0 and self._rulebook.nobodys(decision.region, Month.parse(decision.period))

    def _state(self, region: str, period: str) -> ReportState:
        return self._states.get(report_stream(region, period)) or ReportState()

    def _levels(self, region: str) -> tuple[str, ...]:
        """The region and all that contain it, nearest first; only the region when the catalogue has none such."""
        catalogue = self._rulebook.catalogue
        return (region, *catalogue.ancestors(region)) if region in catalogue.regions else (region,)

    def _closed(self, region: str, period: str) -> bool:
        areas = self._rulebook.areas(region)
        return any(self._versions.get(period_stream(area, period), 0) for area in areas)

    def _add(self, asked: AskedCommand, event: Event | CommandRefusal, key: str | None, actor: str = "") -> None:
        """``actor`` is whose event it is ('': whoever asks)."""
        if isinstance(event, CommandRefusal):
            raise CommandRefused(event)
        stream = (period_stream if isinstance(event, PeriodClosed) else report_stream)(*region_and_period(event))
        self._append(asked, stream, event, key, actor)
        if not isinstance(event, PeriodClosed):
            self._states[stream] = evolve(self._states.get(stream) or ReportState(), event)

    def _take_all(
        self,
        asked: AskedCommand,
        events: Sequence[tuple[Taken, int]],
        stream_of: Callable[[Taken], str],
        moved: CommandRefusal,
        proposer: str = "",
    ) -> None:
        """What each was held against when it was worked out (so many events of its stream) must still stand."""
        if any(self._versions.get(stream_of(event), 0) != known for event, known in events):
            raise CommandRefused(moved)
        key = asked.key if len(events) == 1 else None  # a key names one event; the answer is kept under it anyway
        for event, _ in events:
            actor = proposer if isinstance(event, TargetRevised) else ""
            self._append(asked, stream_of(event), event, key, actor)

    def _append(self, asked: AskedCommand, stream: str, event: Event, key: str | None, actor: str = "") -> None:
        version = self._versions.get(stream, 0)
        self.events.append(
            NewEvent(
                stream=stream,
                event=event,
                actor=actor or asked.actor,
                correlation_id=asked.correlation_id,
                expected_version=version,
                idempotency_key=key,
            )
        )
        self._versions[stream] = version + 1


def _refused(decision: ReportDecision, code: str, reason: str) -> ReviewResult:
    return ReviewResult(decision.region, decision.period, "refused", code, reason)
