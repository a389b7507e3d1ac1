"""Reads why a total changed between two points: whose events are followed, over which months."""

from __future__ import annotations

import sqlalchemy as sa

from services.aggregator.figures.rollup import periods_of_year
from services.aggregator.figures.rollup_paths import Routes
from services.aggregator.past.change_parts import Waterfall
from services.aggregator.past.followed_total import Total
from services.aggregator.past.subject import NoSuchTotal, TotalSpan, TotalSubject
from services.aggregator.past.waterfall import Happened, explain
from services.aggregator.reports import history as unit_history
from services.aggregator.reports.handlers import IntakeEvent, known
from services.aggregator.reports.month_amounts import adds_over_months
from shared.catalogue import Catalogue
from shared.catalogue.known import ByCatalogue, KnownCatalogues
from shared.codec import Codec
from shared.periods import Month, months
from shared.points import Point


class Changes:
    """Explains totals in the caller's transaction, on the present database: the history holds every point."""

    def __init__(self, catalogues: KnownCatalogues, codec: Codec) -> None:
        self._catalogues = catalogues
        self._codec = codec
        self._routes = ByCatalogue(catalogues.now, Routes)

    def explain(self, connection: sa.Connection, subject: TotalSubject, start: Point, end: Point) -> Waterfall:
        """Why ``subject`` changed from one point to the other.

        Raises:
            NoSuchTotal: nobody adds to it, or its months do not add up.
        """
        then, now = self._totals(subject, start, end)
        reporters, periods = self.reach(subject, start, end)
        if not reporters:
            name = now.catalogue.regions[subject.region].name
            if not now.catalogue.valid_in(subject.region, subject.period):
                raise NoSuchTotal(f"{name}在{subject.period.chinese}不存在")
            raise NoSuchTotal(f"{name}没有指标“{subject.indicator.name}”的汇总数")
        history = unit_history.of_units(connection, reporters, periods, end.position)
        happened = (self._happened(past) for past in history)
        return explain(now, (each for each in happened if each is not None), start.position, end.position, then)

    def reach(self, subject: TotalSubject, start: Point, end: Point) -> tuple[list[str], list[str]]:
        """Whose reports of which months may be behind a change of ``subject`` from one point to the other."""
        totals = self._totals(subject, start, end)
        reporters = {code for total in totals for code in _reporters(total)}
        years = {month.year for total in totals for counting in total.months.values() for month in counting}
        return sorted(reporters), [period for year in sorted(years) for period in periods_of_year(year)]

    def _totals(self, subject: TotalSubject, start: Point, end: Point) -> tuple[Total, Total]:
        known, catalogue = self._catalogues.at(start), self._catalogues.at(end)
        now = self._total(subject, self.months(subject, catalogue), catalogue)
        if known is catalogue:
            return now, now
        try:
            wanted = self.months(subject, known)
        except NoSuchTotal:
            wanted = frozenset()  # there was none: all of it has come since
        return self._total(subject, wanted, known), now

    def _total(self, subject: TotalSubject, wanted: frozenset[Month], catalogue: Catalogue) -> Total:
        """The total as it is made up by what ``catalogue`` knows."""
        members = self.members(subject, wanted, catalogue)
        item = catalogue.indicators.get(subject.indicator.id, subject.indicator)
        return Total(item.id, adds_over_months(item), members, catalogue, subject.side)

    def members(
        self, subject: TotalSubject, wanted: frozenset[Month], catalogue: Catalogue
    ) -> dict[str, frozenset[Month]]:
        """The regions whose reports the total is made of, each with the months of it that count; none where the
        catalogue has no such total."""
        region, indicator = subject.region, subject.indicator.id
        if region not in catalogue.regions or indicator not in catalogue.indicators:
            return {}
        if catalogue.is_unit(region):
            there = frozenset(month for month in wanted if catalogue.valid_in(region, month))
            return {region: there} if there and indicator in catalogue.owed(region) else {}
        routes = self._routes.of(catalogue)
        found = {
            code: frozenset(
                month
                for month in wanted
                if catalogue.valid_in(code, month)
                and indicator in routes.of(code, str(month)).indicators.get(region, ())
            )
            for code in (region, *catalogue.units_under(region))
        }
        return {code: counting for code, counting in found.items() if counting}

    def months(self, subject: TotalSubject, catalogue: Catalogue) -> frozenset[Month]:
        """The months that are added up by what ``catalogue`` knows.

        Raises:
            NoSuchTotal: the indicator's months do not add up, or no plan covers the month.
        """
        period = subject.period
        if subject.span is TotalSpan.MONTH:
            return frozenset([period])
        if not adds_over_months(catalogue.indicators.get(subject.indicator.id, subject.indicator)):
            raise NoSuchTotal(f"“{subject.indicator.name}”是时点数，各月不相加，只能看当月（measure=month）")
        if subject.span is TotalSpan.YEAR:
            return frozenset(months(Month(period.year, 1), period))
        plan = catalogue.plan_covering(subject.region, period) if subject.region in catalogue.regions else None
        if plan is None:
            raise NoSuchTotal(f"{period.chinese}不在任何规划期内，没有规划期累计")
        return frozenset(months(plan.first, period))

    def _happened(self, past: unit_history.RecordedReport) -> Happened | None:
        event = known(self._codec.decode(past.type, past.schema_version, past.data))
        if not isinstance(event, IntakeEvent):
            return None
        return Happened(past.position, past.recorded_at, past.actor, event)


def _reporters(total: Total) -> set[str]:
    """The units whose reports move the total: its members, and whom they hang together with."""
    return {
        each
        for region, counting in total.months.items()
        for year in {month.year for month in counting}
        for each in total.catalogue.year(year).family(region)
    }
