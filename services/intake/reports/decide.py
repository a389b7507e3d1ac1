"""What a unit may do: report, correct, withdraw. Pure: state and command in, event or named refusal out."""

from __future__ import annotations

from dataclasses import dataclass

from services.intake.reports.state import ReportState
from services.intake.submission.parse import Correction
from shared.events import (
    CorrectionProposed,
    Event,
    Explanation,
    ReportCorrected,
    ReportLine,
    ReportSubmitted,
    ReportWithdrawn,
    ReviewFinding,
)


@dataclass(frozen=True, slots=True)
class Submit:
    """A unit posts its lines for a month. ``signer`` is the id of the key that signed as the second person.

    ``drawn_from`` is the revision that the sender had before them (0: none); None: they do not say, as a unit's own
    system need not. Who says so replaces nothing unseen, and sends nothing that is there already. ``proposes``: a
    correction that nobody has signed is laid before the second signers, instead of being refused; ``tell`` are their
    mail addresses.
    """

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
    drawn_from: int | None = None
    proposes: bool = False
    tell: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CommandRefusal:
    """Why something may not happen: ``code`` names it, ``message`` tells in Chinese what to do."""

    code: str
    message: str
    pointer: str = ""


SIGNER = "Second-Signer"
"""The request header that the second signer's key comes in."""

REVISION_MOVED = "revision-moved"
"""The code of a refusal: another revision stands than the one that its sender had before them."""

UNCHANGED = "report-unchanged"
"""The code of a refusal: nothing would be another than it is."""

_SIGNING = f"请求头 {SIGNER} 附其密钥（Bearer）"


def decide_submit(state: ReportState, closed: bool, command: Submit, actor: str) -> Event | CommandRefusal:
    """New lines for a month.

    Until the report is accepted or the month closed, and after a level above has returned what was
    accepted, they simply replace what stood (a correction given then is taken as a plain
    resubmission). Otherwise they need a reason and a second signer other than the one who posts: a
    correction, or a late report.
    """
    if (refusal := _stale(state, command.drawn_from) or _unchanged(state, command)) is not None:
        return refusal
    accepted = state.accepted_revision is not None
    if not (accepted or closed):
        return _submitted(command)
    correction = command.correction
    if correction is None:
        return _needs_correction(accepted, state, command)
    if command.proposes and not command.signer:
        return _proposed(state, closed, command, correction, actor)
    return _not_signed(command, actor) or _corrected(command, correction)


def _submitted(command: Submit) -> ReportSubmitted:
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


def _not_signed(command: Submit, actor: str) -> CommandRefusal | None:
    if not command.signer:
        return CommandRefusal("signer-missing", f"更正须由第二签字人签署：{_SIGNING}", SIGNER)
    if command.signer == actor:
        return CommandRefusal("signer-is-actor", "第二签字人不能是报送人本人", SIGNER)
    return None


def _corrected(command: Submit, correction: Correction) -> ReportCorrected:
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


def _proposed(
    state: ReportState, closed: bool, command: Submit, correction: Correction, actor: str
) -> CorrectionProposed:
    return CorrectionProposed(
        region=command.region,
        period=command.period,
        base=state.revision,
        proposer=actor,
        lines=command.lines,
        digest=command.digest,
        reason=correction.reason.strip(),
        simulated=command.simulated,
        note=command.note,
        findings=command.findings,
        explanations=command.explanations,
        evidence=correction.evidence.strip(),
        closed=closed,
        number=state.proposals + 1,
        tell=command.tell,
    )


def _needs_correction(accepted: bool, state: ReportState, command: Submit) -> CommandRefusal:
    what = f"更正须附 correction（其中 reason 为理由），并由第二签字人签署：{_SIGNING}"
    if accepted:
        return CommandRefusal(
            "already-accepted", f"{command.period}的报表（第{state.accepted_revision}版）已审核通过，{what}"
        )
    kind = "补报" if state.revision == 0 else "更改"
    return CommandRefusal("month-closed", f"{command.period}已关账，{kind}须按更正报送；{what}")


def _stale(state: ReportState, drawn_from: int | None) -> CommandRefusal | None:
    """Whether the report has moved on since the revision that its sender had before them."""
    if drawn_from is None or drawn_from == state.revision:
        return None
    seen = f"第{drawn_from}版" if drawn_from else "还没有报送的空表"
    return CommandRefusal(REVISION_MOVED, f"现为第{state.revision}版，您看到的是{seen}；没有报送，请对照后再报")


def _unchanged(state: ReportState, command: Submit) -> CommandRefusal | None:
    """Whether what stands says all of it already. What the rules ask belongs to it: where they ask something else by
    now (another unit has mended its own figure), the same figures are a new revision. So is evidence that was not
    there, whatever it bears out."""
    made = state.made
    if command.drawn_from is None or made is None or state.status not in ("submitted", "accepted"):
        return None
    evidence = command.correction.evidence.strip() if command.correction else ""
    known = made.evidence if isinstance(made, ReportCorrected) else ""
    if evidence not in ("", known) or _content(made) != _content(command):
        return None
    return CommandRefusal(UNCHANGED, f"与第{state.revision}版完全一样，没有重复报送；第{state.revision}版照旧有效")


def _content(report: Submit | ReportSubmitted | ReportCorrected) -> tuple[object, ...]:
    """What a report says and what is asked of it, in whichever order it was sent."""
    said = sorted(report.explanations, key=lambda each: (each.indicator, each.rule, each.text))
    lines = sorted(report.lines, key=lambda line: line.indicator)
    return lines, said, report.findings, report.note, report.simulated


def decide_withdraw(
    state: ReportState, closed: bool, region: str, period: str, reason: str, drawn_from: int | None = None
) -> Event | CommandRefusal:
    """The unit takes its report back: only before acceptance, and not once the month is closed; ``drawn_from`` as in
    :class:`Submit`."""
    if (refusal := _stale(state, drawn_from)) is not None:
        return refusal
    if state.revision == 0:
        return CommandRefusal("nothing-reported", f"{period}尚无报表，无可撤回")
    if state.accepted_revision is not None:
        return CommandRefusal("already-accepted", "报表已审核通过，不能撤回；如数据有误请报送更正")
    if closed:
        return CommandRefusal("month-closed", f"{period}已关账，不能撤回；如数据有误请报送更正")
    if state.status != "submitted":
        return CommandRefusal("not-submitted", "报表已被退回或撤回，无需再撤回")
    return ReportWithdrawn(region=region, period=period, revision=state.revision, reason=reason.strip())
