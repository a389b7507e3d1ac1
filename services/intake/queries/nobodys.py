"""Reports that stand and belong to nobody, because regions changed: for a person to take out.

What was reported before a change was known may be of a month in which its unit is not there; or hold a year to date
that the change has cut in two. Neither counts in any total.
"""

from __future__ import annotations

from collections.abc import Collection

from services.intake.queries.nobodys_report import NobodysReport
from services.intake.reports.repository import Repository
from services.intake.units.rulebook import Rulebook, anew_text
from shared.catalogue.region_changes import NEVER
from shared.database.engine import Database
from shared.periods import Month

STANDING = ("submitted", "accepted")
_FIRST = Month(1949, 1)


class NobodysReading:
    """Each call opens a transaction of its own; call it in a thread."""

    def __init__(self, database: Database, repository: Repository, rulebook: Rulebook) -> None:
        self._database = database
        self._repository = repository
        self._rulebook = rulebook

    def all(self, regions: Collection[str]) -> list[NobodysReport]:
        """Those of the regions, in the order of the catalogue and by month."""
        found = [*self._of_regions_not_there(regions), *self._of_years_cut_in_two(regions)]
        place = {code: number for number, code in enumerate(self._rulebook.catalogue.regions)}
        return sorted(found, key=lambda each: (place[each.region], each.period))

    def _of_regions_not_there(self, regions: Collection[str]) -> list[NobodysReport]:
        catalogue = self._rulebook.catalogue
        passing = [code for code in catalogue.passing if code in regions]
        if not passing:
            return []
        with self._database.read() as connection:
            rows = self._repository.listing(connection, passing, _FIRST, NEVER)
        return [
            self._report(row.region, row.period, row.status, row.revision, "region-not-valid")
            for row in rows
            if row.status in STANDING and not catalogue.valid_in(row.region, Month.parse(row.period))
        ]

    def _of_years_cut_in_two(self, regions: Collection[str]) -> list[NobodysReport]:
        catalogue = self._rulebook.catalogue
        found = []
        for year in sorted({item.effective.year for item in catalogue.changes.items if item.flows}):
            anew = [code for code in catalogue.year(year).beginning_anew if code in regions]
            if not anew:
                continue
            with self._database.read() as connection:
                reports = self._repository.standing_reports(connection, anew, Month(year, 1), Month(year, 12))
                for row, event in reports:
                    month = Month.parse(row.period)
                    broken = catalogue.year(year).anew(row.region, month.month) is not None
                    there = catalogue.valid_in(row.region, month)
                    if broken and there and any(line.basis == "year_to_date" for line in event.lines):
                        found.append(
                            self._report(row.region, row.period, row.status, row.revision, "year-to-date-broken")
                        )
        return found

    def _report(self, region: str, period: str, status: str, revision: int, reason: str) -> NobodysReport:
        name, month = self._rulebook.names[region], Month.parse(period)
        message = f"{name}在{month.chinese}不存在，报来的数不计入任何汇总"
        change = self._rulebook.catalogue.year(month.year).anew(region, month.month)
        if reason == "year-to-date-broken" and change is not None:
            message = f"报了本年累计，不计入当月：{anew_text(name, change)}"
        return NobodysReport(
            region=region,
            region_name=name,
            period=period,
            status=status,
            revision=revision,
            reason=reason,
            message=message,
        )
