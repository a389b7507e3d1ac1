"""贴线: targets that come out just above the yellow line far more often than just below it. A screen. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from services.intake.review.rounds import probability, tail
from services.intake.review.rules import HUGGING
from shared.events import ReviewFinding

BELOW, LINE, ABOVE = 9_300, 9_500, 9_700
"""In basis points of P: the yellow line, and as far on either side."""

LEAST_COUNT = 20
SIGNIFICANT = 0.01


def hugging(name: str, progress: Iterable[int]) -> ReviewFinding | None:
    """An area whose P (basis points; one a target and month) crowds just above the line."""
    near = [each for each in progress if BELOW <= each < ABOVE]
    above = sum(each >= LINE for each in near)
    if len(near) < LEAST_COUNT:
        return None
    chance = tail(above, len(near), 0.5)
    if chance >= SIGNIFICANT:
        return None
    message = (
        f"{name}近36个月进度在[0.95,0.97)的有{above}次，在[0.93,0.95)的只有{len(near) - above}次"
        f"（概率{probability(chance)}），宜抽样核查"
    )
    return HUGGING.finding("", message)
