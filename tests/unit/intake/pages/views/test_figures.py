"""A report's figures beside their history."""

from __future__ import annotations

from services.intake.pages.views.figures import FigureRow, figure_rows
from services.intake.pages.views.findings import ShownFinding
from services.intake.units.month_amounts import MonthAmount
from shared.catalogue import Catalogue
from shared.events import ReportLine
from shared.periods import Month
from tests.unit.intake.forms.support import MARCH, a_form, quarterly

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
    assert (rows[JOBS].alone, rows[RATE].alone) == ("110", "")


def test_what_holds_several_months_says_so_and_is_compared_with_nothing(catalogue: Catalogue) -> None:
    june = Month(2023, 6)
    amounts = {
        JOBS: {june: MonthAmount(210, also=(5,)), Month(2023, 4): MonthAmount(100), Month(2022, 6): MonthAmount(90)},
        RATE: {june: MonthAmount(9, 10), Month(2023, 5): MonthAmount(18, 20, (4,)), Month(2022, 6): MonthAmount(-1, 9)},
    }
    lines = (ReportLine(JOBS, 900, None, "year_to_date"), ReportLine(RATE, 9, 10))
    rows = {
        row.indicator: row
        for row in figure_rows(a_form(catalogue, period=june), catalogue.indicators, lines, (), amounts)
    }
    jobs, rate = rows[JOBS], rows[RATE]
    assert (jobs.now, jobs.alone, jobs.before, jobs.change, jobs.year_ago, jobs.year_change) == (
        "900",
        "210（含5月）",
        "–",
        "–",
        "90",
        "–",
    )
    assert (rate.before, rate.change) == ("90.00%（18/20）（含4月）", "–")
    assert (rate.year_ago, rate.year_change) == ("无法比较", "–")
    assert "now" not in jobs.spark and "now" in rate.spark  # no dot for what is no month


def test_a_quarters_figure_stands_beside_the_quarter_before(catalogue: Catalogue) -> None:
    by_quarter = quarterly(catalogue, JOBS)
    amounts = {JOBS: {MARCH: MonthAmount(30), Month(2022, 12): MonthAmount(20), Month(2023, 2): MonthAmount(7)}}
    rows = figure_rows(a_form(by_quarter), by_quarter.indicators, (ReportLine(JOBS, 30),), (), amounts)
    assert (rows[0].indicator, rows[0].before, rows[0].change) == (JOBS, "20", "+50.0%")


def test_what_was_not_reported_is_a_dash_and_not_zero(catalogue: Catalogue) -> None:
    row = _rows(catalogue)["professional_personnel"]
    assert (row.now, row.reported, row.was, row.before, row.change) == ("–", False, "", "–", "–")
