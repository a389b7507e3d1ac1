"""What becomes of a correction that waits for its second signer: signed, declined, taken back. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from services.intake.reports.decide import REVISION_MOVED, CommandRefusal, Submit, decide_submit
from services.intake.reports.state import ReportState
from services.intake.review.reviewed import reviewed
from services.intake.submission.parse import Correction
from shared.events import CorrectionDeclined, CorrectionProposed, CorrectionTakenBack, Event, ReviewFinding

Settlement = Literal["sign", "decline", "take-back"]


@dataclass(frozen=True, slots=True)
class JudgedAgain:
    """What the review rules say of a proposal when it is to be signed; ``faults`` are why it could not be sent now."""

    findings: tuple[ReviewFinding, ...] = ()
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SettleProposal:
    """What becomes of the proposal of that number: a second signer signs or declines it, the unit takes it back.

    ``judged`` is what the review rules say of it now (None: they were not asked, it is not signed)."""

    region: str
    period: str
    proposal: int
    what: Settlement
    reason: str = ""
    judged: JudgedAgain | None = None


def decide_proposal(state: ReportState, closed: bool, command: SettleProposal, actor: str) -> Event | CommandRefusal:
    """A signed proposal is the correction of whoever proposed it, judged by where the report stands by now."""
    proposed = _waiting(state, command.proposal)
    if isinstance(proposed, CommandRefusal):
        return proposed
    region, period, number = command.region, command.period, command.proposal
    match command.what:
        case "sign":
            return _signed(state, closed, proposed, actor, command.judged)
        case "take-back":
            return CorrectionTakenBack(region=region, period=period, proposal=number)
        case "decline":
            reason = command.reason.strip()
            if not reason:
                return CommandRefusal("reason-missing", "不签字须说明理由", "/reason")
            return CorrectionDeclined(region=region, period=period, proposal=number, reason=reason)


def _signed(
    state: ReportState, closed: bool, proposed: CorrectionProposed, signer: str, judged: JudgedAgain | None
) -> Event | CommandRefusal:
    if state.revision != proposed.base:
        message = f"这份更正改的是第{proposed.base}版，现在已是第{state.revision}版；没有签字，须由报送单位重新提出"
        return CommandRefusal(REVISION_MOVED, message)
    if not closed and state.accepted_revision is None:
        gone = "撤回" if state.status == "withdrawn" else "退回"
        return CommandRefusal("correction-unneeded", f"报表已被{gone}，不再需要签字：报送单位改后直接重新报送即可")
    if closed and proposed.closed is False:
        message = f"提出以后，{proposed.period}已关账；没有签字，须由报送单位按关账后的情况重新提出，写明理由"
        return CommandRefusal("month-closed-since", message)
    if judged is not None and (told := newly_asked(proposed, judged)):
        message = f"提出以后，审核规则又有新的问题；没有签字，须由报送单位改正或说明后重新提出：{'；'.join(told)}"
        return CommandRefusal("review-moved", message)
    command = Submit(
        proposed.region,
        proposed.period,
        proposed.lines,
        proposed.digest,
        proposed.simulated,
        proposed.note,
        Correction(proposed.reason, proposed.evidence),
        signer,
        proposed.findings if judged is None else judged.findings,
        proposed.explanations,
    )
    return decide_submit(state, closed, command, proposed.proposer)


def newly_asked(proposed: CorrectionProposed, judged: JudgedAgain) -> tuple[str, ...]:
    """What keeps a proposal from being signed that did not when it was proposed: what the rules would not take any
    more, and what they ask now and nobody has answered. What they asked then its signer has seen."""
    asked = {(each.rule, each.indicator) for each in proposed.findings if each.action != "screen"}
    standing = reviewed(judged.findings, proposed.explanations).standing
    return (*judged.faults, *(each.message for each in standing if (each.rule, each.indicator) not in asked))


def _waiting(state: ReportState, number: int) -> CorrectionProposed | CommandRefusal:
    """The proposal of that number, while it waits."""
    if not 1 <= number <= state.proposals:
        return CommandRefusal("proposal-not-found", "没有这份待签的更正")
    if number < state.proposals:
        return CommandRefusal("proposal-replaced", "报送单位又提出了新的一份更正，请看新的一份")
    if state.proposed is None:
        return CommandRefusal("proposal-settled", "这份更正已签字、已退回或已撤回，或报表已另有新的一版")
    return state.proposed
