"""A report's figures beside their history."""

from __future__ import annotations

from services.intake.pages.views.figures import FigureRow, figure_rows
from services.intake.pages.views.findings import ShownFinding
from services.intake.pages.views.series import MonthAmount
from shared.catalogue import Catalogue
from shared.events import ReportLine
from shared.periods import Month
from tests.unit.intake.forms.support import MARCH, a_form

JOBS, RATE = "urban_new_employment", "mediation_success_rate"


def _rows(catalogue: Catalogue, *lines: ReportLine, was: tuple[ReportLine, ...] = ()) -> dict[str, FigureRow]:
    amounts = {
        JOBS: {MARCH: MonthAmount(110), MARCH.shift(-1): MonthAmount(100), MARCH.shift(-12): MonthAmount(55)},
        RATE: {MARCH: MonthAmount(1, 2), Month(2023, 2): MonthAmount(0, 0)},
    }
    findings = [ShownFinding("query", "jump", JOBS, "名", "x")]
    rows = figure_rows(a_form(catalogue), catalogue.indicators, lines, was, amounts, findings)
    return {row.indicator: row for row in rows}


def test_a_figure_stands_beside_the_month_before_and_the_year_before(catalogue: Catalogue) -> None:
    row = _rows(catalogue, ReportLine(JOBS, 110))[JOBS]
    assert (row.now, row.before, row.change, row.year_ago, row.year_change) == ("110", "100", "+10.0%", "55", "+100.0%")
    assert row.reported and [each.code for each in row.findings] == ["jump"] and "svg" in row.spark


def test_a_rate_of_nothing_has_no_change(catalogue: Catalogue) -> None:
    row = _rows(catalogue, ReportLine(RATE, 1, 2))[RATE]
    assert (row.now, row.before, row.change) == ("50.00%（1/2）", "–（0/0）", "–")


def test_what_the_revision_before_said_is_shown_only_where_it_was_another(catalogue: Catalogue) -> None:
    was = (ReportLine(JOBS, 100), ReportLine(RATE, 1, 2))
    rows = _rows(catalogue, ReportLine(JOBS, 110, None, "year_to_date"), ReportLine(RATE, 1, 2), was=was)
    assert (rows[JOBS].was, rows[JOBS].basis, rows[RATE].was) == ("100", "本年累计", "")


def test_what_was_not_reported_is_a_dash_and_not_zero(catalogue: Catalogue) -> None:
    row = _rows(catalogue)["professional_personnel"]
    assert (row.now, row.reported, row.was, row.before, row.change) == ("–", False, "", "–", "–")
