"""What each unit's report is held against, worked out of the catalogue once per unit. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from services.intake.faults import ReceiptFinding
from services.intake.units.checks import Checks, checks_of
from services.intake.units.families import Families
from services.intake.units.indicator_rule import IndicatorRule, indicator_rule
from services.intake.units.totals import CountedIn, counted_in
from shared.catalogue import Catalogue
from shared.catalogue.model import Region, Target
from shared.catalogue.region_changes import RegionChange
from shared.events import ReportLine
from shared.periods import Month
from shared.work_calendar import WorkCalendar

_MOST_KEPT = 8_192
"""Of so many sets of indicators it is kept what a report that holds them says: each unit's system sends the same ones.
Asked by the event loop and by the thread that commits; what is full is replaced whole."""

NO_PLAN = "no-plan"
"""The code of the finding that no plan is in force in the month of a report."""


@dataclass(frozen=True, slots=True)
class UnitRules:
    """One unit's rules: ``owed`` by id and by name, the 其中 pairs (part, whole) it is held to, what the review
    rules need to know, and by which calendar its reports are due."""

    region: Region
    owed: dict[str, IndicatorRule]
    missing: dict[str, ReceiptFinding]
    parts: tuple[tuple[str, str], ...]
    first: Month | None
    areas: tuple[str, ...]
    checks: Checks
    calendar: WorkCalendar = field(default_factory=WorkCalendar)


class Rulebook:
    """The rules of every unit. One entry a region, made when first asked for."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.names = {code: region.name for code, region in catalogue.regions.items()}
        self._units: dict[str, UnitRules] = {}
        self._anew: dict[tuple[str, int], UnitRules] = {}
        self._families = Families(catalogue)
        self._alike: dict[tuple[tuple[str, ...], tuple[str, ...]], UnitRules] = {}
        self._missing: dict[tuple[tuple[str, ...], tuple[str, ...]], tuple[ReceiptFinding, ...]] = {}
        self._totals: dict[tuple[str, bool, int, tuple[str, ...]], tuple[CountedIn, ...]] = {}

    def unit(self, region: str) -> UnitRules | None:
        """The rules of ``region``; None for a code that is not in the catalogue."""
        rules = self._units.get(region)
        if rules is None and region in self.catalogue.regions:
            rules = self._units[region] = self._make(region)
        return rules

    def in_month(self, region: str, period: Month) -> UnitRules | None:
        """The rules of ``region`` in a month: where its year to date is not known, no line may be one."""
        rules = self.unit(region)
        change = self.catalogue.year(period.year).anew(region, period.month)
        if rules is None or change is None:
            return rules
        key = (region, period.year)
        if key not in self._anew:
            why = anew_text(rules.region.name, change)
            owed = {name: replace(rule, anew=why) if rule.cumulates else rule for name, rule in rules.owed.items()}
            self._anew[key] = replace(rules, owed=owed)
        return self._anew[key]

    def linked(self, region: str) -> tuple[str, ...]:
        """Whose past is made of the region's reports where regions changed: its heirs', and then its own as well."""
        changes = self.catalogue.changes
        return (region, *changes.heirs(region)) if changes.concern(region) else ()

    def stage(self, region: str, period: Month) -> int:
        """Which of a region's pasts a month is held against: another one after each change that made it."""
        return self.catalogue.changes.stage(region, period)

    def areas(self, region: str) -> tuple[str, ...]:
        """The areas (regions that carry a plan) that ``region`` lies in, nearest first."""
        rules = self.unit(region)
        return rules.areas if rules else ()

    def inside(self, area: str) -> frozenset[str]:
        """``area`` and every region that lies in it."""
        catalogue = self.catalogue
        return frozenset(each for each in catalogue.regions if each == area or area in catalogue.ancestors(each))

    def due(self, region: str, period: Month) -> tuple[str, ...]:
        """What ``region`` owes for a month, by id in the order of the catalogue; nothing for an unknown code."""
        return self.catalogue.owed(region, period) if region in self.catalogue.regions else ()

    def planless(self, region: str, period: Month) -> bool:
        """Whether no plan at or above ``region`` is in force in ``period``: nothing is owed then."""
        catalogue = self.catalogue.at(period)
        return region in catalogue.regions and catalogue.plan_covering(region, period) is None

    def asked(self, region: str, period: Month) -> tuple[str, ...]:
        """What a form of the month holds: what is due, and without a plan in force what was owed last.

        A year after a plan's end asks in each month what the plan's last year asked in it; a month in which the
        region is not there what the nearest one asks in which it is: there is something to show of such a report.
        """
        if region in self.catalogue.regions and not self.catalogue.valid_in(region, period):
            return self.asked(region, self._nearest(region, period))
        due = self.due(region, period)
        if due or not self.planless(region, period):
            return due
        plans = [plan for area in self.areas(region) for plan in self.catalogue.plans_of(area)]
        ended = [plan.last for plan in plans if plan.last < period]
        return self.due(region, Month(max(ended).year, period.month)) if ended else ()

    def _nearest(self, region: str, period: Month) -> Month:
        """The month nearest to ``period`` in which the region is there."""
        found = self.catalogue.regions[region]
        if found.valid_from is not None and period < found.valid_from:
            return found.valid_from
        return found.valid_to or period

    def nobodys(self, region: str, period: Month) -> bool:
        """Whether a report of a month is nobody's, because its region is not there in it."""
        return region in self.catalogue.passing and not self.catalogue.valid_in(region, period)

    def missing(self, region: str, lines: tuple[ReportLine, ...], period: Month) -> tuple[ReceiptFinding, ...]:
        """What ``region`` owes for ``period`` and ``lines`` do not hold; that no plan is in force, where none is."""
        rules = self.unit(region)
        due = self.due(region, period)
        if rules is not None and not due and self.planless(region, period):
            return (_no_plan(period),)
        if rules is None or len(lines) == len(due):
            return ()
        key = (due, tuple([line.indicator for line in lines]))
        found = self._missing.get(key)
        if found is None:
            given = frozenset(key[1])
            found = tuple(rules.missing[indicator] for indicator in due if indicator not in given)
            self._missing = self._missing if len(self._missing) < _MOST_KEPT else {}
            self._missing[key] = found
        return found

    def totals(self, region: str, period: Month, lines: Sequence[ReportLine]) -> tuple[CountedIn, ...]:
        """The totals that a report is in while it stands (services.intake.units.totals.counted_in)."""
        then = self.catalogue.at(period)
        key = (region, self.catalogue.valid_in(region, period), id(then), tuple([line.indicator for line in lines]))
        found = self._totals.get(key)  # the catalogue keeps what it was at a time, for as long as it is there itself
        if found is None:
            found = counted_in(self.catalogue, region, period, lines)
            self._totals = self._totals if len(self._totals) < _MOST_KEPT else {}
            self._totals[key] = found
        return found

    def blanks(self, region: str, lines: tuple[ReportLine, ...], period: Month) -> tuple[str, ...]:
        """The names of what ``region`` owes for ``period`` and ``lines`` leave blank."""
        left = (each.indicator for each in self.missing(region, lines, period) if each.code != NO_PLAN)
        return tuple(self.catalogue.indicators[indicator].name for indicator in left)

    def _make(self, code: str) -> UnitRules:
        """The rules of one unit. Units of the same areas that owe the same share all but the region."""
        catalogue = self.catalogue
        areas = tuple(region for region in (code, *catalogue.ancestors(code)) if catalogue.plans_of(region))
        owed = tuple(catalogue.owed(code))
        rules = self._alike.get((areas, owed))
        if rules is None:
            rules = self._alike[areas, owed] = self._rules(code, areas, owed)
        families = self._families.of(code)
        checks = rules.checks._replace(families=families) if families else rules.checks
        return replace(rules, region=catalogue.regions[code], checks=checks, calendar=catalogue.calendar_of(code))

    def _rules(self, code: str, areas: tuple[str, ...], owed: tuple[str, ...]) -> UnitRules:
        catalogue = self.catalogue
        plans = [plan for area in areas for plan in catalogue.plans_of(area)]
        rules = [indicator_rule(catalogue.indicators[indicator], catalogue.units_of_measure) for indicator in owed]
        return UnitRules(
            region=catalogue.regions[code],
            owed={rule.id: rule for rule in rules} | {rule.name: rule for rule in rules},
            missing={rule.id: ReceiptFinding("missing", rule.id, f"未报：{rule.name}") for rule in rules},
            parts=self._parts([plan.targets for plan in plans], set(owed)),
            first=min((plan.first for plan in plans), default=None),
            areas=areas,
            checks=checks_of(catalogue, owed, code, areas),
        )

    def _parts(self, tables: list[tuple[Target, ...]], owed: set[str]) -> tuple[tuple[str, str], ...]:
        """The 其中 pairs of the plans' tables that can be compared.

        A pair that one of these plans contradicts (it prints a part larger than its whole, a
        published oddity) is left out: a unit cannot be held to both.
        """
        found: dict[tuple[str, str], bool] = {}
        for targets in tables:
            rows = {target.row: target for target in targets}
            for part in targets:
                whole = rows.get(part.part_of) if part.part_of is not None else None
                if whole is None or not owed.issuperset((part.indicator, whole.indicator)):
                    continue
                if self._comparable(part.indicator, whole.indicator):
                    pair = (part.indicator, whole.indicator)
                    found[pair] = found.get(pair, True) and not _contradicts(part, whole)
        return tuple(pair for pair, kept in found.items() if kept)

    def _comparable(self, part: str, whole: str) -> bool:
        first, second = self.catalogue.indicators[part], self.catalogue.indicators[whole]
        return first.kind is second.kind and not first.is_rate and first.unit.base == second.unit.base


def anew_text(name: str, change: RegionChange) -> str:
    """Why a unit's year to date means nothing from a change of regions on, and what is asked for instead."""
    effective = change.effective
    return (
        f"{name}自{effective.chinese}区划调整（{change.document}）起，此前各月的数不能接续，"
        f"{effective.year}年12月以前请报本月数"
    )


def _no_plan(period: Month) -> ReceiptFinding:
    return ReceiptFinding(NO_PLAN, "", no_plan_text(period))


def no_plan_text(period: Month) -> str:
    """What people are told of a month without any plan in force."""
    return f"{period.chinese}没有在执行的规划：报来的数照收，但不作应报，也不与目标比对"


def _contradicts(part: Target, whole: Target) -> bool:
    first, second = part.value_exact, whole.value_exact
    return first is not None and second is not None and part.horizon is whole.horizon and first > second
