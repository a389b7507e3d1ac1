"""What a unit's form is compared with."""

from __future__ import annotations

from collections.abc import Mapping

from services.intake.forms.earlier import comparison, first_compared, report_steps
from services.intake.forms.layout import Comparison, Earlier
from services.intake.reports.streams import LinesEvent
from services.intake.units.month_amounts import MonthAmount
from services.intake.units.rulebook import Rulebook
from shared.catalogue import Catalogue
from shared.events import ReportLine, ReportSubmitted
from shared.periods import Month
from tests.unit.intake.forms.support import quarterly
from tests.unit.intake.support import UNIT

JOBS, RATE = "urban_new_employment", "mediation_success_rate"
MARCH = Month(2023, 3)


def _reported(period: Month, *lines: ReportLine, simulated: bool = False) -> tuple[Month, LinesEvent]:
    return period, ReportSubmitted(region=UNIT, period=str(period), lines=lines, digest="d", simulated=simulated)


def _month(value: int) -> ReportLine:
    return ReportLine(JOBS, value)


def _to_date(value: int) -> ReportLine:
    return ReportLine(JOBS, value, None, "year_to_date")


def _compared(catalogue: Catalogue, reports: Mapping[Month, LinesEvent], period: Month = MARCH) -> Comparison:
    return comparison(Rulebook(catalogue), UNIT, period, reports)


def test_the_month_before_and_the_same_month_of_last_year_stand_beside_the_form(catalogue: Catalogue) -> None:
    reports = dict(
        [
            _reported(Month(2023, 2), _month(7), ReportLine(RATE, 3, 4)),
            _reported(Month(2022, 3), _month(5), simulated=True),
        ]
    )
    found = _compared(catalogue, reports)
    assert found.before == {JOBS: Earlier(MonthAmount(7)), RATE: Earlier(MonthAmount(3, 4))}
    assert found.year_ago == {JOBS: Earlier(MonthAmount(5))}
    assert found.simulated


def test_a_year_to_date_is_compared_by_its_month_alone_and_its_basis_is_kept(catalogue: Catalogue) -> None:
    reports = dict(
        [
            _reported(Month(2022, 1), _to_date(10)),
            _reported(Month(2022, 2), _month(15)),
            _reported(Month(2022, 3), _to_date(40)),
            _reported(Month(2023, 1), _month(11)),
            _reported(Month(2023, 2), _to_date(31)),
        ]
    )
    found = _compared(catalogue, reports)
    assert found.before[JOBS] == Earlier(MonthAmount(20), "year_to_date")
    assert found.year_ago[JOBS] == Earlier(MonthAmount(15), "year_to_date")


def test_after_a_hole_what_is_compared_says_which_months_are_in_it(catalogue: Catalogue) -> None:
    found = _compared(catalogue, dict([_reported(Month(2023, 5), _to_date(90))]), Month(2023, 6))
    assert found.before[JOBS].amount == MonthAmount(90, also=(1, 2, 3, 4))
    assert found.year_ago == {}


def test_a_quarters_figure_is_compared_with_the_quarter_before(catalogue: Catalogue) -> None:
    by_quarter = quarterly(catalogue, JOBS)
    assert report_steps(by_quarter)[JOBS] == 3
    reports = dict(
        [
            _reported(Month(2023, 3), _month(30)),
            _reported(Month(2023, 5), ReportLine(RATE, 1, 2)),
            _reported(Month(2023, 6), _to_date(70)),
            _reported(Month(2022, 9), _month(28)),
        ]
    )
    found = _compared(by_quarter, reports, Month(2023, 9))
    assert found.before == {JOBS: Earlier(MonthAmount(40), "year_to_date")}
    assert found.year_ago == {JOBS: Earlier(MonthAmount(28))}


def test_what_was_not_reported_is_nothing_to_compare_with(catalogue: Catalogue) -> None:
    assert _compared(catalogue, {}) == Comparison({}, {}, False)


def test_the_year_before_is_read_whole_to_take_its_years_to_date_apart() -> None:
    assert first_compared(Month(2023, 1)) == Month(2022, 1) == first_compared(Month(2023, 12))
