"""What may happen to a report, and to a month. Pure: state and command in, event or named refusal out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from services.intake.review.reviewed import CLEAN, Reviewed, reviewed, standing_message
from services.intake.submission.parse import Correction
from shared.events import (
    Event,
    Explanation,
    PeriodClosed,
    ReportAccepted,
    ReportCorrected,
    ReportLine,
    ReportReturned,
    ReportSubmitted,
    ReportWithdrawn,
    ReviewFinding,
)

Status = Literal["none", "submitted", "accepted", "returned", "withdrawn"]


@dataclass(frozen=True, slots=True)
class ReportState:
    """Where one unit's report for one month stands.

    ``revision`` counts submissions and corrections; ``accepted_revision`` is the last one a
    reviewer accepted (None: never, or a level above has returned it since). ``area`` is that of the
    highest reviewer who has accepted the standing revision ('' none, or not recorded). ``revised``
    counts the revisions that came after a first acceptance; ``reviewed`` whether there was one.
    ``findings`` are those of the review rules in the standing revision.
    """

    revision: int = 0
    status: Status = "none"
    accepted_revision: int | None = None
    area: str = ""
    revised: int = 0
    reviewed: bool = False
    findings: Reviewed = CLEAN


NOTHING = ReportState()
"""Before the first event of the stream."""


@dataclass(frozen=True, slots=True)
class Submit:
    """A unit posts its lines for a month. ``signer`` is the id of the key that signed as the second person."""

    region: str
    period: str
    lines: tuple[ReportLine, ...]
    digest: str
    simulated: bool = False
    note: str = ""
    correction: Correction | None = None
    signer: str = ""
    findings: tuple[ReviewFinding, ...] = ()
    explanations: tuple[Explanation, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """The word of the reviewer of ``area`` on the standing revision; ``revision`` says which one was looked at."""

    region: str
    period: str
    accept: bool
    reason: str = ""
    revision: int | None = None
    area: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something may not happen: ``code`` names it, ``message`` tells in Chinese what to do."""

    code: str
    message: str
    pointer: str = ""


SIGNER = "Second-Signer"
"""The request header that the second signer's key comes in."""

_SIGNING = f"请求头 {SIGNER} 附其密钥（Bearer）"


def evolve(state: ReportState, event: Event) -> ReportState:
    """The state after one event of the stream."""
    match event:
        case ReportSubmitted() | ReportCorrected():
            revised = state.revised + state.reviewed
            found = reviewed(event.findings, event.explanations)
            accepted = state.accepted_revision
            return ReportState(state.revision + 1, "submitted", accepted, "", revised, state.reviewed, found)
        case ReportAccepted():
            return replace(state, status="accepted", accepted_revision=event.revision, area=event.area, reviewed=True)
        case ReportReturned():
            accepted = None if state.status == "accepted" else state.accepted_revision
            return replace(state, status="returned", accepted_revision=accepted, area="")
        case ReportWithdrawn():
            return replace(state, status="withdrawn", area="")
        case _:
            raise ValueError(f"{type(event).__name__} is no event of a report")


def decide_submit(state: ReportState, closed: bool, command: Submit, actor: str) -> Event | Refusal:
    """New lines for a month.

    Until the report is accepted or the month closed, and after a level above has returned what was
    accepted, they simply replace what stood (a correction given then is taken as a plain
    resubmission). Otherwise they need a reason and a second signer other than the one who posts: a
    correction, or a late report.
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
            findings=command.findings,
            explanations=command.explanations,
        )
    correction = command.correction
    if correction is None:
        return _needs_correction(accepted, state, command)
    if not command.signer:
        return Refusal("signer-missing", f"更正须由第二签字人签署：{_SIGNING}", SIGNER)
    if command.signer == actor:
        return Refusal("signer-is-actor", "第二签字人不能是报送人本人", SIGNER)
    return ReportCorrected(
        region=command.region,
        period=command.period,
        lines=command.lines,
        digest=command.digest,
        reason=correction.reason.strip(),
        second_signer=command.signer,
        simulated=command.simulated,
        note=command.note,
        findings=command.findings,
        explanations=command.explanations,
        evidence=correction.evidence.strip(),
    )


def _needs_correction(accepted: bool, state: ReportState, command: Submit) -> Refusal:
    what = f"更正须附 correction（其中 reason 为理由），并由第二签字人签署：{_SIGNING}"
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


def decide_review(state: ReportState, decision: Decision, levels: Sequence[str] = ()) -> Event | Refusal:
    """Accept or return the revision that stands; a month that is closed may still be reviewed.

    ``levels`` are the region and all that contain it, nearest first. The first acceptance, of
    whichever level, makes the report accepted, and counts for the levels below. A level above may
    accept it once more (复核), or return what one below has accepted; not the other way round.
    """
    if (refusal := _not_reviewable(state, decision, levels)) is not None:
        return refusal
    if decision.accept and state.findings.standing:
        return Refusal("findings-open", standing_message(state.findings.standing))
    if decision.accept:
        return ReportAccepted(
            region=decision.region, period=decision.period, revision=state.revision, area=decision.area
        )
    if not decision.reason.strip():
        return Refusal("reason-missing", "退回须说明理由")
    return ReportReturned(
        region=decision.region,
        period=decision.period,
        revision=state.revision,
        reason=decision.reason.strip(),
        area=decision.area,
    )


def _not_reviewable(state: ReportState, decision: Decision, levels: Sequence[str]) -> Refusal | None:
    if state.revision == 0:
        return Refusal("nothing-reported", "该单位该月尚无报表")
    if state.status not in ("submitted", "accepted"):
        return Refusal("not-submitted", "报表已被退回或撤回，须待重新报送")
    if decision.revision is not None and decision.revision != state.revision:
        return Refusal("revision-moved", f"现为第{state.revision}版，审核的是第{decision.revision}版，请重新查看")
    if state.status == "accepted":
        mine, reached = _rank(decision.area, levels), _rank(state.area, levels)
        if mine < reached:
            return Refusal("accepted-above", f"第{state.accepted_revision}版已由上级审核通过，本级不再审核")
        if mine == reached:
            return Refusal("already-accepted", f"第{state.accepted_revision}版已审核通过；如数据有误请单位报送更正")
    return None


def _rank(area: str, levels: Sequence[str]) -> int:
    """How high an area stands; an acceptance from before areas were recorded stands lowest."""
    return levels.index(area) if area in levels else -1


def decide_close(
    closed: bool, area: str, period: str, blocked: Sequence[str] = (), despite: str = ""
) -> Event | Refusal:
    """Close a month for an area.

    Closing does not wait for full coverage: whoever has not reported by then reports late, as a
    correction with a reason and a second signer, so that nothing changes unseen. ``blocked`` are the
    names of units whose report has a finding that blocks: then it needs a reason, ``despite``.
    """
    if closed:
        return Refusal("already-closed", f"{period}已关账")
    if blocked and not despite:
        who = "、".join(blocked[:_MOST_NAMED]) + (f"等{len(blocked)}个单位" if len(blocked) > _MOST_NAMED else "")
        message = f"{who}的{period}报表有未处理的“须改正”发现；退回改正后再关账，或在 despite 中写明仍要关账的理由"
        return Refusal("findings-block", message)
    return PeriodClosed(region=area, period=period, reason=despite if blocked else "")


_MOST_NAMED = 10
