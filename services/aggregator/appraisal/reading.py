"""Reads what districts' points follow from, as of a point: their events, what was recorded as false, their targets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import NamedTuple

import sqlalchemy as sa

from services.aggregator.appraisal.occurrences import FalseReport, GoalStanding, PastEvent, UnitMonthFacts
from services.aggregator.appraisal.scoring import MonthScore, NotCounted, score_month
from services.aggregator.appraisal.spans import AppraisedSpan, SpanScore, ranked
from services.aggregator.districts.district_figure import DistrictGoal
from services.aggregator.districts.goals import DistrictGoals, DistrictLook
from services.aggregator.figures.reader import Figures
from services.aggregator.past.as_of import AsOf
from services.aggregator.recordings import OwnRecording, recordings
from services.aggregator.reports import amendments as amendments_repository
from services.aggregator.reports import history as unit_history
from services.aggregator.reports.handlers import IntakeEvent
from services.aggregator.wording.formats import per_cent, with_unit
from shared.catalogue import Catalogue
from shared.catalogue.known import ByCatalogue
from shared.catalogue.model import AppraisalScheme, Indicator, scheme_of
from shared.codec import Codec
from shared.database.engine import Database
from shared.events import FalseReportRecorded, FalseReportRevoked
from shared.periods import CHINA, Month, from_microseconds
from shared.points import Point
from shared.quantities import BASIS_POINTS, round_half_even
from shared.store import EventStore

JUDGED = ("normal", "blue", "yellow", "orange", "red")
"""Levels of a target that is held against its line."""


def stream_of(region: str, period: str) -> str:
    """The stream of what was found false in a region's month."""
    return f"false-{region}-{period}"


class AppraisedArea(NamedTuple):
    """The districts of an area in a span, in order, by which schemes, and the last position of ``reports`` in it."""

    area: str
    span: AppraisedSpan
    schemes: tuple[AppraisalScheme, ...]
    scores: tuple[SpanScore, ...]
    position: int
    simulated: bool

    def of(self, region: str) -> SpanScore | None:
        """One district's."""
        return next((each for each in self.scores if each.region == region), None)


class Appraisals:
    """Makes them: nothing is stored, everything follows from the events up to the point."""

    def __init__(
        self, past: AsOf, catalogue: Catalogue, figures: Figures, database: Database, store: EventStore, codec: Codec
    ) -> None:
        self._past = past
        self._database = database
        self._store = store
        self._codec = codec
        self._goals = ByCatalogue(catalogue, lambda each: DistrictGoals(each, figures.known_by(each)))

    def known(self, point: Point | None) -> Catalogue:
        """The catalogue in force at the point."""
        return self._past.known(point)

    def today(self, point: Point | None) -> date:
        """The day as of which it is looked at."""
        return self._past.today() if point is None else point.day

    def area_of(self, region: str, point: Point | None) -> str:
        """The area by whose scheme a district is appraised: the outermost region with a plan around it, else itself."""
        known = self.known(point)
        around = [code for code in (region, *known.ancestors(region)) if known.plans_of(code)]
        return around[-1] if around else region

    def of(self, area: str, span: AppraisedSpan, point: Point | None) -> AppraisedArea:
        """The points of every district of an area in a span, by what was known at the point."""
        known, today = self.known(point), self.today(point)
        with self._read(point) as (figures, history):
            position = unit_history.extent(history).last if point is None else point.position
            reading = _AreaReading(self, known, area, today, figures, history, point, position)
            found = [reading.month(period) for period in span.months if period.last_day < today]
        schemes = {each.scheme.id: each.scheme for each in found if each.scheme is not None}
        scores = ranked(score for each in found for score in each.scores)
        simulated = any(each.simulated for each in found)
        return AppraisedArea(area, span, tuple(schemes.values()), scores, position, simulated)

    @contextmanager
    def _read(self, point: Point | None) -> Iterator[tuple[sa.Connection, sa.Connection]]:
        """Connections to the figures at the point, and to the history; of the present one transaction."""
        with self._past.read(point, (), whole=True) as figures:
            if point is None:
                yield figures, figures
            else:
                with self._database.read() as history:
                    yield figures, history

    def goals_by(self, known: Catalogue) -> DistrictGoals:
        """What finds districts' targets by a catalogue."""
        return self._goals.of(known)

    def past_event(self, report: unit_history.RecordedReport) -> PastEvent | None:
        """An event of a month, as points follow from it; None of what nobody has signed."""
        event = self._codec.decode(report.type, report.schema_version, report.data)
        if not isinstance(event, IntakeEvent):
            return None
        return PastEvent(report.position, from_microseconds(report.recorded_at).astimezone(CHINA).date(), event)

    def false_reports(
        self, history: sa.Connection, units: Sequence[str], period: Month, point: Point | None
    ) -> dict[str, list[FalseReport]]:
        """By unit what was found false in the month, and stands."""
        streams = {stream_of(unit, str(period)): unit for unit in units}
        found = recordings(history, self._store, streams, point)
        return {streams[stream]: standing(recorded) for stream, recorded in found.items()}


def standing(recorded: Sequence[OwnRecording]) -> list[FalseReport]:
    """What of a month's findings of false reports was not revoked."""
    gone = {each.event.record for each in recorded if isinstance(each.event, FalseReportRevoked)}
    return [
        FalseReport(
            each.recorded.position,
            each.recorded.recorded_instant.astimezone(CHINA).date(),
            each.event.revision,
            each.event.document,
        )
        for each in recorded
        if isinstance(each.event, FalseReportRecorded) and each.recorded.position not in gone
    ]


def not_counted(known: Catalogue, unit: str, period: Month) -> NotCounted | None:
    """Why a unit's month is not counted whatever the scheme says; None where it is."""
    if not known.owed(unit, period):
        return NotCounted.NO_DUTY
    return NotCounted.BACKFILL if known.backfills(unit, period) else None


class _AreaMonth(NamedTuple):
    scheme: AppraisalScheme | None
    scores: list[MonthScore]
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class _AreaReading:
    source: Appraisals
    known: Catalogue
    area: str
    today: date
    figures: sa.Connection
    history: sa.Connection
    point: Point | None
    position: int

    def month(self, period: Month) -> _AreaMonth:
        """The points of the area's districts in a month; none where no scheme covers it."""
        scheme = scheme_of(self.known.office.schemes, self.area, period)
        if scheme is None:
            return _AreaMonth(None, [])
        units = self.known.units_under(self.area, period)
        events = self._events(units, period)
        false = self.source.false_reports(self.history, units, period, self.point)
        goals = self._goals(scheme, units, period, events)
        scores = []
        for unit in units:
            reason = not_counted(self.known, unit, period)
            if reason is not None:
                scores.append(MonthScore(unit, period, reason=reason))
                continue
            facts = UnitMonthFacts(
                unit,
                period,
                self.today,
                self.known.calendar_of(unit),
                events.get(unit, ()),
                false.get(unit, ()),
                goals.get(unit, ()),
                scheme.exempts(unit, period),
            )
            scores.append(score_month(scheme, facts))
        return _AreaMonth(scheme, scores, any(_simulated(each) for each in events.values()))

    def _events(self, units: Sequence[str], period: Month) -> dict[str, list[PastEvent]]:
        found: dict[str, list[PastEvent]] = {}
        for report in unit_history.of_units(self.history, units, [str(period)], self.position):
            past = self.source.past_event(report)
            if past is not None:
                found.setdefault(report.region, []).append(past)
        return found

    def _goals(
        self, scheme: AppraisalScheme, units: Sequence[str], period: Month, events: Mapping[str, Sequence[PastEvent]]
    ) -> dict[str, list[GoalStanding]]:
        """By unit its targets that are held against their lines, where the scheme asks for them."""
        found: dict[str, list[GoalStanding]] = {}
        if not any(each.progress for each in scheme.items):
            return found
        goals = self.source.goals_by(self.known)
        look = DistrictLook(self.figures, self.area, period, self.today, amendments_repository.load(self.figures))
        for indicator in self.known.indicators.values():
            shared = goals.shared_out(look, indicator)
            for unit in units:
                if unit not in shared and not self.known.targets_for(unit, indicator.id):
                    continue
                goal = goals.of(look, unit, indicator, shared)
                if goal is not None and goal.level in JUDGED:
                    last = max((each.position for each in events.get(unit, ())), default=0)
                    found.setdefault(unit, []).append(_standing(goal, indicator, last))
        return found


def _standing(goal: DistrictGoal, indicator: Indicator, position: int) -> GoalStanding:
    return GoalStanding(
        indicator.id,
        goal.level == "normal",
        _written(goal.actual, indicator),
        _written(goal.expected if goal.expected is not None else goal.value, indicator),
        position,
    )


def _written(value: Fraction | None, indicator: Indicator) -> str:
    if value is None:
        return ""
    if indicator.is_rate:
        return f"{per_cent(Fraction(round_half_even(value * BASIS_POINTS), BASIS_POINTS))}%"
    return with_unit(round_half_even(value), indicator.unit)


def _simulated(events: Sequence[PastEvent]) -> bool:
    return any(getattr(each.event, "simulated", False) for each in events)
