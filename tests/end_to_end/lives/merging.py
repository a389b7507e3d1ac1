"""Random lives of alerts in a city whose units change: reports are rolled up and assessed by an aggregator, and what it
says is decided on by alerts, under the eyes of the same witness. Drawn from a seed alone.

Two counties are merged from September on, one of them with a plan of its own, and a third has another code from October
on. Units report late or not at all, what they report is accepted, returned, corrected and refused.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from shared.catalogue.catalogue import Catalogue
from shared.catalogue.model import Department, Region
from shared.catalogue.region_changes import ChangeKind, RegionChange, RegionChanges
from shared.events import (
    Event,
    ReportAccepted,
    ReportCorrected,
    ReportLine,
    ReportReturned,
    ReportSubmitted,
    ReviewFinding,
)
from shared.periods import CHINA, Month, today_in_china
from tests.end_to_end.lives.living import ENDINGS, Service, Watched
from tests.end_to_end.lives.scenes import working_day_after
from tests.unit.aggregator.progress_world import CITY, FLOW, RATE, STOCK, World, a_catalogue

MERGED, INTO = ("110101", "110102"), "110112"
RECODED, AS = "110103", "110113"
STAYS = ("110104", "110105")
MERGES, RECODES = Month(2025, 9), Month(2025, 10)
FIRST, LAST = Month(2025, 1), Month(2025, 12)
BEFORE = tuple(FIRST.shift(each) for each in range(5))
"""Reported before anybody is told of anything."""
AFTER = tuple(FIRST.shift(each) for each in range(5, 12))
KNOWN = date(2025, 1, 1)
OWN = f"plan-{MERGED[0]}"
"""The plan of a county that is merged into another."""
DEEDS = ("accept", "accept", "accept", "all", "all", "return", "correct", "correct", "act", "days")
ACTS = ("sign", "answer", "accept", "return", "strike", "silence", "loud")


@cache
def city() -> Catalogue:
    """The city with its plan, and the plan of one of its counties."""
    plain = a_catalogue()
    (whole,) = plain.plans.values()
    plan = replace(whole, first=FIRST, last=LAST)
    own = replace(plan, id=OWN, region=MERGED[0], targets=tuple(replace(each, plan=OWN) for each in plan.targets))
    until = {MERGED[0]: MERGES.shift(-1), MERGED[1]: MERGES.shift(-1), RECODED: RECODES.shift(-1)}
    since = {INTO: MERGES, AS: RECODES}
    units = [
        Region(code, f"县{code[-3:]}", "county", CITY, "", since.get(code), until.get(code))
        for code in (*MERGED, INTO, RECODED, AS, *STAYS)
    ]
    changes = (
        RegionChange(ChangeKind.MERGE, KNOWN, MERGES, MERGED, (INTO,), "合并的批复"),
        RegionChange(ChangeKind.RECODE, KNOWN, RECODES, (RECODED,), (AS,), "撤县设市的批复"),
    )
    departments = [
        Department(f"d-{region}", "某处", region, ("d@x.example",), (STOCK, FLOW, RATE)) for region in (CITY, MERGED[0])
    ]
    return Catalogue(
        [plain.regions[CITY], *units],
        {},
        plain.indicators.values(),
        [plan, own],
        departments,
        {},
        changes=RegionChanges(changes),
    )


class MergingCity(Watched):
    """One life of the city, whose aggregator works in ``folder``."""

    def __init__(self, seed: int, folder: Path, service: Service) -> None:
        super().__init__(service, city().plans)
        self._chance = random.Random(seed)
        self._world = World(folder, city())
        self._revisions: Counter[tuple[str, Month]] = Counter()
        self._accepted: dict[tuple[str, Month], int] = {}
        self._level = self._chance.choice((90, 110, 130))
        service.load(tuple(city().plans))

    def live(self) -> Counter[str]:
        """The year, month by month, and the end of the plans; what was seen."""
        self._take(*(event for month in BEFORE for unit in self._units(month) for event in self._whole(unit, month)))
        for month in AFTER:
            self._month(month)
        for instant in ENDINGS:
            self.on(instant)
            self._time()
        self.witness.ended()
        return self.witness.seen

    def close(self) -> None:
        """Put the aggregator's database down."""
        self._world.database.dispose()

    def _month(self, month: Month) -> None:
        """What is said of it, and what else happens meanwhile."""
        chance = self._chance
        next_month = month.shift(1).first_day
        self.on(datetime(next_month.year, next_month.month, next_month.day, 10, tzinfo=CHINA))
        late = [unit for unit in self._units(month) if chance.random() < 0.15]
        for unit in self._units(month):
            if unit not in late:
                self._take(self._report(unit, month))
        for _ in range(chance.randrange(3, 9)):
            self._later(month)
        self.on(self._noon(working_day_after(month, 5) + timedelta(1)))
        self._time()
        for unit in late:
            if chance.random() < 0.7:
                self._take(self._report(unit, month))
        for _ in range(chance.randrange(1, 5)):
            self._later(month)

    def _later(self, month: Month) -> None:
        """Something is accepted, returned, corrected, done about an alert, or a day or two go by."""
        chance = self._chance
        known = sorted(self._revisions)
        unit, period = chance.choice(known[-14:] if chance.random() < 0.8 else known)
        revision, accepted = self._revisions[unit, period], self._accepted.get((unit, period), 0)
        what = chance.choice(
            ("accept", "accept", "accept", "all", "all", "return", "correct", "correct", "act", "days")
        )
        if what == "accept":
            self._accept(unit, period)
        elif what == "all":
            for other in self._units(month):
                if (other, month) in self._revisions:
                    self._accept(other, month)
        elif what == "return" and revision:
            self._accepted.pop((unit, period), None)
            self._take(ReportReturned(region=unit, period=str(period), revision=revision, reason="请核实"))
        elif what == "correct":
            self._take(self._correction(unit, period) if accepted else self._report(unit, period))
        elif what == "act":
            self.act(chance.choice(ACTS), chance.randrange(120))
        else:
            self.on(self.service.clock.now() + timedelta(hours=chance.randrange(1, 60)))
            self._time()

    def _whole(self, unit: str, month: Month) -> tuple[Event, Event]:
        report = self._report(unit, month)
        self._accepted[unit, month] = 1
        return report, ReportAccepted(region=unit, period=str(month), revision=1)

    def _accept(self, unit: str, period: Month) -> None:
        revision = self._revisions[unit, period]
        if self._accepted.get((unit, period)) != revision:
            self._accepted[unit, period] = revision
            self._take(ReportAccepted(region=unit, period=str(period), revision=revision))

    def _report(self, unit: str, month: Month) -> ReportSubmitted:
        self._revisions[unit, month] += 1
        query = ReviewFinding("jump", "query", STOCK, "环比异常")
        findings = (query,) if self._chance.random() < 0.1 else ()
        lines = self._lines(unit, month)
        return ReportSubmitted(region=unit, period=str(month), lines=lines, digest="d" * 64, findings=findings)

    def _correction(self, unit: str, month: Month) -> ReportCorrected:
        self._revisions[unit, month] += 1
        lines = self._lines(unit, month)
        return ReportCorrected(
            region=unit, period=str(month), lines=lines, digest="d" * 64, reason="漏报", second_signer="王某"
        )

    def _lines(self, unit: str, month: Month) -> tuple[ReportLine, ...]:
        """A unit's part of a stock on its way from 600 to 1,200, more or less, and a rate about its bound of 90 %."""
        due = 600 + 50 * month.month
        part = due * (2 if unit == INTO else 1) // 5
        stock = part * self._chance.choice((70, 85, 96, 100, 104, self._level)) // 100
        return (
            ReportLine(STOCK, stock),
            ReportLine(FLOW, self._chance.randrange(50, 150)),
            ReportLine(RATE, self._chance.choice((80, 88, 92, 95, 99)), 100),
        )

    def _units(self, month: Month) -> tuple[str, ...]:
        return city().units_under(CITY, month)

    def _noon(self, day: date) -> datetime:
        return datetime(day.year, day.month, day.day, 12, tzinfo=CHINA)

    def on(self, instant: datetime) -> None:
        """See Watched; the aggregator goes by the same time."""
        super().on(instant)
        self._world.clock.set(self.service.clock.now())

    def _take(self, *events: Event) -> None:
        self.decide_on(self._world.apply(*events))
        self.look()

    def _time(self) -> None:
        """What is due by time alone, with the aggregator and with alerts."""
        self.decide_on(self._world.sweep(today_in_china(self.service.clock)))
        self.look()
