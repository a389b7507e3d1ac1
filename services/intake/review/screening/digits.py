"""Screens of digits: the last one's evenness, the first one's law. They accuse nobody. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import log10

from services.intake.review.rules import BENFORD, LAST_DIGIT
from shared.events import ReviewFinding

LEAST_FIGURE = 100
"""The last digit of a smaller figure is not even by nature."""

LEAST_LAST = 50
CHI_SQUARE = 21.67
"""χ² with 9 degrees of freedom at 1 %."""

LEAST_FIRST = 1_000
"""With fewer figures chance alone would make the deviation that is screened for."""

BENFORD_GRADES = ((0.006, "吻合"), (0.012, "可接受"), (0.015, "勉强"))
"""Nigrini's grades of the mean absolute deviation of first digits; above the last one they do not conform."""

SPAN = 100
"""First digits follow the law only where figures span two orders of magnitude."""

_LAW = tuple(log10(1 + 1 / digit) for digit in range(1, 10))


def chi_square(figures: Iterable[int]) -> tuple[float, int]:
    """χ² of the last digits against even ones, and how many figures of three digits and more there were."""
    counts = [0] * 10
    for figure in figures:
        if figure >= LEAST_FIGURE:
            counts[figure % 10] += 1
    total = sum(counts)
    even = total / 10
    return (sum((count - even) ** 2 for count in counts) / even if total else 0.0), total


def last_digit(name: str, figures: Sequence[int]) -> ReviewFinding | None:
    """A unit whose last digits are too uneven; ``figures`` are those of its last twelve months that changed."""
    found, total = chi_square(figures)
    if total < LEAST_LAST or found <= CHI_SQUARE:
        return None
    message = f"{name}近12个月{total}个数字的末位分布不均匀（χ²={found:.2f}，界限{CHI_SQUARE}），宜抽样核查"
    return LAST_DIGIT.finding("", message)


def deviation(figures: Iterable[int]) -> tuple[float, int]:
    """The mean absolute deviation of the first digits from Benford's law, and how many there were."""
    counts = [0] * 9
    for figure in figures:
        if figure > 0:
            counts[int(str(figure)[0]) - 1] += 1
    total = sum(counts)
    if not total:
        return 0.0, 0
    return sum(abs(count / total - law) for count, law in zip(counts, _LAW, strict=True)) / 9, total


def grade(found: float) -> str:
    """How well first digits conform, in a word."""
    return next((word for limit, word in BENFORD_GRADES if found <= limit), "不吻合")


def benford(indicator: str, name: str, figures: Sequence[int]) -> ReviewFinding | None:
    """A flow whose first digits over all units and years do not conform; only where the law can be expected."""
    positive = sorted(figure for figure in figures if figure > 0)
    if len(positive) < LEAST_FIRST or positive[-len(positive) // 20] < SPAN * positive[len(positive) // 20]:
        return None
    found, total = deviation(positive)
    if found <= BENFORD_GRADES[-1][0]:
        return None
    limit = BENFORD_GRADES[-1][0]
    message = f"“{name}”各单位{total}个数字的首位与本福特定律的平均绝对偏差为{found:.4f}（界限{limit}），宜抽样核查"
    return BENFORD.finding(indicator, message)
