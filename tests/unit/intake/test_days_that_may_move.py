"""A due day in a year whose holidays are not arranged yet: whatever prints it says that it may move."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from shared.catalogue import Catalogue
from shared.periods import Month
from shared.security.sessions import COOKIE
from shared.work_calendar import LAST_ARRANGED_YEAR, WorkCalendar
from tests.unit.intake.support import CITY, UNIT, Service, report, running

YEAR = LAST_ARRANGED_YEAR + 1
PERIOD = Month(YEAR, 4)  # its due day comes after 劳动节
BEFORE = Month(LAST_ARRANGED_YEAR, 9)


@pytest.fixture
def later(tmp_path: Path, catalogue: Catalogue) -> Iterator[Service]:
    """The beginning of the May after: 重庆 has a plan of the years to come."""
    plan = catalogue.plans["chongqing-2021-2025"]
    first, last = Month(LAST_ARRANGED_YEAR, 1), Month(LAST_ARRANGED_YEAR + 4, 12)
    targets = tuple(replace(target, plan="later") for target in plan.targets)
    plans = [*catalogue.plans.values(), replace(plan, id="later", first=first, last=last, targets=targets, prefix="L")]
    with running(
        tmp_path,
        Catalogue(
            catalogue.regions.values(),
            catalogue.groups,
            catalogue.indicators.values(),
            plans,
            catalogue.departments,
            {},
        ),
    ) as service:
        service.clock.set(datetime(YEAR, 5, 3, 2, 0, tzinfo=UTC))
        yield service


def page(service: Service, path: str, who: str = UNIT) -> str:
    service.client.cookies.clear()
    signed = service.signed_in(who)
    answer = service.client.get(path, headers={"Cookie": f"{COOKIE}={signed}", "Accept": "text/html"})
    assert answer.status_code == 200
    return answer.text


def deadline(service: Service, period: Month) -> str:
    """What the issued form prints of its due day."""
    issued = service.get(f"/v1/forms/{UNIT}/{period}.xlsx").content
    printed: str = load_workbook(io.BytesIO(issued))["月报表"]["A2"].value
    return printed.split("报出期限：")[1]


def test_the_form_prints_the_due_day_by_law_and_says_that_it_may_move(later: Service) -> None:
    due = WorkCalendar().due_day(PERIOD)
    written = f"{due.year}年{due.month}月{due.day}日"
    assert deadline(later, PERIOD) == f"{written}（{WorkCalendar().note(due)}）"
    assert deadline(later, BEFORE) == "{0.year}年{0.month}月{0.day}日".format(WorkCalendar().due_day(BEFORE))


@pytest.mark.parametrize(
    ("path", "who"),
    [
        (f"/reports?region={UNIT}", UNIT),
        (f"/reports/{UNIT}/{PERIOD}", UNIT),
        (f"/reviews/{UNIT}/{PERIOD}", "reviewer"),
    ],
)
def test_a_page_that_shows_the_due_day_says_so(later: Service, path: str, who: str) -> None:
    assert WorkCalendar().note(WorkCalendar().due_day(PERIOD)) in page(later, path, who)


def test_a_sent_reports_page_says_so(later: Service) -> None:
    assert later.post(report(period=str(PERIOD))).status_code == 201
    assert WorkCalendar().note(WorkCalendar().due_day(PERIOD)) in page(later, f"/reports/{UNIT}/{PERIOD}")


def test_answers_tell_it_by_a_field_of_its_own(later: Service) -> None:
    for period in (BEFORE, PERIOD):
        assert later.post(report(period=str(period)), str(period)).status_code == 201
    told: dict[str, Any] = {
        each["period"]: each["due_day_tentative"]
        for each in later.get(f"/v1/reports?area={CITY}", "reviewer").json()["reports"]
    }
    assert told == {str(BEFORE): False, str(PERIOD): True}
    asked = f"/v1/reports/summary?area={CITY}&from={BEFORE}&to={PERIOD}"
    counted = later.get(asked, "reviewer").json()["periods"]
    assert (counted[0]["due_day_tentative"], counted[-1]["due_day_tentative"]) == (False, True)
