"""What a unit's form is compared with: the figures that it reported before, read from the store."""

from __future__ import annotations

from services.intake.forms.layout import Comparison, Earlier
from services.intake.queries.reports import Document, ReportReading
from services.intake.units.rulebook import Rulebook
from shared.catalogue.model import Kind
from shared.periods import Month

_STANDING = ("submitted", "accepted")


class EarlierFigures:
    """Reads in the caller's thread."""

    def __init__(self, rulebook: Rulebook, reading: ReportReading) -> None:
        self._rulebook = rulebook
        self._reading = reading

    def of(self, region: str, period: Month) -> Comparison:
        """The figures of the reports before: of a quarter's figure that is three months back."""
        indicators = self._rulebook.catalogue.indicators
        spans = {each: indicators[each].frequency.months for each in self._rulebook.asked(region, period)}
        reports = {months: self._reported(region, period.shift(-months)) for months in {*spans.values(), 12}}
        figures = {months: self._figures(report) for months, report in reports.items()}
        before = {each: figures[months][each] for each, months in spans.items() if each in figures[months]}
        simulated = any(report is not None and report["simulated"] for report in reports.values())
        return Comparison(before, figures[12], simulated)

    def _reported(self, region: str, period: Month) -> Document | None:
        found = self._reading.report(region, str(period))
        return found if found is not None and found["status"] in _STANDING else None

    def _figures(self, report: Document | None) -> dict[str, Earlier]:
        indicators = self._rulebook.catalogue.indicators
        return {
            line["indicator"]: Earlier(line["numerator"], line["denominator"], line["basis"])
            if indicators[line["indicator"]].kind is Kind.RATIO
            else Earlier(line["value"], None, line["basis"])
            for line in (report["lines"] if report else ())
            if line["indicator"] in indicators
        }
