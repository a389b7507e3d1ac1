"""What a unit's form is compared with."""

from __future__ import annotations

from services.intake.forms.earlier import EarlierFigures
from services.intake.forms.layout import Comparison, Earlier
from services.intake.queries.reports import ReportReading
from services.intake.reports.repository import Repository
from services.intake.units.rulebook import Rulebook
from shared.periods import Month
from tests.unit.intake.support import UNIT, Service, line, ratio, report

JOBS, RATE = "urban_new_employment", "mediation_success_rate"


def _compared(service: Service, period: Month = Month(2023, 3)) -> Comparison:  # noqa: B008 - a month does not change
    intake = service.intake
    rulebook = Rulebook(intake.runtime.catalogue)
    reading = ReportReading(intake.database, Repository(intake.store), rulebook)
    return EarlierFigures(rulebook, reading).of(UNIT, period)


def test_the_month_before_and_the_same_month_of_last_year_stand_beside_the_form(service: Service) -> None:
    service.post(report(period="2023-02", lines=[line(value=7), ratio(3, 4)]), "1")
    service.post(report(period="2022-03", lines=[line(value=5, basis="本年累计")], simulated=True), "2")
    found = _compared(service)
    assert found.before == {JOBS: Earlier(7, None, "month"), RATE: Earlier(3, 4, "month")}
    assert found.year_ago == {JOBS: Earlier(5, None, "year_to_date")}
    assert found.simulated


def test_what_was_returned_is_nothing_to_compare_with(service: Service) -> None:
    service.post(report(period="2023-02"), "1")
    service.review({"region": UNIT, "period": "2023-02", "decision": "return", "reason": "x"})
    assert _compared(service) == Comparison({}, {}, False)
