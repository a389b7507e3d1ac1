"""What was stated, decided and reached of commitments, folded from their events. Pure.

Events may come in any order and more than once: they are taken in the order of their positions, each once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple, get_args

from shared.commitments.periods import StatementPeriod
from shared.events import (
    CommitmentStated,
    CommitmentStatementAccepted,
    CommitmentStatementReturned,
    MilestoneReached,
)

CommitmentEvent = CommitmentStated | CommitmentStatementAccepted | CommitmentStatementReturned | MilestoneReached
"""Every event of a commitment."""

COMMITMENT_TYPES: tuple[str, ...] = tuple(each.__name__ for each in get_args(CommitmentEvent))
"""Their names."""

CommitmentKey = tuple[str, int]
"""A plan, and the number of one of its commitments."""

ReviewState = Literal["submitted", "accepted", "returned", "replaced"]
"""待审核, 已通过, 已退回; a later one was sent in before it was reviewed."""


class RecordedCommitment(NamedTuple):
    """An event as it stands in ``reports``: where, since when (UTC microseconds), and by whom."""

    position: int
    recorded_at: int
    actor: str
    event: CommitmentEvent


class Statement(NamedTuple):
    """A statement and what became of it: ``said`` by whoever reviewed it, who is ``reviewer`` ('': nobody yet)."""

    event: CommitmentStated
    position: int
    recorded_at: int
    actor: str
    state: ReviewState = "submitted"
    said: str = ""
    reviewer: str = ""

    @property
    def period(self) -> StatementPeriod:
        """What it is about."""
        return StatementPeriod.parse(self.event.period)


class Milestone(NamedTuple):
    """A milestone as it was recorded."""

    event: MilestoneReached
    position: int
    recorded_at: int
    actor: str

    @property
    def day(self) -> date:
        """When it was reached."""
        return date.fromisoformat(self.event.day)


@dataclass(frozen=True, slots=True)
class CommitmentHistory:
    """One commitment's: by period every statement, the first one first; and every milestone, the latest day last."""

    statements: Mapping[StatementPeriod, tuple[Statement, ...]] = field(default_factory=dict)
    milestones: tuple[Milestone, ...] = ()

    def last(self, period: StatementPeriod) -> Statement | None:
        """The period's last statement, whatever became of it."""
        found = self.statements.get(period)
        return found[-1] if found else None

    def accepted(self, period: StatementPeriod) -> Statement | None:
        """The period's statement that counts: the last that was accepted, also while a correction of it waits."""
        found = self.statements.get(period, ())
        return next((each for each in reversed(found) if each.state == "accepted"), None)

    def answers(self, period: StatementPeriod) -> bool:
        """Whether nothing is owed of the period: its last statement was not returned."""
        last = self.last(period)
        return last is not None and (last.state != "returned" or self.accepted(period) is not None)

    @property
    def newest(self) -> Statement | None:
        """The accepted statement of the latest period."""
        found = [each for period in self.statements if (each := self.accepted(period)) is not None]
        return max(found, key=lambda each: each.period) if found else None

    @property
    def unreviewed(self) -> tuple[Statement, ...]:
        """What waits for review, the earliest period first."""
        waiting = [each[-1] for each in self.statements.values() if each[-1].state == "submitted"]
        return tuple(sorted(waiting, key=lambda each: each.period))

    @property
    def milestone(self) -> Milestone | None:
        """The milestone that counts."""
        return self.milestones[-1] if self.milestones else None


NO_HISTORY = CommitmentHistory()
"""Nothing was ever said of it."""


def histories(events: Iterable[RecordedCommitment]) -> dict[CommitmentKey, CommitmentHistory]:
    """By commitment what its events make of it."""
    by_position = {each.position: each for each in events}
    sorted_out: dict[CommitmentKey, list[RecordedCommitment]] = {}
    for position in sorted(by_position):
        recorded = by_position[position]
        sorted_out.setdefault((recorded.event.plan, recorded.event.row), []).append(recorded)
    return {key: history(each) for key, each in sorted_out.items()}


def history(events: Sequence[RecordedCommitment]) -> CommitmentHistory:
    """What the events of one commitment, in order, make of it."""
    found: dict[StatementPeriod, list[Statement]] = {}
    milestones: list[Milestone] = []
    for position, recorded_at, actor, event in events:
        if isinstance(event, MilestoneReached):
            milestones.append(Milestone(event, position, recorded_at, actor))
            continue
        made = found.setdefault(StatementPeriod.parse(event.period), [])
        if isinstance(event, CommitmentStated):
            if made and made[-1].state == "submitted":
                made[-1] = made[-1]._replace(state="replaced")
            made.append(Statement(event, position, recorded_at, actor))
        else:
            _decide(made, event, actor)
    milestones.sort(key=lambda each: (each.event.day, each.position))
    return CommitmentHistory({period: tuple(each) for period, each in found.items()}, tuple(milestones))


def _decide(
    made: list[Statement], event: CommitmentStatementAccepted | CommitmentStatementReturned, actor: str
) -> None:
    for index, each in enumerate(made):
        if each.event.statement == event.statement:
            if isinstance(event, CommitmentStatementAccepted):
                made[index] = each._replace(state="accepted", said=event.note, reviewer=actor)
            else:
                made[index] = each._replace(state="returned", said=event.reason, reviewer=actor)
