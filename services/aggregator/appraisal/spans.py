"""Points of a quarter or a year, and the order of districts. Pure.

A span's points are those of its months together, out of their full marks together: a month without a duty, one that
is exempt, and one in which a district was not there yet or no more, takes nothing away and brings nothing. Districts
are held beside each other by the part of their full marks that they reached.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, NamedTuple

from services.aggregator.appraisal.scoring import MonthScore
from shared.periods import Month

Kind = Literal["month", "quarter", "year"]


class AppraisedSpan(NamedTuple):
    """A month (``2024-05``), a quarter (``2024-Q2``) or a year (``2024``)."""

    kind: Kind
    first: Month
    length: int

    @classmethod
    def parse(cls, text: str) -> AppraisedSpan:
        """Read a span.

        Raises:
            ValueError: any other form.
        """
        if re.fullmatch(r"[0-9]{4}", text):
            return cls("year", Month.parse(f"{text}-01"), 12)
        if found := re.fullmatch(r"([0-9]{4})-Q([1-4])", text):
            return cls("quarter", Month.parse(f"{found[1]}-{3 * int(found[2]) - 2:02d}"), 3)
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}", text):
            return cls("month", Month.parse(text), 1)
        raise ValueError(f"考核期应写作 2024-05、2024-Q2 或 2024，而不是“{text[:20]}”")

    @classmethod
    def quarter_of(cls, month: Month) -> AppraisedSpan:
        """The quarter that a month lies in."""
        return cls("quarter", Month(month.year, (month.month - 1) // 3 * 3 + 1), 3)

    @property
    def months(self) -> tuple[Month, ...]:
        return tuple(self.first.shift(step) for step in range(self.length))

    @property
    def last(self) -> Month:
        return self.first.shift(self.length - 1)

    def shift(self, steps: int) -> AppraisedSpan:
        """The span of the same kind that many later (earlier when negative)."""
        return self._replace(first=self.first.shift(steps * self.length))

    def __str__(self) -> str:
        match self.kind:
            case "month":
                return str(self.first)
            case "quarter":
                return f"{self.first.year:04d}-Q{self.last.month // 3}"
            case _:
                return f"{self.first.year:04d}"

    @property
    def chinese(self) -> str:
        """As a page writes it."""
        match self.kind:
            case "month":
                return self.first.chinese
            case "quarter":
                return f"{self.first.year}年第{'一二三四'[self.last.month // 3 - 1]}季度"
            case _:
                return f"{self.first.year}年"


@dataclass(frozen=True, slots=True)
class SpanScore:
    """A district's points of a span, out of ``full``, of its months in order; ``rank`` among the districts that have
    any full marks (None: it has none). Who reached the same part shares the rank."""

    region: str
    points: Fraction
    full: Fraction
    months: tuple[MonthScore, ...]
    rank: int | None = None

    @property
    def part(self) -> Fraction | None:
        """The part of the full marks that was reached."""
        return self.points / self.full if self.full else None


def ranked(scores: Iterable[MonthScore]) -> tuple[SpanScore, ...]:
    """Each district's points of the months given, the highest part first; those without any last, all in the order
    of their codes where they are alike."""
    by_region: dict[str, list[MonthScore]] = {}
    for each in scores:
        by_region.setdefault(each.region, []).append(each)
    spans = [_span(region, sorted(found, key=_period)) for region, found in sorted(by_region.items())]
    counted = sorted((each for each in spans if each.full), key=lambda each: -each.points / each.full)
    parts = [each.part for each in counted]
    placed = [_placed(each, parts.index(each.part) + 1) for each in counted]
    return (*placed, *(each for each in spans if not each.full))


def _period(score: MonthScore) -> Month:
    return score.period


def _span(region: str, found: Sequence[MonthScore]) -> SpanScore:
    points = sum((each.points for each in found), Fraction(0))
    return SpanScore(region, points, sum((each.full for each in found), Fraction(0)), tuple(found))


def _placed(score: SpanScore, rank: int) -> SpanScore:
    return SpanScore(score.region, score.points, score.full, score.months, rank)
