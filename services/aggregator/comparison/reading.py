"""Reads what indicators of a region came to by quarter, and what the rules find in it, as of a point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple, Protocol

import sqlalchemy as sa

from services.aggregator.comparison.compared import ComparedRule, ComparisonNote, RegionCompared, SeriesOfRule
from services.aggregator.comparison.evaluating import ComparisonOutcome, compare
from services.aggregator.comparison.new_employment import PARTS, new_employment
from services.aggregator.comparison.quarters import YEAR, Quarter, quarter_figures, quarters
from services.aggregator.figures.reader import Figures
from services.aggregator.figures.series import Series
from services.aggregator.past.as_of import AsOf
from services.aggregator.recordings import OwnRecording, recordings
from shared.catalogue import Catalogue
from shared.catalogue.model import PANEL, ComparisonRule
from shared.database.engine import Database
from shared.events import ComparisonExplained
from shared.periods import Month
from shared.points import Point
from shared.store import EventStore

BACK = 24
"""Quarters of history that are looked at: six years."""


class OtherSeries(Protocol):
    """What a rule may name beside indicators: by quarter what it came to in a region, as of a point."""

    def quarters(
        self, known: Catalogue, region: str, wanted: Sequence[Quarter], point: Point | None
    ) -> Mapping[Quarter, Fraction]:
        """The quarters that are known."""
        ...


def stream_of(region: str, quarter: Quarter) -> str:
    """The stream of what is noted about a region's quarter."""
    return f"comparison-{region}-{quarter}"


class Comparisons:
    """Makes them. ``others`` are what rules may name beside indicators, by that word."""

    def __init__(
        self,
        past: AsOf,
        figures: Figures,
        database: Database,
        store: EventStore,
        others: Mapping[str, OtherSeries] | None = None,
    ) -> None:
        self._past = past
        self._figures = figures
        self._database = database
        self._store = store
        self._others = dict(others or {})

    def known(self, point: Point | None) -> Catalogue:
        """The catalogue in force at the point."""
        return self._past.known(point)

    def last_ended(self, point: Point | None) -> Quarter:
        """The last quarter that had ended by the point's day."""
        day: date = self._past.today() if point is None else point.day
        return Quarter.of(Month.of(day)).shift(-1)

    def last_known(self, region: str, point: Point | None) -> Quarter:
        """The last ended quarter of which there are figures: of one that has just ended there are none yet. The last
        one where a year has none."""
        last = self.last_ended(point)
        for back in range(YEAR):
            found = self.of([region], last.shift(-back), point)
            if any(
                rule.compared.outcome is not ComparisonOutcome.QUARTER_MISSING for each in found for rule in each.rules
            ):
                return last.shift(-back)
        return last

    def of(self, regions: Sequence[str], quarter: Quarter, point: Point | None) -> list[RegionCompared]:
        """Each region's quarter, by what was known at the point, of those with anything to compare."""
        known = self._past.known(point)
        with self._past.read(point, (), whole=True) as connection:
            read = _QuarterReading(known, self._figures.known_by(known), self._others, connection, point)
            found = [read.region(each, quarter) for each in regions]
        kept = [each for each in found if each.rules or each.new_employment.comparable]
        noted = self._noted([each.region for each in kept], quarter, point)
        return [_explained(each, noted.get(stream_of(each.region, quarter), [])) for each in kept]

    def _noted(self, regions: Sequence[str], quarter: Quarter, point: Point | None) -> dict[str, list[OwnRecording]]:
        with self._database.read() as connection:
            return recordings(connection, self._store, [stream_of(each, quarter) for each in regions], point)


class _QuarterReading(NamedTuple):
    catalogue: Catalogue
    figures: Figures
    others: Mapping[str, OtherSeries]
    connection: sa.Connection
    point: Point | None

    def region(self, region: str, quarter: Quarter) -> RegionCompared:
        wanted = quarters(quarter.shift(-BACK), quarter)
        rules = self.catalogue.office.comparisons
        ids = dict.fromkeys((*(side for rule in rules for side in (rule.first, rule.second)), *PARTS))
        owed = [each for each in ids if each in self.catalogue.indicators and self.catalogue.stands_at(region, each)]
        span = wanted[0].months[0], wanted[-1].last
        series = {
            each: Series(points)
            for each, points in self.figures.series_of(self.connection, region, owed, *span).items()
        }
        figures: dict[str, Mapping[Quarter, Fraction]] = {
            each: quarter_figures(self.catalogue.indicators[each], found, wanted) for each, found in series.items()
        }
        for word, other in self.others.items():
            figures[word] = other.quarters(self.catalogue, region, wanted, self.point)
        compared = [self._rule(rule, quarter, figures) for rule in rules if _has(rule, figures)]
        simulated = any(each.simulated(*span) for each in series.values())
        ordered = tuple(sorted(compared, key=lambda each: not each.parted))
        return RegionCompared(region, quarter, ordered, new_employment(figures, quarter), simulated)

    def _rule(
        self, rule: ComparisonRule, quarter: Quarter, figures: Mapping[str, Mapping[Quarter, Fraction]]
    ) -> ComparedRule:
        first, second = figures[rule.first], figures[rule.second]
        sides = [SeriesOfRule(self._name(each), figures[each], each) for each in (rule.first, rule.second)]
        return ComparedRule(compare(rule, quarter, first, second), sides[0], sides[1], ())

    def _name(self, side: str) -> str:
        return "用工监测在岗人数指数（配对样本）" if side == PANEL else self.catalogue.indicator_name(side)


def _has(rule: ComparisonRule, figures: Mapping[str, Mapping[Quarter, Fraction]]) -> bool:
    return bool(figures.get(rule.first)) and bool(figures.get(rule.second))


def _explained(region: RegionCompared, noted: Sequence[OwnRecording]) -> RegionCompared:
    explanations = [
        ComparisonNote(
            each.event.rule,
            each.event.text,
            each.event.by or each.recorded.actor,
            each.recorded.recorded_instant,
            each.recorded.position,
        )
        for each in noted
        if isinstance(each.event, ComparisonExplained)
    ]
    rules = tuple(
        rule._replace(explanations=tuple(each for each in explanations if each.rule == rule.compared.rule.id))
        for rule in region.rules
    )
    return region._replace(rules=rules)
