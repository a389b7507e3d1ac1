"""The catalogue in memory: who is part of whom, who owes what, who answers for what.

Everything the hot path asks (``owed``, ``rollup_nodes``, ``expected_units``, ``ancestors``) is
worked out once, when the catalogue is made; afterwards it is a dictionary lookup. Nothing here
changes after construction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType

from shared.catalogue.asking import plans_by_area, rollup_nodes, targets_by_area
from shared.catalogue.belonging import Belonging
from shared.catalogue.calendars import Calendars, OwnDays
from shared.catalogue.contacts import Contact
from shared.catalogue.duties import Duties, Expected
from shared.catalogue.model import Department, Indicator, Office, Panel, Plan, Region, Target
from shared.catalogue.printed import read_name
from shared.catalogue.region_changes import NEVER, NO_CHANGES, RegionChange, RegionChanges
from shared.catalogue.region_years import RegionYear
from shared.catalogue.review import ReviewTable
from shared.periods import Month
from shared.quantities import Unit, UnitsOfMeasure, units_in
from shared.work_calendar import WorkCalendar


class Catalogue:
    """Regions, groups, indicators, plans and departments, with every index built.

    A *unit* is a region with nobody below it: the one that reports, mostly a county. An *area* is a region that
    carries a plan; where a unit has a plan of its own, it is the area itself. All codes and ids are strings; every
    method that takes one raises KeyError for an unknown code unless it says otherwise.
    """

    def __init__(
        self,
        regions: Iterable[Region],
        groups: Mapping[str, Sequence[str]],
        indicators: Iterable[Indicator],
        plans: Iterable[Plan],
        departments: Iterable[Department],
        profiles: Mapping[str, tuple[Fraction, ...]],
        review: ReviewTable | None = None,
        changes: RegionChanges = NO_CHANGES,
        contacts: Mapping[str, Contact] | None = None,
        calendar: WorkCalendar | None = None,
        office: Office | None = None,
        units: UnitsOfMeasure | None = None,
        own_days: OwnDays | None = None,
        panel: Panel | None = None,
    ) -> None:
        self.regions: Mapping[str, Region] = MappingProxyType({region.code: region for region in regions})
        self.groups: Mapping[str, tuple[str, ...]] = MappingProxyType(
            {group: tuple(members) for group, members in groups.items()}
        )
        self.indicators: Mapping[str, Indicator] = MappingProxyType({item.id: item for item in indicators})
        self.plans: Mapping[str, Plan] = MappingProxyType({plan.id: plan for plan in plans})
        self.departments: tuple[Department, ...] = tuple(departments)
        self._profiles = dict(profiles)
        self.review = review or ReviewTable()
        self.changes = changes
        self.contacts: Mapping[str, Contact] = MappingProxyType(dict(contacts or {}))
        self.calendar = calendar or WorkCalendar()
        self.office = office or Office()
        self.units_of_measure = units or _units_in_use(self.indicators.values(), self.plans.values())
        self._own_days = own_days or OwnDays()
        self.panel = Panel() if panel is None else panel
        """The enterprises that are watched (用工监测)."""
        self._moving = changes.move
        self._epochs: dict[int, Catalogue] = {changes.epoch(NEVER): self}
        self.passing = frozenset(code for code, each in self.regions.items() if each.valid_from or each.valid_to)
        """The regions that are not there the whole time."""
        self._years: dict[int, RegionYear] = {}
        self._known: dict[tuple[RegionChange, ...], Catalogue] = {}
        self._taken_up_later = any(plan.owed_from is not None for plan in self.plans.values())
        self._names = _names(self.indicators.values())
        self._belonging = Belonging(self.regions, self.groups)
        self._is_unit = frozenset(self._belonging.units)
        self._told_apart = self._belonging.told_apart()
        self._index(self.plans.values())

    def _index(self, plans: Collection[Plan]) -> None:
        """Work out everything that is asked on the way of a report."""
        belonging = self._belonging
        self._targets = targets_by_area(plans)
        self._plan_regions = plans_by_area(plans)
        self._duties = Duties(self.regions, self.indicators, self._plan_regions, belonging.ancestors, belonging.units)
        self._rollup = rollup_nodes(belonging, self.indicators, self._duties, self._targets)
        self._expected = Expected(self.regions, self._duties, self._rollup)
        self._calendars = Calendars(
            self.calendar, self._own_days, belonging, self._duties, self._plan_regions, self.indicators
        )
        self._departments = {
            (item.region, indicator): item for item in reversed(self.departments) for indicator in item.indicators
        }

    # who is part of whom

    def units(self) -> tuple[str, ...]:
        """The codes of every reporting unit, in the order of the file."""
        return self._belonging.units

    def is_unit(self, code: str) -> bool:
        """Whether the region reports for itself: nobody lies below it. Figures of any other are sums."""
        return code in self._is_unit

    def children(self, code: str) -> tuple[str, ...]:
        """The regions one level below (not its groups); of a group, its members."""
        return self._belonging.children[code]

    def at(self, period: Month) -> Catalogue:
        """The catalogue with the names and parents that regions had in ``period``: itself unless they changed."""
        if not self._moving:
            return self
        epoch = self.changes.epoch(period)
        if epoch not in self._epochs:
            self._epochs[epoch] = self._with_regions(self.changes.regions_in(self.regions, period), NO_CHANGES)
        return self._epochs[epoch]

    def valid_in(self, code: str, period: Month) -> bool:
        """Whether the region is there in ``period``; what is reported of it for any other month belongs to nobody."""
        return code not in self.passing or self.regions[code].valid_in(period)

    def year(self, year: int) -> RegionYear:
        """How units' months of a year go on where regions change in it."""
        found = self._years.get(year)
        if found is None:
            found = self._years[year] = RegionYear(year, self.regions, self.changes)
        return found

    def known_on(self, day: date) -> Catalogue:
        """The catalogue as it was known on ``day``: without the changes of regions announced after it."""
        unknown = self.changes.unknown_on(day)
        if not unknown:
            return self
        found = self._known.get(unknown.items)
        if found is None:
            known = self._with_regions(unknown.forgotten(self.regions), self.changes.known_on(day))
            found = self._known[unknown.items] = known
        return found

    def units_under(self, code: str, period: Month | None = None) -> tuple[str, ...]:
        """The units inside a region or group (a unit: itself); with ``period``, those valid and inside it then."""
        if period is not None and (then := self.at(period)) is not self:
            return then.units_under(code, period)
        units = self._belonging.units_under[code]
        if period is None:
            return units
        return tuple(unit for unit in units if self.regions[unit].valid_in(period))

    def ancestors(self, code: str) -> tuple[str, ...]:
        """Every region and group that contains ``code``, nearest first."""
        return self._belonging.ancestors[code]

    # who owes what

    @property
    def area_reporters(self) -> tuple[str, ...]:
        """The regions above the units that post area-level figures of their own plan."""
        return tuple(code for code, owed in self._duties.ever.items() if owed and not self.is_unit(code))

    def owed(self, region: str, period: Month | None = None) -> tuple[str, ...]:
        """The indicators that a region's report for ``period`` must hold, in the order of the file (None: ever).

        A region that is not there in ``period`` owes nothing.
        """
        if period is None:
            return self._duties.ever[region]
        if region in self.passing and not self.regions[region].valid_in(period):
            return ()
        if self._moving and (then := self.at(period)) is not self:
            return then.owed(region, period)
        return self._duties.due(region, period)

    def stands_at(self, region: str, indicator: str) -> bool:
        """Whether there is a figure of the indicator at ``region``: whether anybody ever owes it there."""
        return self._expected.anybody((region, indicator))

    def rollup_nodes(self, unit: str, indicator: str) -> tuple[str, ...]:
        """The regions and groups above ``unit`` that its figure adds up to, nearest first.

        Only those inside the area of a plan that has the indicator; none for area-level figures.
        """
        return self._rollup.get((unit, indicator), ())

    def expected_units(self, region: str, indicator: str, period: Month) -> int:
        """How many regions owe the figure that stands at ``region`` for that month.

        1 for a unit itself, or for an area-level figure at its own area; 0 where nobody owes it.
        """
        if self._moving and (then := self.at(period)) is not self:
            return then.expected_units(region, indicator, period)
        return self._expected.units((region, indicator), period)

    def backfills(self, region: str, period: Month) -> bool:
        """Whether a report of that month fills in the past (补录): no plan asks for it but from a later month on.

        It is never late, nor missing.
        """
        if not self._taken_up_later:
            return False
        plans = [plan for code in (region, *self.ancestors(region)) for plan in self.plans_of(code)]
        asking = [plan for plan in plans if plan.first <= period <= plan.last]
        return bool(asking) and all(period < plan.first_owed for plan in asking)

    def calendar_of(self, region: str) -> WorkCalendar:
        """The calendar of a region: its holidays, and when its months are due (an area's: with the last unit's).

        The one that holds everywhere (``calendar``) where the office says nothing of the region, and of a code that is
        not in the catalogue.
        """
        return self._calendars.of(region)

    def calendars_of_reporters(self) -> dict[str, WorkCalendar]:
        """By region the calendars of those who owe reports and have one of their own."""
        return self._calendars.of_reporters()

    def tell_due_days(self, told: Mapping[str, Mapping[Month, date]]) -> None:
        """By region the due days that were told there: they hold whatever the office says of the region by now. For
        the start of a service, before anybody asks."""
        self._calendars.tell(told)

    # who wants what, who answers

    def targets_for(self, region: str, indicator: str) -> tuple[Target, ...]:
        """The targets that the region's own plans set for the indicator."""
        return self._targets.get((region, indicator), ())

    def plans_of(self, region: str) -> tuple[Plan, ...]:
        """The plans whose area is exactly this region."""
        return self._plan_regions.get(region, ())

    def plan_covering(self, region: str, period: Month) -> Plan | None:
        """The plan at or nearest above ``region`` whose years hold ``period``."""
        for code in (region, *self.ancestors(region)):
            for plan in self.plans_of(code):
                if plan.first <= period <= plan.last:
                    return plan
        return None

    def department_for(self, plan: str, row: int) -> Department:
        """The department that answers for a target.

        Raises:
            KeyError: no such plan or row, or no department answers for it (load refuses that).
        """
        target = self.plans[plan].target(row)
        return self._departments[self.plans[plan].region, target.indicator]

    def resolve_indicator(self, text: str) -> Indicator | None:
        """The indicator written as an id, a name, an alias or any plan's printed row name."""
        key = text.strip()
        return self._names.get(key) or self._names.get(read_name(key).name)

    def indicator_name(self, indicator: str) -> str:
        """What an indicator is called in what was reported once: one that has left the catalogue by its id."""
        known = self.indicators.get(indicator)
        return known.name if known else indicator

    def region_name(self, region: str) -> str:
        """What a region is called in what was recorded once: one that has left the catalogue by its code."""
        known = self.regions.get(region)
        return known.name if known else region

    def name_apart(self, region: str) -> str:
        """As :meth:`region_name`, followed by what contains it where the province has another of that name."""
        return self._told_apart.get(region) or self.region_name(region)

    @cached_property
    def regions_apart(self) -> Mapping[str, Region]:
        """As ``regions``, each called as :meth:`name_apart` calls it: for pages and tables where several stand beside
        each other."""
        apart = {code: replace(self.regions[code], name=name) for code, name in self._told_apart.items()}
        return MappingProxyType({**self.regions, **apart})

    def around(self, region: str) -> tuple[str, ...]:
        """As :meth:`ancestors`, of a region that something was recorded of: none around one that has left."""
        return self.ancestors(region) if region in self.regions else ()

    def target_of(self, plan: str, row: int) -> Target | None:
        """The row of a plan that something was recorded of; None where it, or its plan, has left the catalogue."""
        known = self.plans.get(plan)
        return None if known is None else next((each for each in known.targets if each.row == row), None)

    def month_shares(self, indicator: str) -> tuple[Fraction, ...] | None:
        """The twelve months' shares of a year (they add up to 1), where the catalogue knows them."""
        return self._profiles.get(indicator)

    def same_ground(self, other: Catalogue) -> bool:
        """Whether plans stand on the same in both: regions and their changes, indicators, month shares, days. A plan
        that is the same in both then asks for the same of the same figures."""
        return (
            self.regions == other.regions
            and self.groups == other.groups
            and self.indicators == other.indicators
            and self.changes.items == other.changes.items
            and self._profiles == other._profiles
            and self.calendar.written == other.calendar.written
            and (self._own_days.days, self._own_days.due) == (other._own_days.days, other._own_days.due)
        )

    def _with_regions(self, regions: Mapping[str, Region], changes: RegionChanges) -> Catalogue:
        return Catalogue(
            regions.values(),
            self.groups,
            self.indicators.values(),
            self.plans.values(),
            self.departments,
            self._profiles,
            self.review,
            changes,
            self.contacts,
            self.calendar,
            self.office,
            self.units_of_measure,
            self._own_days,
            self.panel,
        )


def _units_in_use(indicators: Iterable[Indicator], plans: Iterable[Plan]) -> UnitsOfMeasure:
    """The units of a catalogue that was given no table of them."""
    printed = (target.unit for plan in plans for target in plan.targets)
    parts = (Unit(item.part_unit, item.part_unit, 1, 0) for item in indicators if item.part_unit)
    return units_in((*parts, *(item.unit for item in indicators), *printed))


def _names(indicators: Iterable[Indicator]) -> dict[str, Indicator]:
    return {text: item for item in indicators for text in (item.id, item.name, *item.aliases)}
