"""What a reviewer may do: accept or return a report, close a month. Pure: state in, event or named refusal out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.intake.reports.decide import CommandRefusal
from services.intake.reports.state import ReportState
from services.intake.review.reviewed import standing_message
from shared.events import (
    Event,
    PeriodClosed,
    ReportAccepted,
    ReportReturned,
)


@dataclass(frozen=True, slots=True)
class ReportDecision:
    """The word of the reviewer of ``area`` on the standing revision; ``revision`` says which one was looked at,
    ``with_blanks`` that it is accepted though figures that are owed are left blank."""

    region: str
    period: str
    accept: bool
    reason: str = ""
    revision: int | None = None
    area: str = ""
    with_blanks: bool = False


def decide_review(
    state: ReportState,
    decision: ReportDecision,
    levels: Sequence[str] = (),
    nobodys: bool = False,
    blanks: Sequence[str] = (),
) -> Event | CommandRefusal:
    """Accept or return the revision that stands; a month that is closed may still be reviewed.

    ``levels`` are the region and all that contain it, nearest first. The first acceptance, of
    whichever level, makes the report accepted, and counts for the levels below. A level above may
    accept it once more (复核), or return what one below has accepted; not the other way round. A report that
    is ``nobodys`` (its region is not there in the month) is only returned, by whoever has accepted it as well.
    ``blanks`` are the names of what the standing revision owes and leaves blank: accepting that has to be said.
    """
    if nobodys and decision.accept:
        return CommandRefusal("region-not-valid", "该地区在该月不存在，报表不属于任何单位，只能退回")
    refusal = _not_reviewable(state, decision, levels, nobodys) or _not_acceptable(state, decision, blanks)
    if refusal is not None:
        return refusal
    if decision.accept:
        return ReportAccepted(
            region=decision.region, period=decision.period, revision=state.revision, area=decision.area
        )
    if not decision.reason.strip():
        return CommandRefusal("reason-missing", "退回须说明理由")
    return ReportReturned(
        region=decision.region,
        period=decision.period,
        revision=state.revision,
        reason=decision.reason.strip(),
        area=decision.area,
    )


def _not_acceptable(state: ReportState, decision: ReportDecision, blanks: Sequence[str]) -> CommandRefusal | None:
    if not decision.accept:
        return None
    if state.findings.standing:
        return CommandRefusal("findings-open", standing_message(state.findings.standing))
    if blanks and not decision.with_blanks:
        return CommandRefusal("blanks-not-confirmed", _blanks_message(blanks))
    return None


def _blanks_message(blanks: Sequence[str]) -> str:
    named = "、".join(blanks[:_MOST_NAMED]) + ("等" if len(blanks) > _MOST_NAMED else "")
    return f"有{len(blanks)}项应报未填：{named}。未填不等于0；确认未填仍要通过的，须另行确认，否则退回单位补填"


def _not_reviewable(
    state: ReportState, decision: ReportDecision, levels: Sequence[str], nobodys: bool
) -> CommandRefusal | None:
    if state.revision == 0:
        return CommandRefusal("nothing-reported", "该单位该月尚无报表")
    if state.status not in ("submitted", "accepted"):
        return CommandRefusal("not-submitted", "报表已被退回或撤回，须待重新报送")
    if decision.revision is not None and decision.revision != state.revision:
        return CommandRefusal(
            "revision-moved", f"现为第{state.revision}版，审核的是第{decision.revision}版，请重新查看"
        )
    if state.status == "accepted":
        mine, reached = _rank(decision.area, levels), _rank(state.area, levels)
        if mine < reached:
            return CommandRefusal("accepted-above", f"第{state.accepted_revision}版已由上级审核通过，本级不再审核")
        if mine == reached and not nobodys:
            return CommandRefusal(
                "already-accepted", f"第{state.accepted_revision}版已审核通过；如数据有误请单位报送更正"
            )
    return None


def _rank(area: str, levels: Sequence[str]) -> int:
    """How high an area stands; an acceptance from before areas were recorded stands lowest."""
    return levels.index(area) if area in levels else -1


def decide_close(
    closed: bool,
    area: str,
    period: str,
    blocked: Sequence[str] = (),
    despite: str = "",
    due: date | None = None,
    early: str = "",
) -> Event | CommandRefusal:
    """Close a month for an area.

    Closing does not wait for full coverage: whoever has not reported by then reports late, as a
    correction with a reason and a second signer, so that nothing changes unseen. As long as units can
    still report in time, by the end of ``due`` (None: that has passed), it needs a reason, ``early``. ``blocked``
    are the names of units whose report has a finding that blocks: then it needs a reason too, ``despite``.
    """
    if closed:
        return CommandRefusal("already-closed", f"{period}已关账")
    if due is not None and not early:
        return CommandRefusal(
            "closed-early",
            f"{period}的应报日{due.isoformat()}还没有过，各单位仍可按时报送；确要提前关账，请在 early 中写明理由",
        )
    if blocked and not despite:
        who = "、".join(blocked[:_MOST_NAMED]) + (f"等{len(blocked)}个单位" if len(blocked) > _MOST_NAMED else "")
        message = f"{who}的{period}报表有未处理的“须改正”发现；退回改正后再关账，或在 despite 中写明仍要关账的理由"
        return CommandRefusal("findings-block", message)
    return PeriodClosed(
        region=area,
        period=period,
        reason=despite if blocked else "",
        early=early if due is not None else "",
    )


_MOST_NAMED = 10
