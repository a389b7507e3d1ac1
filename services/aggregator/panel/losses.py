"""Whether what an enterprise reported is a loss that its district is told of, or takes one back. Pure.

Two grounds. ``net``: the headcount fell by the part and by the number that the limit of the enterprise's size says.
``layoff``: so many were laid off that article 41 of the Labour Contract Law (《劳动合同法》第四十一条) has the employer
report it: twenty or more, or fewer that are a tenth of its people or more.
"""

from __future__ import annotations

from typing import NamedTuple

from shared.catalogue.model.panel import LossLimit
from shared.events import Event, LossGround, PanelLossFound, PanelLossTakenBack, PanelReported

LAID_OFF_PERSONS = 20
LAID_OFF_PART = 10
"""One in so many."""


class ToldLoss(NamedTuple):
    """What was told last of an enterprise's period and is not taken back."""

    lost: int
    laid_off: int


def grounds(report: PanelReported, limit: LossLimit) -> tuple[LossGround, ...]:
    """Why the loss is told; empty where it is not."""
    laid_off = report.left.laid_off
    found: list[LossGround] = []
    if limit.reached(report.start - report.end, report.start):
        found.append("net")
    if laid_off >= LAID_OFF_PERSONS or (laid_off and laid_off * LAID_OFF_PART >= report.start):
        found.append("layoff")
    return tuple(found)


def decide(
    report: PanelReported, name: str, limit: LossLimit, told: ToldLoss | None
) -> PanelLossFound | PanelLossTakenBack | None:
    """What is told of the revision that stands, where ``told`` was before: only what is new or more, and that it was
    none."""
    found = grounds(report, limit)
    lost, laid_off = report.start - report.end, report.left.laid_off
    if not found:
        return None if told is None else _taken_back(report, name, told)
    if told is not None and lost <= told.lost and laid_off <= told.laid_off:
        return None
    return PanelLossFound(
        enterprise=report.enterprise,
        name=name,
        region=report.region,
        industry=report.industry,
        size=report.size,
        frequency=report.frequency,
        period=report.period,
        revision=report.revision,
        start=report.start,
        end=report.end,
        lost=lost,
        laid_off=laid_off,
        grounds=found,
        percent=f"{limit.percent:f}",
        persons=limit.persons,
        again=told is not None,
        late=report.late,
        simulated=report.simulated,
    )


def after(told: dict[str, ToldLoss], event: Event) -> dict[str, ToldLoss]:
    """What stands told of an enterprise, by period, once ``event`` is."""
    match event:
        case PanelLossFound(period=period):
            return {**told, period: ToldLoss(event.lost, event.laid_off)}
        case PanelLossTakenBack(period=period):
            return {each: loss for each, loss in told.items() if each != period}
    return told


def _taken_back(report: PanelReported, name: str, told: ToldLoss) -> PanelLossTakenBack:
    return PanelLossTakenBack(
        enterprise=report.enterprise,
        name=name,
        region=report.region,
        period=report.period,
        revision=report.revision,
        lost=report.start - report.end,
        laid_off=report.left.laid_off,
        told=told.lost,
        told_laid_off=told.laid_off,
        reason=report.reason,
        simulated=report.simulated,
    )
