"""What a clerk's pages show of 万州区's months: it owes 18 indicators from January 2021 on; it is 3 April 2023."""

from __future__ import annotations

import pytest

from services.intake.pages.views.clerk.desk import ClerkDesk
from services.intake.pages.views.owing import Owing
from services.intake.pages.views.records import Records
from services.intake.units.rulebook import Rulebook
from shared.catalogue import Catalogue
from shared.periods import Month, months
from shared.web.problems import Problem
from tests.unit.intake.support import CITY, UNIT, Service, line, report

JOBS = "urban_new_employment"
FIRST, MARCH = Month(2021, 1), Month(2023, 3)


@pytest.fixture
def desk(service: Service, catalogue: Catalogue) -> ClerkDesk:
    rulebook = Rulebook(catalogue)
    records = Records(service.intake.database, service.intake._repository, rulebook, service.intake._reading)
    return ClerkDesk(records, rulebook, Owing(rulebook, service.clock))


def post(service: Service, period: str, value: int, key: str, basis: str = "month") -> None:
    answer = service.post(report(period=period, lines=[line(value=value, basis=basis)]), key)
    assert answer.status_code in (200, 201), answer.text


def test_the_strip_ends_with_the_newest_month_that_is_owed_and_is_a_year_long(desk: ClerkDesk) -> None:
    view = desk.months(UNIT)
    assert [cell.period for cell in view.cells] == list(months(Month(2022, 4), MARCH))
    assert (view.earlier, view.later) == (Month(2022, 3), None)
    assert view.name == "万州区"
    assert view.items[MARCH] == 18


@pytest.mark.parametrize(
    ("asked", "shown", "earlier", "later"),
    [
        (Month(2021, 5), (FIRST, Month(2021, 5)), None, Month(2022, 5)),
        (Month(2022, 6), (Month(2021, 7), Month(2022, 6)), Month(2021, 6), MARCH),
        (Month(2019, 1), (FIRST, FIRST), None, Month(2022, 1)),
        (Month(2030, 1), (Month(2022, 4), MARCH), Month(2022, 3), None),
    ],
)
def test_an_earlier_strip_ends_where_it_is_asked_to_within_the_months_that_are_owed(
    desk: ClerkDesk, asked: Month, shown: tuple[Month, Month], earlier: Month | None, later: Month | None
) -> None:
    view = desk.months(UNIT, asked)
    assert (view.cells[0].period, view.cells[-1].period) == shown
    assert (view.earlier, view.later) == (earlier, later)


def test_what_was_reported_is_owed_no_more_wherever_the_strip_stands(service: Service, desk: ClerkDesk) -> None:
    post(service, "2023-02", 100, "k1")
    for view in (desk.months(UNIT), desk.months(UNIT, Month(2021, 5))):
        owed = [cell.period for cell in view.owed]
        assert owed == [month for month in months(Month(2022, 4), MARCH) if month != Month(2023, 2)]
    (reported,) = [cell for cell in desk.months(UNIT).cells if cell.state == "submitted"]
    assert reported.period == Month(2023, 2)


def test_a_report_stands_beside_the_month_before_and_the_year_before(service: Service, desk: ClerkDesk) -> None:
    for number, (period, value) in enumerate((("2022-03", 800), ("2023-02", 1_000), ("2023-03", 1_200))):
        post(service, period, value, f"k{number}")
    (row,) = [row for row in desk.report(UNIT, MARCH).rows if row.indicator == JOBS]
    assert (row.reported, row.now, row.before, row.year_ago) == (True, "1,200", "1,000", "800")
    assert (row.change, row.year_change, row.was) == ("+20.0%", "+50.0%", "")


def test_the_revision_before_is_told_where_a_figure_was_another(service: Service, desk: ClerkDesk) -> None:
    post(service, "2023-03", 1_200, "k1")
    post(service, "2023-03", 1_500, "k2")
    view = desk.report(UNIT, MARCH)
    (row,) = [row for row in view.rows if row.indicator == JOBS]
    assert (row.now, row.was) == ("1,500", "1,200")
    assert (view.cell.revision, len(view.steps)) == (2, 2)


def test_a_report_says_which_figures_it_is_counted_in_while_it_stands(service: Service, desk: ClerkDesk) -> None:
    assert desk.report(UNIT, MARCH).included == ()
    post(service, "2023-03", 1_200, "k1")
    assert CITY in {each.region for each in desk.report(UNIT, MARCH).included}
    back = {"region": UNIT, "period": "2023-03", "decision": "return", "reason": "请核实"}
    assert service.review(back).status_code == 201
    assert desk.report(UNIT, MARCH).included == ()
    assert desk.report(UNIT, MARCH).returned_reason == "请核实"


def test_a_revision_is_the_last_or_one_that_was_made(service: Service, desk: ClerkDesk) -> None:
    post(service, "2023-03", 1_200, "k1")
    post(service, "2023-03", 1_500, "k2")
    record = desk.report(UNIT, MARCH).record
    values = {number: desk.revision(record, number)[2].lines[0].value for number in (1, 2, None)}
    assert values == {1: 1_200, 2: 1_500, None: 1_500}
    for number in (0, 3):
        with pytest.raises(Problem) as caught:
            desk.revision(record, number)
        assert (caught.value.status, caught.value.code) == (404, "report-not-found")


def test_a_month_before_the_plan_has_no_form_and_a_region_that_reports_nothing_none_at_all(desk: ClerkDesk) -> None:
    for region, period, code in (
        (UNIT, Month(2020, 12), "form-not-found"),
        ("999999", MARCH, "region-reports-nothing"),
    ):
        with pytest.raises(Problem) as caught:
            desk.form(region, period)
        assert (caught.value.status, caught.value.code) == (404, code)


def test_what_is_typed_and_not_sent_stands_beside_nothing(service: Service, desk: ClerkDesk) -> None:
    post(service, "2023-02", 1_000, "k1")
    (row,) = [row for row in desk.plain_rows(UNIT, MARCH, ()) if row.indicator == JOBS]
    assert (row.reported, row.before, row.year_ago) == (False, "–", "–")
