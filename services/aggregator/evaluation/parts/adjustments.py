"""Which targets were adjusted since the evaluation before, and who approved that. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from shared.catalogue.amendments import Amendment, Amendments
from shared.catalogue.model import Plan, Target
from shared.events import AdjustmentApproved, AdjustmentProposed, TargetRevised
from shared.events.published.evaluation import AdjustedTarget
from shared.periods import Month


class Approvals:
    """Who approved which adjustment of a plan."""

    def __init__(self, events: Iterable[AdjustmentProposed | AdjustmentApproved]) -> None:
        self._proposed: dict[str, AdjustmentProposed] = {}
        self._approved: list[AdjustmentApproved] = []
        for event in events:
            if isinstance(event, AdjustmentProposed):
                self._proposed[event.adjustment] = event
            else:
                self._approved.append(event)

    def of(self, revision: TargetRevised) -> AdjustmentApproved | None:
        """The approval that a revision came with; None of one from before adjustments were approved."""
        for approved in self._approved:
            proposed = self._proposed.get(approved.adjustment)
            if proposed is not None and _is_its(revision, proposed, approved):
                return approved
        return None


def _is_its(revision: TargetRevised, proposed: AdjustmentProposed, approved: AdjustmentApproved) -> bool:
    paper = (approved.plan, approved.document, approved.number, proposed.effective)
    return paper == (revision.plan, revision.document, revision.number, revision.effective) and any(
        (row.row, row.value) == (revision.row, revision.value) for row in proposed.rows
    )


def adjusted_targets(
    plan: Plan, amendments: Amendments, approvals: Approvals, after: int
) -> tuple[AdjustedTarget, ...]:
    """The revisions of a plan's rows behind a position in ``reports``, in the order in which they were recorded."""
    rows = {target.row: target for target in plan.targets}
    return tuple(
        _adjusted(rows[item.event.row], item, item.event, amendments, approvals.of(item.event))
        for item in amendments.items
        if isinstance(item.event, TargetRevised)
        and item.event.plan == plan.id
        and item.event.row in rows
        and item.position > after
    )


def _adjusted(
    target: Target,
    item: Amendment,
    event: TargetRevised,
    amendments: Amendments,
    approved: AdjustmentApproved | None,
) -> AdjustedTarget:
    effective = Month.parse(event.effective)
    before = amendments.until(item.position - 1).target(target, effective).value
    return AdjustedTarget(
        row=target.row,
        name=target.name,
        unit=event.unit,
        effective=effective.chinese,
        before="" if before is None else f"{before:f}",
        after=event.value,
        paper=paper_of(event),
        approved="" if approved is None else f"{approved.approved_by} {approved.approved_on}",
        reason=event.reason,
    )


def paper_of(event: TargetRevised) -> str:
    """The document of a revision with its number: ``《批复》（渝府〔2023〕8号）``."""
    return f"《{event.document}》{event.number and f'（{event.number}）'}"


def told_midway(revisions: Sequence[TargetRevised], target: Target) -> str:
    """What the table of completion says of a target that was adjusted midway; '' where it was not."""
    return "；".join(
        f"{Month.parse(event.effective).chinese}起调整为{event.value}{event.unit}，按{paper_of(event)}"
        for event in revisions
        if event.row == target.row
    )
