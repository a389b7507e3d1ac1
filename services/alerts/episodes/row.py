"""An episode's row as it is kept, and how the alert's events move it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple, get_args

import msgspec

from services.alerts.episodes.episode import FIGURES_RETURNED
from services.alerts.episodes.events import EpisodeEvent, PeopleEvent
from services.alerts.episodes.policy import rank
from shared.events import (
    AlertAcknowledged,
    AlertAnswerAccepted,
    AlertAnswered,
    AlertAnswerReturned,
    AlertClosedByCorrection,
    AlertEscalated,
    AlertExpired,
    AlertFrozen,
    AlertGapGrew,
    AlertLevelChanged,
    AlertOutcomeChanged,
    AlertPromiseBroken,
    AlertRaised,
    AlertReopened,
    AlertResolved,
    AlertSignedOff,
    AlertSilenced,
    AskedDays,
    Assessment,
    Level,
    ProgressAssessed,
)

ExpiredState = Literal[
    "expired_completed", "expired_not_completed", "expired_unreviewed", "expired_unreported", "expired_unjudged"
]
"""How an episode ended that was open when its plan did: by the result on accepted figures, or without one."""

EpisodeState = Literal["open", "frozen", "resolved", "closed_by_correction"] | ExpiredState
EXPIRED_STATES: tuple[ExpiredState, ...] = get_args(ExpiredState)
OPEN_STATES: tuple[EpisodeState, ...] = ("open", "frozen")
"""The states of an episode that is not over."""

_EXPIRED: Mapping[str, ExpiredState] = {
    "completed": "expired_completed",
    "not_completed": "expired_not_completed",
    "completed_unreviewed": "expired_unreviewed",
    "not_completed_unreviewed": "expired_unreviewed",
    "unreported": "expired_unreported",
    "unjudged": "expired_unjudged",
}
"""The state that each reason of an end with the plan leaves."""

UNREVIEWED = "_unreviewed"
"""Ends the reason of an outcome that rests on provisional figures."""

StateFilter = Literal["open", "closed", "expired", "all"]
"""``closed`` is every episode that is over, ``expired`` those of them that ended with their plan (期满评估)."""

AnswerState = Literal["none", "standing", "accepted", "returned", "broken"]
"""``broken``: it was accepted, and what it promised was not kept."""

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Assessment).decode


class EpisodeRow(NamedTuple):
    """How an episode stands, in the order of its table's columns.

    ``period`` is the last month spoken about. ``asked_at``: when the department was last asked to sign and to
    answer; ``acknowledged_at``, ``answer`` and ``escalated`` (the last step, '' for none) are since then. ``after``
    is the episode that a correction reopened. ``sign_by`` and ``answer_by`` are the days that the department was told,
    '' where none were stored. ``assessment`` is the last one that was told, as JSON. Instants are
    UTC microseconds.
    """

    number: str
    episode: int
    stream: str
    plan: str
    row: int
    indicator: str
    region: str
    state: EpisodeState
    level: Level
    raised_period: str
    raised_at: int
    period: str
    changed_at: int
    after: int | None
    assessment: bytes
    asked_at: int | None
    acknowledged_at: int | None = None
    answer: AnswerState = "none"
    answered_at: int | None = None
    signed_off_at: int | None = None
    silenced_until: str = ""
    escalated: str = ""
    sign_by: str = ""
    answer_by: str = ""

    @classmethod
    def of(cls, columns: Mapping[Any, Any]) -> EpisodeRow:
        """What the database gives, by the columns' names."""
        return cls(**columns)

    @property
    def open(self) -> bool:
        """Whether the episode is not over; a frozen one is not."""
        return self.state in OPEN_STATES

    def among(self, state: StateFilter) -> bool:
        """Whether the filter lists it."""
        match state:
            case "open":
                return self.open
            case "closed":
                return not self.open
            case "expired":
                return self.state in EXPIRED_STATES
            case "all":
                return True

    @property
    def assessed(self) -> Assessment:
        """The last assessment that was told."""
        return _decode(self.assessment)

    def assessed_as(self, period: str, assessment: Assessment) -> ProgressAssessed:
        """An assessment of the episode's target, which is binding, for a month."""
        return ProgressAssessed(
            plan=self.plan,
            row=self.row,
            indicator=self.indicator,
            region=self.region,
            period=period,
            binding=True,
            assessment=assessment,
        )


def project(row: EpisodeRow | None, event: EpisodeEvent, stream: str, at: int) -> EpisodeRow:
    """The row after one more event. ``at`` is its instant in UTC microseconds.

    Raises:
        ValueError: an episode that goes on without having begun.
    """
    if isinstance(event, AlertRaised):
        return _raised(event, stream, at)
    if row is None:
        raise ValueError(f"{event.alert} episode {event.episode} was never raised")
    if isinstance(event, PeopleEvent):
        return _HANDLED[type(event)](row, event, at)
    changed = row._replace(period=max(row.period, event.period), changed_at=at)
    match event:
        case AlertLevelChanged():
            changed = _level_changed(changed, event, at)
        case AlertGapGrew():
            changed = changed._replace(assessment=_encode(event.assessment))
        case AlertPromiseBroken():
            changed = changed._replace(answer="broken" if changed.answer == "accepted" else changed.answer)
        case AlertFrozen():
            changed = changed._replace(state="frozen")
        case AlertOutcomeChanged() | AlertReopened():
            changed = _otherwise(changed, event)
        case AlertResolved() | AlertClosedByCorrection() | AlertExpired():
            changed = changed._replace(state=_closed_state(event), assessment=_encode(event.assessment))
    return changed


def _raised(event: AlertRaised, stream: str, at: int) -> EpisodeRow:
    return EpisodeRow(
        number=event.alert,
        episode=event.episode,
        stream=stream,
        plan=event.plan,
        row=event.row,
        indicator=event.indicator,
        region=event.region,
        state="open",
        level=event.level,
        raised_period=event.period,
        raised_at=at,
        period=event.period,
        changed_at=at,
        after=event.after,
        assessment=_encode(event.assessment),
        asked_at=at,
        **_days(event.asked),
    )


def _level_changed(row: EpisodeRow, event: AlertLevelChanged, at: int) -> EpisodeRow:
    """Where it got worse the department is asked anew to sign and to answer, unless another alert tells of it."""
    state: EpisodeState = "open" if event.reason == FIGURES_RETURNED else row.state
    changed = row._replace(state=state, level=event.level, assessment=_encode(event.assessment))
    if rank(event.level) <= rank(event.old_level) or event.gathered_by:
        return changed
    asked = changed._replace(asked_at=at, acknowledged_at=None, answer="none", answered_at=None, escalated="")
    return asked._replace(**_days(event.asked))


def _closed_state(event: AlertResolved | AlertClosedByCorrection | AlertExpired) -> EpisodeState:
    if isinstance(event, AlertExpired):
        return _EXPIRED[event.reason]
    return "resolved" if isinstance(event, AlertResolved) else "closed_by_correction"


def _otherwise(row: EpisodeRow, event: AlertOutcomeChanged | AlertReopened) -> EpisodeRow:
    """What was told to be the end was another, or none."""
    return _reopened(row, event) if isinstance(event, AlertReopened) else _outcome_changed(row, event)


def _outcome_changed(row: EpisodeRow, event: AlertOutcomeChanged) -> EpisodeRow:
    """What was struck off with another result is to be struck off anew."""
    signed = row.signed_off_at if same_result(event) else None
    state = _EXPIRED[event.reason]
    return row._replace(state=state, assessment=_encode(event.assessment), signed_off_at=signed)


def same_result(event: AlertOutcomeChanged) -> bool:
    """Whether the result stays what was told, and only rests on accepted figures now."""
    return event.old_reason.removesuffix(UNREVIEWED) == event.reason


def _reopened(row: EpisodeRow, event: AlertReopened) -> EpisodeRow:
    """What people did counts on; a sign-off was of an end that was none."""
    assessment = row.assessment if event.frozen else _encode(event.assessment)
    again = row._replace(state="frozen" if event.frozen else "open", level=event.level, assessment=assessment)
    days = _days(event.asked) if event.asked is not None else {}
    return again._replace(signed_off_at=None, **days)


def _days(asked: AskedDays | None) -> dict[str, Any]:
    return (
        {"sign_by": asked.sign_by, "answer_by": asked.answer_by}
        if asked is not None
        else {"sign_by": "", "answer_by": ""}
    )


def _returned(row: EpisodeRow, event: AlertAnswerReturned) -> EpisodeRow:
    return row._replace(
        answer="returned", answer_by=event.asked.answer_by if event.asked is not None else row.answer_by
    )


_HANDLED: Mapping[type[PeopleEvent], Callable[[EpisodeRow, Any, int], EpisodeRow]] = {
    AlertAcknowledged: lambda row, event, at: row._replace(acknowledged_at=at),
    AlertAnswered: lambda row, event, at: row._replace(answer="standing", answered_at=at),
    AlertAnswerAccepted: lambda row, event, at: row._replace(answer="accepted"),
    AlertAnswerReturned: lambda row, event, at: _returned(row, event),
    AlertSignedOff: lambda row, event, at: row._replace(signed_off_at=at),
    AlertEscalated: lambda row, event, at: row._replace(escalated=event.step),
    AlertSilenced: lambda row, event, at: row._replace(silenced_until=event.until),
}
"""What people's events change in the row."""
