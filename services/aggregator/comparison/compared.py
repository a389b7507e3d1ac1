"""A region's quarter as it was compared: what every rule came to, its series, and what was noted. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from typing import NamedTuple

from services.aggregator.comparison.evaluating import ComparedQuarter, ComparisonOutcome
from services.aggregator.comparison.new_employment import NewEmployment
from services.aggregator.comparison.quarters import Quarter


class ComparisonNote(NamedTuple):
    """What was noted about a rule's finding: who, when, what, and where it stands in ``figures``."""

    rule: str
    text: str
    by: str
    at: datetime
    position: int


class SeriesOfRule(NamedTuple):
    """One of a rule's two series: what it is called, its figures up to the quarter, and whether any is simulated."""

    name: str
    figures: Mapping[Quarter, Fraction]
    indicator: str


class ComparedRule(NamedTuple):
    """What a rule found, its two series, and what was noted about it."""

    compared: ComparedQuarter
    first: SeriesOfRule
    second: SeriesOfRule
    explanations: tuple[ComparisonNote, ...]

    @property
    def parted(self) -> bool:
        """Whether it is a finding."""
        return self.compared.outcome is ComparisonOutcome.PARTED


class RegionCompared(NamedTuple):
    """A region's quarter: what every rule came to that the region has both series of, findings first."""

    region: str
    quarter: Quarter
    rules: tuple[ComparedRule, ...]
    new_employment: NewEmployment
    simulated: bool
