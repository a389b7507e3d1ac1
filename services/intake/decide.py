"""What may happen to a report, and to a month. Pure: state and command in, event or named refusal out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from services.intake.parse import Correction
from shared.events import (
    Event,
    PeriodClosed,
    ReportAccepted,
    ReportCorrected,
    ReportLine,
    ReportReturned,
    ReportSubmitted,
    ReportWithdrawn,
)

Status = Literal["none", "submitted", "accepted", "returned", "withdrawn"]


@dataclass(frozen=True, slots=True)
class ReportState:
    """Where one unit's report for one month stands.

    ``revision`` counts submissions and corrections; ``accepted_revision`` is the last one a
    reviewer accepted (None: never).
    """

    revision: int = 0
    status: Status = "none"
    accepted_revision: int | None = None


NOTHING = ReportState()
"""Before the first event of the stream."""


@dataclass(frozen=True, slots=True)
class Submit:
    """A unit posts its lines for a month."""

    region: str
    period: str
    lines: tuple[ReportLine, ...]
    digest: str
    simulated: bool = False
    note: str = ""
    correction: Correction | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """A reviewer's word on the standing revision; ``revision`` says which one was looked at."""

    region: str
    period: str
    accept: bool
    reason: str = ""
    revision: int | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something may not happen: ``code`` names it, ``message`` tells in Chinese what to do."""

    code: str
    message: str
    pointer: str = ""


def evolve(state: ReportState, event: Event) -> ReportState:
    """The state after one event of the stream."""
    match event:
        case ReportSubmitted() | ReportCorrected():
            return ReportState(state.revision + 1, "submitted", state.accepted_revision)
        case ReportAccepted():
            return ReportState(state.revision, "accepted", event.revision)
        case ReportReturned():
            return ReportState(state.revision, "returned", state.accepted_revision)
        case ReportWithdrawn():
            return ReportState(state.revision, "withdrawn", state.accepted_revision)
        case _:
            raise ValueError(f"{type(event).__name__} is no event of a report")


def decide_submit(state: ReportState, closed: bool, command: Submit, actor: str) -> Event | Refusal:
    """New lines for a month.

    Until the report is accepted or the month closed they simply replace what stood (a correction
    given then is taken as a plain resubmission). Afterwards they need a reason and a second signer
    other than the one who posts: a correction, or a late report.
    """
    accepted = state.accepted_revision is not None
    if not (accepted or closed):
        return ReportSubmitted(
            region=command.region,
            period=command.period,
            lines=command.lines,
            digest=command.digest,
            simulated=command.simulated,
            note=command.note,
        )
    correction = command.correction
    if correction is None:
        return _needs_correction(accepted, state, command)
    if correction.second_signer.strip().casefold() == actor.casefold():
        return Refusal("signer-is-actor", "第二签字人不能是报送人本人", "/correction/second_signer")
    return ReportCorrected(
        region=command.region,
        period=command.period,
        lines=command.lines,
        digest=command.digest,
        reason=correction.reason.strip(),
        second_signer=correction.second_signer.strip(),
        simulated=command.simulated,
        note=command.note,
    )


def _needs_correction(accepted: bool, state: ReportState, command: Submit) -> Refusal:
    what = "更正须附 correction：reason（理由）和 second_signer（第二签字人）"
    if accepted:
        return Refusal("already-accepted", f"{command.period}的报表（第{state.accepted_revision}版）已审核通过，{what}")
    kind = "补报" if state.revision == 0 else "更改"
    return Refusal("month-closed", f"{command.period}已关账，{kind}须按更正报送；{what}")


def decide_withdraw(state: ReportState, closed: bool, region: str, period: str, reason: str) -> Event | Refusal:
    """The unit takes its report back: only before acceptance, and not once the month is closed."""
    if state.revision == 0:
        return Refusal("nothing-reported", f"{period}尚无报表，无可撤回")
    if state.accepted_revision is not None:
        return Refusal("already-accepted", "报表已审核通过，不能撤回；如数据有误请报送更正")
    if closed:
        return Refusal("month-closed", f"{period}已关账，不能撤回；如数据有误请报送更正")
    if state.status != "submitted":
        return Refusal("not-submitted", "报表已被退回或撤回，无需再撤回")
    return ReportWithdrawn(region=region, period=period, revision=state.revision, reason=reason.strip())


def decide_review(state: ReportState, decision: Decision) -> Event | Refusal:
    """Accept or return the revision that stands; a month that is closed may still be reviewed."""
    if (refusal := _not_reviewable(state, decision)) is not None:
        return refusal
    if decision.accept:
        return ReportAccepted(region=decision.region, period=decision.period, revision=state.revision)
    if not decision.reason.strip():
        return Refusal("reason-missing", "退回须说明理由")
    return ReportReturned(
        region=decision.region, period=decision.period, revision=state.revision, reason=decision.reason.strip()
    )


def _not_reviewable(state: ReportState, decision: Decision) -> Refusal | None:
    if state.revision == 0:
        return Refusal("nothing-reported", "该单位该月尚无报表")
    if state.status == "accepted":
        return Refusal("already-accepted", f"第{state.accepted_revision}版已审核通过")
    if state.status != "submitted":
        return Refusal("not-submitted", "报表已被退回或撤回，须待重新报送")
    if decision.revision is not None and decision.revision != state.revision:
        return Refusal("revision-moved", f"现为第{state.revision}版，审核的是第{decision.revision}版，请重新查看")
    return None


def decide_close(closed: bool, area: str, period: str) -> Event | Refusal:
    """Close a month for an area.

    Closing does not wait for full coverage: whoever has not reported by then reports late, as a
    correction with a reason and a second signer, so that nothing changes unseen.
    """
    if closed:
        return Refusal("already-closed", f"{period}已关账")
    return PeriodClosed(region=area, period=period)
