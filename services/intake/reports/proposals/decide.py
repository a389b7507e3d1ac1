"""What becomes of a correction that waits for its second signer: signed, declined, taken back. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from services.intake.reports.decide import REVISION_MOVED, CommandRefusal, Submit, decide_submit
from services.intake.reports.state import ReportState
from services.intake.submission.parse import Correction
from shared.events import CorrectionDeclined, CorrectionProposed, CorrectionTakenBack, Event

Settlement = Literal["sign", "decline", "take-back"]


@dataclass(frozen=True, slots=True)
class SettleProposal:
    """What becomes of the proposal of that number: a second signer signs or declines it, the unit takes it back."""

    region: str
    period: str
    proposal: int
    what: Settlement
    reason: str = ""


def decide_proposal(state: ReportState, closed: bool, command: SettleProposal, actor: str) -> Event | CommandRefusal:
    """A signed proposal is the correction of whoever proposed it, judged by where the report stands by now."""
    proposed = _waiting(state, command.proposal)
    if isinstance(proposed, CommandRefusal):
        return proposed
    region, period, number = command.region, command.period, command.proposal
    match command.what:
        case "sign":
            return _signed(state, closed, proposed, actor)
        case "take-back":
            return CorrectionTakenBack(region=region, period=period, proposal=number)
        case "decline":
            reason = command.reason.strip()
            if not reason:
                return CommandRefusal("reason-missing", "不签字须说明理由", "/reason")
            return CorrectionDeclined(region=region, period=period, proposal=number, reason=reason)


def _signed(state: ReportState, closed: bool, proposed: CorrectionProposed, signer: str) -> Event | CommandRefusal:
    if state.revision != proposed.base:
        message = f"这份更正改的是第{proposed.base}版，现在已是第{state.revision}版；没有签字，须由报送单位重新提出"
        return CommandRefusal(REVISION_MOVED, message)
    if not closed and state.accepted_revision is None:
        return CommandRefusal("correction-unneeded", "报表已被退回，不再需要签字：报送单位改后直接重新报送即可")
    command = Submit(
        proposed.region,
        proposed.period,
        proposed.lines,
        proposed.digest,
        proposed.simulated,
        proposed.note,
        Correction(proposed.reason, proposed.evidence),
        signer,
        proposed.findings,
        proposed.explanations,
    )
    return decide_submit(state, closed, command, proposed.proposer)


def _waiting(state: ReportState, number: int) -> CorrectionProposed | CommandRefusal:
    """The proposal of that number, while it waits."""
    if not 1 <= number <= state.proposals:
        return CommandRefusal("proposal-not-found", "没有这份待签的更正")
    if number < state.proposals:
        return CommandRefusal("proposal-replaced", "报送单位又提出了新的一份更正，请看新的一份")
    if state.proposed is None:
        return CommandRefusal("proposal-settled", "这份更正已签字、已退回或已撤回，或报表已另有新的一版")
    return state.proposed
