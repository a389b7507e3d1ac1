"""Whose calendar is whose: holidays of single regions, and reports that are due by another rule. Pure.

The days that an office writes down of a region hold in it and in everything below it, the nearest region's word
before that of those above. An area's month is due when that of the last of its units is: nobody there is late before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from shared.catalogue.belonging import Belonging
from shared.catalogue.duties import Duties, reported_by_area
from shared.catalogue.model import Indicator, Plan
from shared.periods import Month
from shared.work_calendar import DueRule, DueSpan, WorkCalendar

Days = Mapping[date, bool]
"""Whether each of some days is worked."""


@dataclass(frozen=True, slots=True)
class DueBy:
    """By which rule the reports of a plan, of an indicator, or of an indicator in a plan are due."""

    rule: DueRule
    plan: str = ""
    indicator: str = ""

    def covers(self, plan: str, indicator: str) -> bool:
        """Whether it says something of a row."""
        return self.plan in ("", plan) and self.indicator in ("", indicator)


@dataclass(frozen=True, slots=True)
class OwnDays:
    """What an office says of days that does not hold everywhere: by region its days, and what is due otherwise.

    ``told`` are by region the due days that were told there; it grows as months end. They hold there whatever is said
    of the region later, nothing any more included.
    """

    days: Mapping[str, Days] = field(default_factory=dict)
    due: tuple[DueBy, ...] = ()
    told: dict[str, dict[Month, date]] = field(default_factory=dict)

    @property
    def none(self) -> bool:
        """Whether nothing was ever said of a single region: everybody goes by the same calendar."""
        return not (self.days or self.due or self.told)

    def rule(self, plan: str, indicator: str) -> DueRule:
        """The rule for a row: of what is said of it the most exact, else the usual one."""
        said = [each for each in self.due if each.covers(plan, indicator)]
        return max(said, key=lambda each: (bool(each.indicator), bool(each.plan))).rule if said else DueRule()


class Calendars:
    """The calendars of regions, each worked out when it is first asked for."""

    def __init__(
        self,
        base: WorkCalendar,
        own: OwnDays,
        belonging: Belonging,
        duties: Duties,
        plans: Mapping[str, Sequence[Plan]],
        indicators: Mapping[str, Indicator],
    ) -> None:
        self._base = base
        self._own = own
        self._belonging = belonging
        self._duties = duties
        self._plans = plans
        self._indicators = indicators
        self._reporters: dict[str, WorkCalendar] = {}
        self._regions: dict[str, WorkCalendar] = {}

    def of(self, region: str) -> WorkCalendar:
        """The calendar of a region: by it its report is due, and an area's month when that of everybody in it is.

        The one that holds everywhere where nothing of its own is said of the region, or of anybody in it; and of a code
        that nobody knows.
        """
        if self._own.none or region not in self._belonging.ancestors:
            return self._base
        if region not in self._regions:
            self._regions[region] = self._made(region)
        return self._regions[region]

    def of_reporters(self) -> dict[str, WorkCalendar]:
        """By region the calendars that are not the one that holds everywhere, of everybody who owes reports."""
        if self._own.none:
            return {}
        found = {code: self._reporter(code) for code, owed in self._duties.ever.items() if owed}
        return {code: calendar for code, calendar in found.items() if calendar is not self._base}

    def tell(self, told: Mapping[str, Mapping[Month, date]]) -> None:
        """Go by the due days that were told in regions, as long as nobody has begun to ask."""
        for region, days in told.items():
            self._own.told.setdefault(region, {}).update(days)
        self._reporters.clear()
        self._regions.clear()

    def _made(self, region: str) -> WorkCalendar:
        members = [code for code in (region, *self._belonging.units_under[region]) if self._duties.ever[code]]
        calendars = list({id(each): each for each in map(self._reporter, dict.fromkeys(members))}.values())
        written = self._written(region)
        if written is self._base.written and all(each is self._base for each in calendars):
            return self._base
        if len(calendars) == 1 and region in members:
            return calendars[0]
        return WorkCalendar(written, self._own.told.setdefault(region, {}), base=self._base, inside=tuple(calendars))

    def _reporter(self, code: str) -> WorkCalendar:
        """The calendar by which a region's own report is due."""
        if code not in self._reporters:
            written, rules = self._written(code), self._rules(code)
            same = written is self._base.written and not rules and not self._own.told.get(code)
            self._reporters[code] = (
                self._base
                if same
                else WorkCalendar(written, self._own.told.setdefault(code, {}), rules=rules, base=self._base)
            )
        return self._reporters[code]

    def _written(self, code: str) -> Days:
        chain = [each for each in reversed((code, *self._belonging.ancestors[code])) if each in self._own.days]
        if not chain:
            return self._base.written
        found = dict(self._base.written)
        for each in chain:
            found |= self._own.days[each]
        return found

    def _rules(self, code: str) -> tuple[DueSpan, ...]:
        """The rules by which a region's reports are due in the years of the plans that ask for them; none where all
        are the usual one."""
        owed = frozenset(self._duties.ever[code]) if self._own.due else frozenset()
        spans = dict.fromkeys(
            DueSpan(plan.first, plan.last, self._own.rule(plan.id, target.indicator))
            for above in (code, *self._belonging.ancestors[code])
            for plan in self._plans.get(above, ())
            for target in plan.targets
            if target.indicator in owed and self._asks(target.indicator, own=above == code)
        )
        return tuple(spans) if any(each.rule != DueRule() for each in spans) else ()

    def _asks(self, indicator: str, *, own: bool) -> bool:
        """Whether a plan asks a region for an indicator: of what only an area knows its own plans alone."""
        return own or not reported_by_area(self._indicators[indicator])
