"""Which months a unit owes today, and what regions are called: what every page asks of the catalogue and the clock."""

from __future__ import annotations

from datetime import date

from services.intake.units.rulebook import Rulebook
from shared.catalogue import Catalogue
from shared.periods import Clock, Month, months, today_in_china
from shared.web.problems import Problem


class Owing:
    """Reads no database."""

    def __init__(self, rulebook: Rulebook, clock: Clock) -> None:
        self._rulebook = rulebook
        self._catalogue: Catalogue = rulebook.catalogue
        self._clock = clock

    def span(self, region: str) -> tuple[Month, Month]:
        """The first month that the region owes, and the last one that has ended.

        Raises:
            Problem: 404 when it reports nothing.
        """
        plans = [plan for area in self._rulebook.areas(region) for plan in self._catalogue.plans_of(area)]
        if not plans or not self._owed(region):
            raise Problem(404, "region-reports-nothing", f"{self.name(region)}不报送月报")
        first = min(plan.first for plan in plans)
        return first, max(first, min(max(plan.last for plan in plans), self._ended(region)))

    def planless(self, region: str) -> tuple[Month, ...]:
        """The months that have ended since the region's last plan did, the newest year of them."""
        after, ended = self.span(region)[1].shift(1), self._ended(region)
        if not self._rulebook.planless(region, ended):
            return ()
        return tuple(months(max(after, ended.shift(-11)), ended))

    def owes(self, region: str, period: Month) -> bool:
        """Whether the region reports for that month."""
        first, last = self.span(region)
        if not (first <= period <= last and self._catalogue.regions[region].valid_in(period)):
            return False
        return bool(self._rulebook.due(region, period))

    def coming(self, region: str) -> Month | None:
        """The next month that the region will be asked for; None where no plan asks for one any more."""
        plans = [plan for area in self._rulebook.areas(region) for plan in self._catalogue.plans_of(area)]
        first, last = self._ended(region).shift(1), max((plan.last for plan in plans), default=None)
        if last is None or last < first:
            return None
        asked = (each for each in months(first, last) if not self._catalogue.backfills(region, each))
        return next((each for each in asked if self._rulebook.due(region, each)), None)

    def has_begun(self, region: str, period: Month) -> bool:
        """Whether anybody writes figures of the month down by now: it has ended, runs, or is the next one asked for."""
        return period <= self._ended(region).shift(1) or period == self.coming(region)

    def due_day(self, region: str, period: Month) -> date:
        """By which day the region reports that month."""
        return self._catalogue.calendar_of(region).due_day(period)

    def nobodys(self, region: str, period: Month) -> bool:
        """Whether a report of that month is nobody's, because the region is not there in it."""
        return self._rulebook.nobodys(region, period)

    def name(self, region: str) -> str:
        """A region's name, with its city where the name repeats; a code that is not in the catalogue as it is."""
        return self._catalogue.name_apart(region)

    def today(self) -> date:
        """The day in China."""
        return today_in_china(self._clock)

    def _ended(self, region: str) -> Month:
        """The last month whose figures have ended for the region."""
        return self._catalogue.calendar_of(region).last_ended(self.today())

    def _owed(self, region: str) -> tuple[str, ...]:
        rules = self._rulebook.unit(region)
        return tuple(rules.missing) if rules else ()
