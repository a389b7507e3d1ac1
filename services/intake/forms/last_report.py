"""What a month's form is filled with: the last revision of its report, and what became of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from services.intake.reports.state import NOTHING, ReportState, evolve
from services.intake.submission.parse import LONGEST_NOTE
from shared.events import (
    Event,
    Explanation,
    ReportCorrected,
    ReportLine,
    ReportReturned,
    ReportSubmitted,
    ReportWithdrawn,
)
from shared.texts import writable


class LastReport(NamedTuple):
    """The last revision that a unit made of a month's report, whether it stands or was taken back.

    ``explanations`` are by indicator ('' the report as a whole). ``reason`` and ``evidence`` are those of a
    correction that nobody has decided on yet, or that was returned: they still say why the month is changed. Of one
    that was accepted they are no longer given, since the next one needs its own. ``taken_back`` is what the
    reviewer, or the unit itself, gave as the reason.
    """

    state: ReportState
    lines: Mapping[str, ReportLine]
    explanations: Mapping[str, str] = {}
    note: str = ""
    reason: str = ""
    evidence: str = ""
    simulated: bool = False
    taken_back: str = ""

    @property
    def counts(self) -> bool:
        """Whether this revision is in the totals: it was neither returned nor withdrawn."""
        return self.state.status in ("submitted", "accepted")


def last_report(events: Iterable[Event]) -> LastReport | None:
    """The last revision of a report's stream; None where nothing was ever reported."""
    state, made, taken_back = NOTHING, None, ""
    for event in events:
        state = evolve(state, event)
        if isinstance(event, ReportSubmitted | ReportCorrected):
            made, taken_back = event, ""
        elif isinstance(event, ReportReturned | ReportWithdrawn):
            taken_back = event.reason
    if made is None:
        return None
    undecided = isinstance(made, ReportCorrected) and state.status != "accepted"
    return LastReport(
        state,
        {line.indicator: line for line in made.lines},
        said_together(made.explanations),
        writable(made.note),
        writable(made.reason) if undecided and isinstance(made, ReportCorrected) else "",
        writable(made.evidence) if undecided and isinstance(made, ReportCorrected) else "",
        made.simulated,
        writable(taken_back),
    )


def said_together(explanations: Iterable[Explanation]) -> dict[str, str]:
    """What was said of each indicator, in one text: a form has one field for it, whatever rule it was said to."""
    found: dict[str, list[str]] = {}
    for each in explanations:
        found.setdefault(each.indicator, []).append(each.text)
    return {indicator: joined(texts) for indicator, texts in found.items()}


def joined(texts: Iterable[str]) -> str:
    """Texts as one, each once, as far as one field holds them."""
    whole = ""
    for text in dict.fromkeys(stripped for each in texts if (stripped := writable(each).strip())):
        longer = f"{whole}；{text}" if whole else text
        if len(longer) <= LONGEST_NOTE:
            whole = longer
    return whole


_CORRECTS = "属于更正，须填更正理由并由第二签字人签字"


def state_text(last: LastReport | None, closed: bool = False) -> str:
    """Which revision stands in the form, what it counts for, and what reporting again is, where the month is
    ``closed`` as well: a sentence that cannot be misread. '' of nothing in a month that is open."""
    if last is None:
        return f"本月已关账，尚未报送。补报{_CORRECTS}" if closed else ""
    number, state = last.state.revision, last.state
    accepted = state.accepted_revision
    match state.status:
        case "accepted":
            return f"表中已填的是第{number}版：已审核通过。再报{_CORRECTS}"
        case "submitted" if accepted is not None:
            return f"表中已填的是第{number}版：更正，待审核（已通过的是第{accepted}版）。改后再报，即替换第{number}版"
        case "submitted" if closed:
            return f"表中已填的是第{number}版：已报送，待审核；本月已关账。再报{_CORRECTS}"
        case "submitted":
            return f"表中已填的是第{number}版：已报送，待审核。改后再报，即替换第{number}版"
    word = "已退回" if state.status == "returned" else "已撤回"
    owed = f"，须重新报送；本月已关账，再报{_CORRECTS}" if closed else "，须重新报送"
    stands = f"，已通过的第{accepted}版仍然计入" if accepted is not None else owed
    why = f"。{word[1:]}理由：{last.taken_back}" if last.taken_back else ""
    return f"表中已填的是第{number}版：{word}，不计入任何合计{stands}{why}"
