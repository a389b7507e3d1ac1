"""Who is reminded, when: the steps of 催报 over the Chinese calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.alerts.reminders.due import (
    ORDER,
    KnownOfReports,
    OwedMonth,
    Reminder,
    ReportedMonth,
    Status,
    Step,
    decide,
    due_step,
    everything_owed,
    first_months,
    hour_has_come,
    owed_of,
)
from shared.catalogue.catalogue import Catalogue
from shared.catalogue.model import Frequency
from shared.periods import Month
from shared.work_calendar import WorkCalendar
from tests.unit.late_plans import taken_up

MARCH = Month(2025, 3)
JIULONGPO, YUZHONG, CHENGDU_JINJIANG = "500107", "500103", "510104"
NONE: frozenset[Step] = frozenset()


def walked(period: Month, first: date, last: date) -> list[tuple[date, Step]]:
    """The steps of a month that is never reported, looked at every day."""
    taken: list[tuple[date, Step]] = []
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        step = due_step(WorkCalendar().due_day(period), frozenset(each for _, each in taken), day, WorkCalendar())
        if step is not None:
            taken.append((day, step))
    return taken


@pytest.mark.parametrize(
    ("period", "days"),
    [
        # 清明 on Friday 4 April: due Tuesday 8 April
        (Month(2025, 3), (date(2025, 4, 3), date(2025, 4, 9), date(2025, 4, 11))),
        # 国庆 to 8 October, Saturday 11 October a working day: due Tuesday 14 October
        (Month(2025, 9), (date(2025, 10, 11), date(2025, 10, 15), date(2025, 10, 17))),
        # 春节 to 4 February, Saturday 8 February a working day: due Monday 10 February
        (Month(2025, 1), (date(2025, 2, 7), date(2025, 2, 11), date(2025, 2, 13))),
    ],
)
def test_the_three_steps_fall_on_working_days_around_holidays(period: Month, days: tuple[date, ...]) -> None:
    first, last = period.shift(1).first_day, period.shift(2).last_day
    assert walked(period, first, last) == list(zip(days, ORDER, strict=True))


@given(st.sets(st.integers(0, 80)), st.integers(2021, 2025), st.integers(1, 12))
def test_whatever_days_are_missed_each_step_is_taken_at_most_once_and_in_order(
    missed: set[int], year: int, month: int
) -> None:
    due = WorkCalendar().due_day(Month(year, month))
    taken: list[Step] = []
    for number in range(81):
        if number in missed:
            continue
        today = due + timedelta(days=number - 10)
        step = due_step(due, frozenset(taken), today, WorkCalendar())
        if step is not None:
            assert (step == "before_due") == (today <= due)
            taken.append(step)
    assert [ORDER.index(step) for step in taken] == sorted({ORDER.index(step) for step in taken})


def test_a_step_that_was_missed_for_a_month_is_not_made_up_for() -> None:
    leader = date(2025, 4, 11)
    assert due_step(WorkCalendar().due_day(MARCH), NONE, leader + timedelta(days=31), WorkCalendar()) == "leader"
    assert due_step(WorkCalendar().due_day(MARCH), NONE, leader + timedelta(days=32), WorkCalendar()) is None


def known(
    reports: dict[tuple[str, Month], ReportedMonth] | None = None,
    taken: dict[tuple[str, Month], frozenset[Step]] | None = None,
) -> KnownOfReports:
    """What is known where 渝中区 has reported since January 2025."""
    reports = {(YUZHONG, MARCH): ReportedMonth("submitted", date(2025, 4, 1))} | (reports or {})
    return KnownOfReports(reports, {YUZHONG: Month(2025, 1)}, taken or {})


def reminded(catalogue: Catalogue, given_known: KnownOfReports, today: date) -> dict[str, Reminder]:
    return {each.region: each for each in decide(catalogue, given_known, today)}


def test_who_has_not_reported_is_reminded_and_who_has_is_not(catalogue: Catalogue) -> None:
    found = reminded(catalogue, known(), date(2025, 4, 9))
    assert found[JIULONGPO] == Reminder(JIULONGPO, "after_due", (OwedMonth(MARCH, date(2025, 4, 8)),))
    assert YUZHONG not in found
    assert "500000" in found  # the municipality owes figures of its own
    assert "500000-zc" not in found


def test_an_area_without_data_stays_silent(catalogue: Catalogue) -> None:
    assert CHENGDU_JINJIANG not in reminded(catalogue, known(), date(2025, 4, 9))
    assert decide(catalogue, KnownOfReports({}, {}), date(2025, 4, 9)) == []


def test_months_before_the_first_report_of_the_area_ask_nobody(catalogue: Catalogue) -> None:
    began = KnownOfReports({}, {YUZHONG: Month(2025, 4)})
    assert decide(catalogue, began, date(2025, 4, 9)) == []
    assert first_months(catalogue, began.first) == {"500000": Month(2025, 4)}


def test_a_returned_report_has_three_working_days_anew_and_no_step_twice(catalogue: Catalogue) -> None:
    returned = {(YUZHONG, MARCH): ReportedMonth("returned", date(2025, 4, 9))}
    due = date(2025, 4, 14)
    assert owed_of(MARCH, returned[YUZHONG, MARCH], WorkCalendar()) == OwedMonth(MARCH, due, "returned")

    def step(today: date, *taken: Step) -> Step | None:
        found = reminded(catalogue, known(returned, {(YUZHONG, MARCH): frozenset(taken)}), today).get(YUZHONG)
        return found.step if found is not None else None

    assert step(date(2025, 4, 10), "before_due") is None
    assert step(date(2025, 4, 15), "before_due") == "after_due"
    assert step(date(2025, 4, 15), "before_due", "after_due") is None
    assert step(date(2025, 4, 17), "before_due", "after_due") == "leader"
    assert step(date(2025, 4, 17), *ORDER) is None


def test_what_is_blank_is_due_three_working_days_after_the_report_and_asked_until_the_month_is_accepted(
    catalogue: Catalogue,
) -> None:
    blank = ("urban_new_employment", "no_longer_owed")
    owed = OwedMonth(MARCH, date(2025, 4, 11), blank=blank[:1])

    def found(status: Status) -> Reminder | None:
        reported = {(YUZHONG, MARCH): ReportedMonth(status, date(2025, 4, 8), blank)}
        return reminded(catalogue, known(reported), date(2025, 4, 14)).get(YUZHONG)

    assert found("submitted") == Reminder(YUZHONG, "after_due", (owed,))
    assert found("accepted") is None
    returned = found("returned")
    assert returned is not None and returned.months[0] == OwedMonth(MARCH, date(2025, 4, 11), "returned")
    reports = {MARCH: ReportedMonth("submitted", date(2025, 4, 8), blank)}
    assert everything_owed(catalogue, YUZHONG, reports, MARCH, MARCH) == [owed]
    whole = {MARCH: ReportedMonth("submitted", date(2025, 4, 8), blank[1:])}
    assert everything_owed(catalogue, YUZHONG, whole, MARCH, MARCH) == [], "what is owed no more is not asked for"


def test_a_return_before_the_due_day_leaves_the_due_day(catalogue: Catalogue) -> None:
    assert owed_of(MARCH, ReportedMonth("withdrawn", date(2025, 4, 1)), WorkCalendar()) == OwedMonth(
        MARCH, date(2025, 4, 8), "withdrawn"
    )


def test_an_old_month_that_was_returned_is_reminded_of_with_the_newest_in_one(catalogue: Catalogue) -> None:
    january = Month(2025, 1)
    returned = {(JIULONGPO, january): ReportedMonth("returned", date(2025, 4, 3))}  # due anew on 9 April
    found = decide(catalogue, known(returned, {}), date(2025, 4, 14))
    [mine] = [each for each in found if each.region == JIULONGPO]
    assert mine.step == "leader"
    assert [each.period for each in mine.months] == [MARCH, january]


def test_a_retired_unit_and_a_unit_without_contact_are_not_reminded(catalogue: Catalogue) -> None:
    regions = {
        code: replace(region, valid_to=Month(2025, 2)) if code == JIULONGPO else region
        for code, region in catalogue.regions.items()
    }
    contacts = {code: contact for code, contact in catalogue.contacts.items() if code != "500104"}
    changed = a_catalogue(catalogue, regions=regions, contacts=contacts)
    found = reminded(changed, known(), date(2025, 4, 9))
    assert JIULONGPO not in found
    assert "500104" not in found
    assert "500105" in found


def test_what_is_owed_by_the_quarter_is_reminded_of_by_the_quarter(catalogue: Catalogue) -> None:
    quarterly = {code: replace(item, frequency=Frequency.QUARTER) for code, item in catalogue.indicators.items()}
    changed = a_catalogue(catalogue, indicators=quarterly)
    assert decide(changed, known(), date(2025, 4, 9))
    assert decide(changed, known(), date(2025, 5, 12)) == []
    owed = everything_owed(changed, JIULONGPO, {}, Month(2024, 11), Month(2025, 5))
    assert [each.period for each in owed] == [MARCH, Month(2024, 12)]


def test_everything_owed_leaves_out_what_was_reported(catalogue: Catalogue) -> None:
    reports = {
        Month(2025, 1): ReportedMonth("accepted", date(2025, 2, 20)),
        Month(2025, 2): ReportedMonth("withdrawn", date(2025, 3, 20)),
    }
    owed = everything_owed(catalogue, JIULONGPO, reports, Month(2024, 12), MARCH)
    assert [(each.period, each.again) for each in owed] == [
        (MARCH, None),
        (Month(2025, 2), "withdrawn"),
        (Month(2024, 12), None),
    ]


@pytest.mark.parametrize(
    ("china", "come"),
    [
        ("2025-04-09T15:59", False),
        ("2025-04-09T16:00", True),
        ("2025-04-09T18:00", False),
        ("2025-04-12T16:00", False),  # a Saturday
        ("2025-10-11T16:00", True),  # a Saturday that is worked
        ("2025-04-04T16:00", False),  # 清明
    ],
)
def test_reminders_go_out_in_the_afternoon_of_working_days(china: str, come: bool) -> None:
    assert hour_has_come(datetime.fromisoformat(china).replace(tzinfo=UTC) - timedelta(hours=8), WorkCalendar()) is come


def a_catalogue(catalogue: Catalogue, **changes: Any) -> Catalogue:
    parts = {"regions": catalogue.regions, "indicators": catalogue.indicators, "contacts": catalogue.contacts} | changes
    return Catalogue(
        parts["regions"].values(),
        catalogue.groups,
        parts["indicators"].values(),
        catalogue.plans.values(),
        catalogue.departments,
        {},
        contacts=parts["contacts"],
    )


def test_of_a_plan_that_is_taken_up_later_nobody_is_reminded_of_the_past(catalogue: Catalogue) -> None:
    later = taken_up(catalogue, Month(2025, 4))
    returned = known({(YUZHONG, Month(2025, 2)): ReportedMonth("returned", date(2025, 4, 1))})
    assert decide(later, returned, date(2025, 4, 9)) == []
    assert {each.step for each in decide(later, known(), date(2025, 5, 9))} == {"before_due"}


def test_the_first_month_that_is_owed_begins_with_the_first_step_or_not_at_all(catalogue: Catalogue) -> None:
    later = taken_up(catalogue, MARCH)
    assert decide(later, known(), date(2025, 4, 11)) == []
    begun = known(taken={(JIULONGPO, MARCH): frozenset({"before_due"})})
    assert [each.region for each in decide(later, begun, date(2025, 4, 11))] == [JIULONGPO]
