"""What the read routes are asked: read, or refused with a fault for each parameter."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.aggregator.api.questions.changes import ChangeQuestion, read_changes
from services.aggregator.api.questions.forecasts import read_forecast
from services.aggregator.api.questions.progress import read_progress
from services.aggregator.api.questions.regions import ReadPeriod, read_region
from services.aggregator.figures.point import Side
from services.aggregator.past.subject import TotalSpan
from shared.catalogue import Catalogue
from shared.periods import Month
from shared.web import parameters
from shared.web.problems import Fault, Problem

PLAN = "chongqing-2021-2025"
ASKED = {"region": "500000", "indicator": "城镇新增就业人数", "period": "2023-02", "from": "1"}


def refused(
    read: Callable[[dict[str, str], Catalogue], object], query: dict[str, str], catalogue: Catalogue
) -> Problem:
    with pytest.raises(Problem) as problem:
        read(query, catalogue)
    return problem.value


def codes(problem: Problem) -> list[str]:
    return [fault.code for fault in problem.faults]


def test_a_change_is_asked_with_its_points_as_they_are_written(catalogue: Catalogue) -> None:
    asked = ASKED | {"measure": "year_to_date", "side": "accepted", "to": "2023-04-01"}
    found = read_changes(asked, lambda _: catalogue)
    assert isinstance(found, ChangeQuestion)
    assert (found.start, found.end) == ("1", "2023-04-01")
    assert (found.subject.span, found.subject.side) == (TotalSpan.YEAR, Side.ACCEPTED)


def test_a_flow_is_looked_at_in_its_month_and_as_reported_unless_asked_otherwise(catalogue: Catalogue) -> None:
    found = read_changes(ASKED, lambda _: catalogue)
    assert (found.subject.span, found.subject.side, found.end) == (TotalSpan.MONTH, Side.PROVISIONAL, "")


def test_every_fault_of_a_question_about_a_change_is_told_at_once(catalogue: Catalogue) -> None:
    asked = {"region": "500000", "measure": "week", "colour": "red"}
    problem = refused(lambda query, known: read_changes(query, lambda _: known), asked, catalogue)
    assert problem.status == 422
    assert sorted(codes(problem)) == sorted(["missing_parameter"] * 3 + ["unknown_parameter", "bad_measure"])


def test_targets_are_asked_for_by_plan_area_row_and_indicator(catalogue: Catalogue) -> None:
    found = read_progress({"plan": PLAN, "row": "8", "period": "2023-02"}, catalogue)
    plan = catalogue.plans[PLAN]
    assert ([each.id for each in found.plans], found.period) == ([PLAN], Month(2023, 2))
    assert [target.row for target in plan.targets if found.wants(target)] == [8]
    everything = read_progress({}, catalogue)
    assert (len(everything.plans), everything.period) == (len(catalogue.plans), None)


def test_what_the_catalogue_does_not_know_is_not_found_and_what_cannot_be_read_is_refused(catalogue: Catalogue) -> None:
    unknown = refused(read_progress, {"plan": "x", "region": "y", "indicator": "z"}, catalogue)
    assert (unknown.status, codes(unknown)) == (404, ["unknown_plan", "unknown_region", "unknown_indicator"])
    unread = refused(read_progress, {"row": "eight", "period": "2023"}, catalogue)
    assert (unread.status, codes(unread)) == (422, ["bad_row", "bad_period"])


def test_a_forecast_is_of_one_target(catalogue: Catalogue) -> None:
    found = read_forecast({"plan": PLAN, "row": "8", "data_version": "7"}, catalogue)
    assert (found.target.row, found.period, found.data_version) == (8, None, 7)
    missing = refused(read_forecast, {}, catalogue)
    assert (missing.status, codes(missing)) == (422, ["missing_parameter", "missing_parameter"])
    assert codes(refused(read_forecast, {"plan": "x", "row": "8"}, catalogue)) == ["unknown_plan"]
    assert codes(refused(read_forecast, {"plan": PLAN, "row": "99"}, catalogue)) == ["unknown_row"]


def test_a_region_is_asked_about_in_a_period_or_in_the_latest(catalogue: Catalogue) -> None:
    def read(query: dict[str, str], known: Catalogue) -> tuple[str, Month | None]:
        return read_region(query, known, ("region", "month"), ReadPeriod("month", "应写作 YYYY-MM"), Month.parse)

    assert read({"region": "500000", "month": "2023-02"}, catalogue) == ("500000", Month(2023, 2))
    assert read({"region": "500000"}, catalogue) == ("500000", None)
    unread = refused(read, {"region": "", "month": "2023", "colour": "red"}, catalogue)
    assert (unread.status, codes(unread)) == (422, ["unknown_parameter", "bad_month", "missing_parameter"])
    unknown = refused(read, {"region": "999999"}, catalogue)
    assert (unknown.status, codes(unknown)) == (404, ["unknown_region"])


def test_a_parameter_that_did_not_come_is_no_fault() -> None:
    faults: list[Fault] = []
    assert parameters.read({}, "row", int, "应为序号", faults) is None
    assert parameters.read({"row": "7"}, "row", int, "应为序号", faults) == 7
    assert faults == []


def test_the_interface_tells_which_parameters_are_needed_and_which_are_whole_numbers() -> None:
    described = parameters.described({"region": "地区", "number": "第几号"}, ["region"], ["number"])["parameters"]
    assert [(each["name"], each["required"], each["schema"]["type"]) for each in described] == [
        ("region", True, "string"),
        ("number", False, "integer"),
    ]
