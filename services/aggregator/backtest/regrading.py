"""The level that an assessment would have had under other cuts, from the measures it holds. Pure."""

from __future__ import annotations

from fractions import Fraction

import msgspec

from services.aggregator.targets.levels import breach_level, level_of
from shared.catalogue.rules import Cuts
from shared.events import Assessment, Level
from shared.quantities import BASIS_POINTS

_NOT_GRADED = ("inside_noise_guard", "target_reached", "within_a_month")
"""Why a trajectory is 正常 whatever its progress is."""


def regraded(assessment: Assessment, cuts: Cuts, *, climbing: bool) -> Assessment:
    """The assessment with the level of ``cuts``; exact to the basis point to which progress is kept.

    The noise guard is left as it was found: an assessment does not hold the usual revision behind it.
    """
    level = _level(assessment, cuts, climbing)
    if level == "normal" and assessment.reason != _NOT_GRADED[0] and assessment.rule != "final":
        doubtful = assessment.probability is not None and assessment.probability < cuts.likely
        level = "blue" if doubtful else level
    return msgspec.structs.replace(assessment, level=level)


def _level(assessment: Assessment, cuts: Cuts, climbing: bool) -> Level:
    if assessment.rule == "trajectory" and assessment.progress is not None and assessment.reason not in _NOT_GRADED:
        level = level_of(Fraction(assessment.progress, BASIS_POINTS), climbing, cuts)
        return "yellow" if level == "normal" and assessment.reason == "falling_back" else level
    if assessment.rule in ("floor", "ceiling") and assessment.breached_periods:
        return breach_level(assessment.breached_periods, cuts)
    return "normal" if assessment.level == "blue" else assessment.level
