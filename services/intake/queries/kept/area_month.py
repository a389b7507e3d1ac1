"""A month of an area with the years before it, as its review reads them: kept, and changed with the reports. No I/O.

Traded: a unit's history, what its digits say and what the rules said of earlier months stay worked out until one of the
reports changes that they hang on. :meth:`AreaMonth.change` names what that is; a property test holds what comes out
against the same read afresh.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from services.intake.queries.kept.reports import Changed, KeptReports, ReportKey, month_of
from services.intake.queries.month_track import MONTHS_READ, FirstAndNow, Said, month_records
from services.intake.review.month import Found, UnitReport, month_findings
from services.intake.review.screening.screens import Screened, screens
from services.intake.review.track_record import TrackRecord
from services.intake.units.continued import Lines
from services.intake.units.history import WINDOW_MONTHS, UnitHistory
from services.intake.units.rulebook import Rulebook
from shared.periods import Month


class AreaMonth:
    """What is held against a month of ``area``; of units that region changes are about, the caller puts the history."""

    def __init__(self, area: str, period: Month, rulebook: Rulebook) -> None:
        catalogue = rulebook.catalogue
        self.area, self.period = area, period
        self.window = range(period.ordinal - WINDOW_MONTHS, period.ordinal + 1)
        there = (code for code in rulebook.inside(area) if catalogue.valid_in(code, period) and catalogue.owed(code))
        self.units = tuple(sorted(there))
        self.changing = tuple(filter(catalogue.changes.concern, self.units))
        self._rulebook = rulebook
        self._histories: dict[str, UnitHistory] = {}
        self._screened: dict[str, Screened] = {}
        self._recent = range(period.ordinal - MONTHS_READ + 1, period.ordinal + 1)
        self._sent: dict[ReportKey, FirstAndNow] = {}

    def begin(self, reports: KeptReports) -> None:
        """Take every report up, and nothing of before."""
        self._histories = {region: UnitHistory(self.window.start) for region in self.units}
        self._screened, self._sent = {}, {}
        for (region, month), stands in sorted(reports.standing.items(), key=lambda item: item[0]):
            if month in self.window and self._own(region):
                self._histories[region].put(month, stands.lines)
        for key in reports.standing.keys() | reports.first.keys():
            self._note_sent(reports, key)

    def change(self, reports: KeptReports, changed: Changed) -> None:
        """Take up what has become of reports, and forget what hangs on them."""
        for key in changed.reports:
            self._note_sent(reports, key)
        for region, month in changed.lines:
            if month not in self.window or not self._own(region):
                continue
            self._screened.pop(region, None)
            stands = reports.standing.get((region, month))
            if stands is None:
                self._histories[region].drop(month)
            else:
                self._histories[region].put(month, stands.lines)

    def put_history(self, region: str, months: Mapping[Month, Lines]) -> None:
        """What a unit that region changes are about has before the month, of whatever it was before."""
        history = self._histories[region] = UnitHistory(self.window.start)
        self._screened.pop(region, None)
        for month, lines in months.items():
            history.put(month.ordinal, lines)

    def standing(self, reports: KeptReports) -> tuple[UnitReport, ...]:
        """The month's own reports that stand."""
        month = self.period.ordinal
        found = ((region, reports.standing.get((region, month))) for region in self.units)
        return tuple(
            UnitReport(region, each.status, each.revision, each.lines, each.findings, each.explanations)
            for region, each in found
            if each is not None
        )

    def found(self, standing: Iterable[UnitReport]) -> tuple[Found, ...]:
        """Every finding of the month's reports."""
        return tuple(month_findings(standing, self._histories, self.period.ordinal, self._rulebook))

    def screens(self, progress: Iterable[int]) -> tuple[Found, ...]:
        """What the screens pick."""
        catalogue = self._rulebook.catalogue
        picked = screens(self.area, self._histories, self.period.ordinal, catalogue, progress, self._screened)
        return tuple(picked)

    def records(self, said: dict[int, Said]) -> dict[str, TrackRecord]:
        """How often the rules over a whole month were right, over the year up to it; ``said`` is kept by the area."""
        return month_records(self._sent.values(), self.period.ordinal, self._rulebook, said)

    def _own(self, region: str) -> bool:
        """Whether a unit's history is what it reported itself."""
        return region in self._histories and region not in self.changing

    def _note_sent(self, reports: KeptReports, key: ReportKey) -> None:
        """Hold a report of the last years as it was first and as it stands; none of a month in which nobody was there
        to report it."""
        region, month = key
        first, stands = reports.first_sent(key), reports.standing.get(key)
        if month not in self._recent or not self._rulebook.catalogue.valid_in(region, month_of(month)):
            return
        if first is None:
            self._sent.pop(key, None)
        elif stands is None:
            self._sent[key] = FirstAndNow(region, month, first, None, False)
        else:
            self._sent[key] = FirstAndNow(region, month, first, stands.lines, stands.status == "accepted")
