"""``/v1/comparisons`` as it is answered."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

import msgspec

from services.aggregator.comparison.compared import ComparedRule, RegionCompared, SeriesOfRule
from services.aggregator.comparison.evaluating import SideFigures
from services.aggregator.comparison.new_employment import NewEmployment
from services.aggregator.comparison.wording import OUTCOMES
from shared.catalogue import Catalogue
from shared.web.answers import AnsweredPoint


class SideAnswer(msgspec.Struct, frozen=True):
    """One of the two. Figures are in base units (a rate a part of one), ``change`` a part of the year before's."""

    indicator: str
    name: str
    now: float | None
    year_before: float | None
    change: float | None


class ExplanationAnswer(msgspec.Struct, frozen=True):
    """What was noted about a finding; ``position`` is that of its event in ``figures``."""

    text: str
    by: str
    at: datetime
    position: int


class ComparedRuleAnswer(msgspec.Struct, frozen=True):
    """What a rule came to. ``distance``, ``widest`` and ``limit`` are in spreads (see the handbook)."""

    rule: str
    name: str
    relation: str
    outcome: str
    words: str
    first: SideAnswer
    second: SideAnswer
    history: int
    distance: float | None
    widest: float | None
    widest_in: str | None
    limit: float | None
    explanations: list[ExplanationAnswer]


class NewEmploymentAnswer(msgspec.Struct, frozen=True):
    """New employment in persons: as reported, worked out of its parts, and as the ledger of names counts it."""

    reported: int | None
    newly_employed: int | None
    natural_attrition: int | None
    worked_out: int | None
    named: int | None
    beyond_worked_out: int | None
    beyond_named: int | None


class RegionComparedAnswer(msgspec.Struct, frozen=True):
    """A region's quarter."""

    region: str
    region_name: str
    quarter: str
    simulated: bool
    new_employment: NewEmploymentAnswer
    rules: list[ComparedRuleAnswer]


class ComparisonsAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """A region, and the regions below it, in one quarter."""

    comparisons: list[RegionComparedAnswer]
    as_of: AnsweredPoint | None = None


def region_answer(compared: RegionCompared, known: Catalogue) -> RegionComparedAnswer:
    """One region as it is answered."""
    return RegionComparedAnswer(
        compared.region,
        known.region_name(compared.region),
        str(compared.quarter),
        compared.simulated,
        _new_employment(compared.new_employment),
        [_rule(each) for each in compared.rules],
    )


def _rule(rule: ComparedRule) -> ComparedRuleAnswer:
    found = rule.compared
    return ComparedRuleAnswer(
        found.rule.id,
        found.rule.name,
        found.rule.relation.value,
        found.outcome.value,
        OUTCOMES[found.outcome],
        _side(rule.first, found.first),
        _side(rule.second, found.second),
        found.history,
        _number(found.distance),
        _number(found.widest),
        None if found.widest_in is None else str(found.widest_in),
        _number(found.limit),
        [ExplanationAnswer(each.text, each.by, each.at, each.position) for each in rule.explanations],
    )


def _side(series: SeriesOfRule, side: SideFigures) -> SideAnswer:
    return SideAnswer(series.indicator, series.name, _number(side.now), _number(side.before), _number(side.change))


def _number(value: Fraction | None) -> float | None:
    return None if value is None else round(float(value), 6)


def _new_employment(found: NewEmployment) -> NewEmploymentAnswer:
    values = (
        found.reported,
        found.entered,
        found.left,
        found.worked_out,
        found.named,
        found.beyond_worked_out,
        found.beyond_named,
    )
    return NewEmploymentAnswer(*(None if each is None else int(each) for each in values))
