"""A target's measures, and its bullet graph. Pure.

A measure is an integer: base units for amounts, parts per million of one for rates.
"""

from __future__ import annotations

from fractions import Fraction

from markupsafe import Markup

from services.aggregator.board.drawing import small_pictures as svg
from services.aggregator.targets.measuring import TargetWay, read_target
from services.aggregator.wording import formats
from services.aggregator.wording.measures import measure
from shared.catalogue.model import Indicator, Target
from shared.events import Assessment
from shared.quantities import PARTS_PER_MILLION


def bullet_of(target: Target, indicator: Indicator, assessment: Assessment) -> Markup:
    """The target's bullet graph; nothing when there is no figure or no target to hold it against."""
    goal = measure(target.value_exact, target) if assessment.target is None else assessment.target
    if assessment.actual is None or goal is None:
        return Markup("")
    start = start_of(target, indicator, assessment)
    line = start is None or start == goal
    if line and assessment.expected is not None:
        goal = assessment.expected  # a total that must stay under its line is held against the month's line
    shown = svg.Bullet(
        start=goal if start is None else start,
        end=goal,
        actual=assessment.actual,
        due=assessment.expected,
        level=assessment.level,
        line=line,
        upward=target.bound.upward,
    )
    return svg.bullet(shown, _bullet_label(target, assessment, goal))


def start_of(target: Target, indicator: Indicator, assessment: Assessment | None = None) -> int | None:
    """Where the way to the target starts, in its measure: a total at zero; None for a line to keep.

    Where the plan prints no baseline it is that of the ``assessment``: the figure of the month before the plan.
    """
    start = measure(target.baseline_exact, target)
    if start is None and assessment is not None:
        start = assessment.baseline
    begun = None if start is None else Fraction(start, PARTS_PER_MILLION if indicator.is_rate else 1)
    match read_target(target, indicator, start=begun).way:
        case TargetWay.TOTAL:
            return 0
        case TargetWay.CLIMB:
            return start
        case _:
            return None


def _bullet_label(target: Target, assessment: Assessment, goal: int) -> str:
    texts = [f"实际 {formats.with_unit(assessment.actual, target.unit)}"]
    if assessment.expected is not None:
        texts.append(f"序时应达 {formats.with_unit(assessment.expected, target.unit)}")
    texts.append(f"目标 {formats.with_unit(goal, target.unit)}")
    return "，".join(texts)
