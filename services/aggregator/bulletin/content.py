"""A bulletin's content, read in one transaction: the same figures give the same content.

Nothing here looks at a clock: the day and the instant are the point's. The connection may be that of
the present figures or of a past state (see ``as_of``), whose tables are the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from services.aggregator.api.visibility import veil_progress
from services.aggregator.board.overview.alert_rows import alert_rows
from services.aggregator.board.overview.open_alerts import open_alerts
from services.aggregator.bulletin.layout import edition
from services.aggregator.bulletin.plan_table import table_of
from services.aggregator.bulletin.revisions import known_totals, revisions
from services.aggregator.districts.balanced_ranking import balanced_table
from services.aggregator.districts.standing import Districts
from services.aggregator.districts.written_ranking import ranking_table
from services.aggregator.figures.point import Side
from services.aggregator.figures.reader import Figures
from services.aggregator.progress import repository as progress_repository
from services.aggregator.reports import amendments as amendments_repository
from services.aggregator.targets.assessment import RULE_VERSION
from shared.catalogue import Catalogue
from shared.catalogue.model import Plan
from shared.events import Assessment
from shared.events.bulletin_content import (
    BulletinContent,
    BulletinCoverage,
    ChainHead,
    KnownTotals,
    OpenAlertLine,
    RankingTable,
    RevisedTotal,
)
from shared.periods import Month, to_microseconds
from shared.points import Point
from shared.security.access import Access

EXPLAINED = (
    "序时进度 P 为实际与序时应达之比：累计类为累计数与应达数之比，攀升类为较基期的变动与应有变动之比；"
    "100% 即与序时进度持平。",
    "等级：正常 P≥95%，黄 P<95%，橙 P<85%（存量攀升类 60%），红 P<70%（存量攀升类：不增反降）；"
    "下限、上限类突破一、二、三期分别为黄、橙、红；蓝为按期但预计难以完成；"
    "缺报为过了报送期限仍有单位未报、其数会改变等级或无从估算（报送期内为报送中），不作判断；规划期末只判完成、未完成。",
    "合计含已审核的数字；已报未审核的至少随三个单位一并计入，不足三个的审核通过后计入。"
    "排名只用已审核的数字，并列者位次相同。",
    "本通报作为事件存入汇总事件链，所据数据由下列序号与散列确定；数据以后如有更正，另出新号，本号不变。",
)
"""What every bulletin says about how its figures are to be read."""


FORM = 1
"""How what is published now is laid out: see BulletinContent.form."""


class NotCovered(ValueError):
    """There is no bulletin of that region and month; the message says why, in Chinese."""


class Edition(NamedTuple):
    """What a bulletin has beside its figures: its number, the bulletin it is compared with, its chains' heads."""

    number: int
    previous: BulletinContent | None
    heads: tuple[ChainHead, ...]


class Composer:
    """Reads bulletins' contents of a catalogue's areas.

    A bulletin is for everybody, so it is read through nobody's eyes: of a single unit it holds only what is
    accepted, whoever publishes it.
    """

    def __init__(self, catalogue: Catalogue, figures: Figures) -> None:
        self._sight = Access(catalogue).sight(None)
        self._catalogue = catalogue
        self._figures = figures
        self._districts = Districts(catalogue, figures)
        self._public = Access(catalogue).sight(None)

    def plans(self, region: str, period: Month) -> tuple[Plan, ...]:
        """The plans that a bulletin of the region and month is about.

        Raises:
            NotCovered: no such region, or none of its own plans covers the month.
        """
        if region not in self._catalogue.regions:
            raise NotCovered(f"没有代码为“{region[:20]}”的地区")
        found = tuple(plan for plan in self._catalogue.plans_of(region) if plan.first <= period <= plan.last)
        if not found:
            name = self._catalogue.regions[region].name
            raise NotCovered(f"{name}没有涵盖{period.chinese}的规划，不能出通报")
        return found

    def compose(
        self, connection: sa.Connection, region: str, period: Month, point: Point, issue: Edition
    ) -> BulletinContent:
        """The whole content, of the figures that the connection sees.

        Raises:
            NotCovered: as :meth:`plans`, or nobody has reported the month.
        """
        plans = self.plans(region, period)
        covered, missing = self._figures.coverage(connection, region, period)
        found = {plan.id: self.assessments(connection, plan, period) for plan in plans}
        if not any(found.values()):
            raise NotCovered(f"{self._catalogue.regions[region].name}{period.chinese}还没有数据")
        amendments = amendments_repository.load(connection)
        totals = self.totals(connection, region, plans, period)
        names = self._catalogue.regions
        letterhead = self._catalogue.office.letterheads.get(region)
        issuer = letterhead.issuer if letterhead is not None else ""
        return BulletinContent(
            region=region,
            region_name=names[region].name,
            period=str(period),
            number=issue.number,
            position=point.position,
            instant=to_microseconds(point.instant),
            title=_title(plans, names[region].name),
            simulated=any(item.simulated for rows in found.values() for item in rows.values()),
            rule_version=RULE_VERSION,
            tables=tuple(table_of(plan, found[plan.id], period, amendments) for plan in plans),
            rankings=self._rankings(connection, region, plans, period, point),
            coverage=BulletinCoverage(
                covered.expected, covered.reported, covered.accepted, tuple(map(self._catalogue.name_apart, missing))
            ),
            previous="" if issue.previous is None else _called(issue.previous),
            revisions=() if issue.previous is None else self._revisions(issue.previous, totals),
            alerts=tuple(self._alerts(connection, region)),
            heads=issue.heads,
            explained=EXPLAINED,
            totals=totals,
            form=FORM,
            issuer=issuer,
        )

    def assessments(self, connection: sa.Connection, plan: Plan, period: Month) -> dict[int, Assessment]:
        """By row how a plan's targets stand in a month, for everybody to see."""
        stored = progress_repository.load_range(connection, plan.id, period, period)
        return {key.row: item for key, item in veil_progress(connection, self._sight, plan, stored).items()}

    def _revisions(self, previous: BulletinContent, totals: tuple[KnownTotals, ...]) -> tuple[RevisedTotal, ...]:
        return revisions(self._catalogue.indicators, previous.totals, previous.period, totals)

    def _rankings(
        self, connection: sa.Connection, region: str, plans: Sequence[Plan], period: Month, point: Point
    ) -> tuple[RankingTable, ...]:
        binding = {target.indicator for plan in plans for target in plan.targets if target.binding}
        chosen = [item for item in self._districts.indicators(region, period) if item.id in binding]
        found = self._districts.rankings(connection, region, chosen, period, point.day)
        names = self._catalogue.regions_apart
        return tuple(balanced_table(ranking_table(found[item.id], item, names), item) for item in chosen)

    def totals(
        self, connection: sa.Connection, region: str, plans: Sequence[Plan], period: Month
    ) -> tuple[KnownTotals, ...]:
        """Every month of the plans' indicators up to one: what the next document can tell revisions by."""
        ids = list(dict.fromkeys(target.indicator for plan in plans for target in plan.targets))
        first = min(plan.first for plan in plans)
        series = self._figures.series_of(connection, region, ids, first, period)
        return known_totals(series, Side.PROVISIONAL if self._sight.sees(region) else Side.ACCEPTED)

    def _alerts(self, connection: sa.Connection, region: str) -> Iterator[OpenAlertLine]:
        """Of the area itself and of what lies in it."""
        ancestors = self._catalogue.ancestors
        inside = [
            alert
            for alert in open_alerts(connection, self._public)
            if alert.region == region or (alert.region in self._catalogue.regions and region in ancestors(alert.region))
        ]
        for row in alert_rows(inside, self._catalogue.plans, self._catalogue.regions):
            name = f"{row.region} {row.name}"
            yield OpenAlertLine(row.number, row.episode, name, row.mark.word, row.mark.level, row.since, row.frozen)


def _title(plans: Sequence[Plan], region: str) -> str:
    name = f"{plans[0].short_name}规划" if len(plans) == 1 and plans[0].short_name else f"{region}规划"
    return f"{name}主要指标进展情况通报"


def _called(content: BulletinContent) -> str:
    return f"{Month.parse(content.period).chinese}通报{edition(content.number)}"
