"""How a plan's commitments stand, in words. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from services.aggregator.wording.commitments import STANDINGS
from services.aggregator.wording.reasons import LEVEL_NAMES
from shared.catalogue.model import Plan
from shared.commitments.standing import CommitmentStanding
from shared.commitments.words import asked_text, milestone_text, statement_text
from shared.events.published.evaluation import CommitmentLine

NOBODY = "未写明"


def commitment_lines(plan: Plan, found: Iterable[CommitmentStanding]) -> tuple[CommitmentLine, ...]:
    """Every commitment of a plan, in the order of its text.

    Nothing is told of what waits for review, and of a statement not its words nor its paper, which a department writes
    for its reviewer (docs/decisions/0403): a report that is published is everybody's.
    """
    return tuple(
        CommitmentLine(
            place=each.commitment.place,
            promised=f"{each.commitment.subject}：{asked_text(each.commitment)}",
            printed=each.commitment.printed,
            department="、".join(each.departments) or each.commitment.department or NOBODY,
            standing=STANDINGS[each.standing].word,
            told=_told(plan, each),
        )
        for each in found
    )


def _told(plan: Plan, each: CommitmentStanding) -> str:
    """What a standing rests on; '' where on nothing that was said."""
    if each.source == "milestone" and each.milestone is not None:
        return milestone_text(each.milestone)
    if each.source == "statement" and each.statement is not None:
        return statement_text(each.statement)
    if each.source == "indicator" and each.followed is not None:
        target = next((target for target in plan.targets if target.row == each.followed), None)
        level = "尚无评判" if each.assessment is None else LEVEL_NAMES[each.assessment.level]
        return "" if target is None else f"随指标“{target.name}”：{level}"
    if each.owed:
        first, last = each.owed[0].chinese, each.owed[-1].chinese
        return f"{first}未报进展" if first == last else f"{first}至{last}有 {len(each.owed)} 次未报进展"
    return ""
