"""What missing units could make of a target's level: the worst case, the best, and whether they differ. Pure."""

from __future__ import annotations

from services.aggregator.figures.point import NotMeasurable
from services.aggregator.figures.series import Series
from services.aggregator.missing.filling import FilledSeries
from services.aggregator.targets.context import TargetContext
from services.aggregator.targets.integers import Integers
from services.aggregator.targets.judging import Judged, judge
from shared.catalogue.model import Target
from shared.events import MissingRange
from shared.periods import Month


def worst_of(target: Target, filled: FilledSeries) -> Series:
    """The series as bad for the target as it can be."""
    return filled.low if target.bound.upward else filled.high


def ends_of(
    target: Target, judged: Judged, period: Month, context: TargetContext, filled: FilledSeries | None
) -> tuple[bool, MissingRange | None]:
    """Whether the level is certain, and between what it lies (None: nothing is missing, or an end is no figure).

    It is certain where the worst case, the best case and the estimate give the same.
    """
    if filled is None:
        return True, None
    worst = worst_of(target, filled)
    best = filled.high if worst is filled.low else filled.low
    try:
        low, high = (judge(target, series, period, context) for series in (worst, best))
    except NotMeasurable:
        return False, None
    whole = Integers(context.indicator.is_rate).of
    spread = MissingRange(whole(low.actual) or 0, whole(high.actual) or 0, low.verdict.level, high.verdict.level)
    return low.verdict.level == judged.verdict.level == high.verdict.level, spread
