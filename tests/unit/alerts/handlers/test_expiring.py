"""The plan's end on the whole path: assessments in, messages out, by simulated time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.alerts.episodes.row import StateFilter
from services.alerts.handling.requests import By
from shared.catalogue.catalogue import Catalogue
from shared.events import AlertEscalated, NotificationQueued
from tests.end_to_end.histories import template
from tests.unit.alerts.setting import Setting, an_assessed

BY = By("key:reviewer", "", "c")
ENDED = datetime(2026, 1, 9, 1, 30, tzinfo=UTC)
TIME_IS_UP = datetime(2026, 1, 16, 1, 30, tzinfo=UTC)


@pytest.fixture
def setting(tmp_path: Path, catalogue: Catalogue) -> Setting:
    """An alert that was raised in December 2025 for November, the last month but one."""
    setting = Setting(tmp_path, catalogue, template=template())
    setting.clock.set(datetime(2025, 12, 5, 1, 30, tzinfo=UTC))
    setting.assess(an_assessed("2025-11", "red", data_version=1))
    assert listed(setting, "open") == ["预警中"]
    setting.clock.set(ENDED)
    return setting


def listed(setting: Setting, state: StateFilter) -> list[str]:
    return [each.state_name for each in setting.reading.alerts(state)]


def subjects(setting: Setting) -> list[str]:
    """The titles of the messages, oldest first."""
    with setting.database.read() as connection:
        rows = connection.exec_driver_sql("SELECT title FROM notifications ORDER BY id")
        return [row[0].split("】")[0].removeprefix("【") for row in rows]


def test_an_open_alert_expires_with_its_plan_and_is_listed_in_the_evaluation(setting: Setting) -> None:
    setting.assess(an_assessed("2025-12", "red", rule="final", data_version=2))
    assert subjects(setting) == ["红", "期满未完成"]
    assert listed(setting, "open") == []
    assert listed(setting, "expired") == listed(setting, "closed") == ["期满未完成"]


def test_an_alert_of_a_row_that_has_left_its_plan_ends_with_it_and_nobody_is_told(setting: Setting) -> None:
    setting.catalogue = without_row(setting.catalogue, 8)
    setting.clock.set(TIME_IS_UP)
    assert setting.escalate() == 0
    assert setting.expire() == 1
    assert listed(setting, "open") == [] and subjects(setting) == ["红"]


def without_row(catalogue: Catalogue, row: int) -> Catalogue:
    """The catalogue, of whose plans none has a row of that number."""
    plans = [
        replace(plan, targets=tuple(target for target in plan.targets if target.row != row))
        for plan in catalogue.plans.values()
    ]
    departments, indicators = catalogue.departments, catalogue.indicators.values()
    return Catalogue(catalogue.regions.values(), catalogue.groups, indicators, plans, departments, {})


def test_it_is_struck_off_by_a_person(setting: Setting) -> None:
    setting.assess(an_assessed("2025-12", "red", rule="final", data_version=2))
    assert setting.reading.alerts("expired")[0].handling.next == "待销号"
    setting.some_people().sign_off(BY, "CQ-08", 1, "已评估")
    assert setting.reading.alerts("expired")[0].handling.next == "已销号"


def test_an_alert_of_a_plan_that_is_over_urges_nobody(setting: Setting) -> None:
    setting.assess(an_assessed("2025-12", "red", rule="final", data_version=2, accepted_units=0))
    for day in (12, 13, 14, 15):
        setting.clock.set(datetime(2026, 1, day, 1, 30, tzinfo=UTC))
        assert setting.escalate() == 0
    assert subjects(setting) == ["红"]


def test_before_the_end_it_did_urge(tmp_path: Path, catalogue: Catalogue) -> None:
    setting = Setting(tmp_path, catalogue, template=template())
    setting.clock.set(datetime(2025, 12, 5, 1, 30, tzinfo=UTC))
    setting.assess(an_assessed("2025-11", "red", data_version=1))
    setting.clock.set(datetime(2025, 12, 31, 1, 30, tzinfo=UTC))
    assert setting.escalate() > 0
    assert any(isinstance(event, AlertEscalated) for event in setting.events())


def test_what_nobody_reviews_ends_after_the_tenth_working_day_with_its_provisional_result(setting: Setting) -> None:
    setting.assess(an_assessed("2025-12", "red", rule="final", data_version=2, accepted_units=0))
    setting.clock.set(datetime(2026, 1, 15, 1, 30, tzinfo=UTC))
    assert setting.expire() == 0
    setting.clock.set(TIME_IS_UP)
    assert setting.expire() == 1
    assert subjects(setting) == ["红", "期满（数据未审核）"]
    assert setting.expire() == 0


def test_what_nobody_reports_leaves_no_alert_open_for_ever(setting: Setting) -> None:
    setting.clock.set(datetime(2027, 3, 1, 1, 30, tzinfo=UTC))
    assert setting.expire() == 1
    assert listed(setting, "expired") == ["期满（缺报）"]
    assert subjects(setting) == ["红", "期满（缺报）"]


def test_a_later_acceptance_of_the_same_result_is_not_told_again(setting: Setting) -> None:
    setting.assess(an_assessed("2025-12", "red", rule="final", data_version=2, accepted_units=0))
    setting.clock.set(TIME_IS_UP)
    setting.expire()
    setting.assess(an_assessed("2025-12", "red", rule="final", data_version=3))
    assert subjects(setting) == ["红", "期满（数据未审核）"]
    assert listed(setting, "expired") == ["期满未完成"]


def test_a_later_acceptance_that_changes_the_result_is_told_once_under_the_same_episode(setting: Setting) -> None:
    setting.clock.set(TIME_IS_UP)
    setting.expire()
    setting.some_people().sign_off(BY, "CQ-08", 1, "无数据")
    late = an_assessed("2025-12", "normal", rule="final", data_version=3, accepted_met=True)
    setting.assess(late, late)
    assert subjects(setting) == ["红", "期满（缺报）", "期满完成"]
    (alert,) = setting.reading.alerts("all")
    assert (alert.episode, alert.state_name, alert.handling.next) == (1, "期满完成", "待销号")


def test_every_message_of_the_episode_is_numbered_on(setting: Setting) -> None:
    setting.assess(an_assessed("2025-12", "red", rule="final", data_version=2))
    queued = [event.sequence for event in setting.events() if isinstance(event, NotificationQueued)]
    assert queued == [1, 2]
