"""What a reminder says."""

from __future__ import annotations

from datetime import date

import pytest

from services.alerts.reminders.due import OwedMonth, Reminder, Step
from services.alerts.reminders.letters import unit_name
from services.alerts.reminders.message import ReminderPlace, compose, number_of, recipients
from shared.catalogue.catalogue import Catalogue
from shared.catalogue.contacts import Contact
from shared.periods import Month
from shared.work_calendar import LAST_ARRANGED_YEAR, WorkCalendar

MARCH = OwedMonth(Month(2025, 3), date(2025, 4, 8))
PLACE = ReminderPlace("CB-500107-2025-03", 2, "https://xushi.example/", simulated=False)


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("before_due", ("【到期前提醒】", "2025年4月8日到期", "请按时报送")),
        ("after_due", ("【逾期催报】", "应于2025年4月8日前报送", "至今未报")),
        ("leader", ("【报请领导督促】", "现报请局领导（分管）督促")),
    ],
)
def test_each_step_says_what_is_asked_and_where_to_report(
    catalogue: Catalogue, step: Step, words: tuple[str, ...]
) -> None:
    message = compose(Reminder("500107", step, (MARCH,)), [MARCH], catalogue, PLACE, [catalogue.contacts["500107"]])
    for word in (*words, "重庆市九龙坡区", "第2号", "去报送：https://xushi.example/reports"):
        assert word in message.text
    assert "https://xushi.example/reports" in message.html
    assert message.subject == "催报 CB-500107-2025-03：重庆市九龙坡区 2025年3月报表"
    assert f"应报 {len(catalogue.owed('500107', MARCH.period))} 项" in message.text
    assert "模拟" not in message.text


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("before_due", ("已经报送", "请于2025年4月11日前补填")),
        ("after_due", ("应于2025年4月11日前补填", "至今未填", "由其通过时确认")),
        ("leader", ("逾期至今未填", "现报请局领导（分管）督促")),
    ],
)
def test_what_is_blank_is_named_and_no_month_is_called_unreported_for_it(
    catalogue: Catalogue, step: Step, words: tuple[str, ...]
) -> None:
    part = OwedMonth(MARCH.period, date(2025, 4, 11), blank=("urban_new_employment",))
    message = compose(Reminder("500107", step, (part,)), [part], catalogue, PLACE, [catalogue.contacts["500107"]])
    for word in (*words, "未填 1 项（城镇新增就业人数）", "未填不等于0"):
        assert word in message.text
    assert "未报" not in message.text and "没有报送" not in message.text
    assert message.facts["owed"][0]["blank"] == ["urban_new_employment"]


def test_months_with_other_due_days_and_a_return_are_named(catalogue: Catalogue) -> None:
    returned = OwedMonth(Month(2025, 1), date(2025, 4, 9), "returned")
    message = compose(
        Reminder("500107", "after_due", (MARCH, returned)),
        [MARCH, returned],
        catalogue,
        PLACE,
        [catalogue.contacts["500107"]],
    )
    assert "2025年3月、2025年1月（已退回）报表应于2025年4月8日、2025年4月9日前报送" in message.text
    assert "2025年4月9日到期，已退回，须重新报送" in message.text


def test_a_due_day_of_a_year_that_is_not_arranged_yet_says_that_it_may_move(catalogue: Catalogue) -> None:
    beyond = OwedMonth(Month(LAST_ARRANGED_YEAR, 12), date(LAST_ARRANGED_YEAR + 1, 1, 8))
    message = compose(
        Reminder("500107", "before_due", (beyond,)), [beyond], catalogue, PLACE, [catalogue.contacts["500107"]]
    )
    assert message.text.count(WorkCalendar().note(beyond.due)) == 2
    assert (
        "法定节假日"
        not in compose(
            Reminder("500107", "before_due", (MARCH,)), [MARCH], catalogue, PLACE, [catalogue.contacts["500107"]]
        ).text
    )


def test_a_long_list_is_cut_and_counted(catalogue: Catalogue) -> None:
    months = [OwedMonth(Month(2025, 3).shift(-number), date(2025, 4, 8)) for number in range(20)]
    message = compose(Reminder("500107", "leader", (MARCH,)), months, catalogue, PLACE, [catalogue.contacts["500107"]])
    assert "2024年4月：应报" in message.text
    assert "2024年3月：应报" not in message.text
    assert "共 20 个月未报" in message.text
    assert len(message.facts["owed"]) == 20


def test_the_leader_is_told_by_the_last_step_only_and_nobody_twice() -> None:
    contact = Contact("500107", ("a@x.example", "b@x.example"), "王局长", ("b@x.example", "c@x.example"))
    assert recipients([contact], "after_due") == ("a@x.example", "b@x.example")
    assert recipients([contact], "leader") == ("a@x.example", "b@x.example", "c@x.example")


def test_names_and_numbers(catalogue: Catalogue) -> None:
    assert number_of("500107", Month(2025, 3)) == "CB-500107-2025-03"
    assert unit_name(catalogue, "500000") == "重庆市"
