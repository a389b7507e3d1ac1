from __future__ import annotations

import dataclasses
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from services.alerts.episodes.policy import Policies, Policy
from services.alerts.handling.requests import By
from services.alerts.tables import ASSESSMENTS, EPISODES, NOTIFICATIONS
from shared.catalogue.catalogue import Catalogue
from shared.events import AlertLevelChanged, AlertResolved, FigureChanged, NotificationQueued
from tests.narrowing import of
from tests.unit.alerts.setting import Setting, an_assessed, levels

JAN, FEB, MAR = "2025-01", "2025-02", "2025-03"
CLEAR = {"accepted_progress": 10_000}


def count(setting: Setting, table: sa.Table) -> int:
    with setting.database.read() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def test_a_raise_and_its_message_are_stored_together(setting: Setting) -> None:
    setting.assess(an_assessed(JAN))
    assert setting.names() == ["AlertRaised", "NotificationQueued"]
    queued = setting.events()[1]
    assert isinstance(queued, NotificationQueued)
    assert (queued.sequence, queued.recipient) == (1, "injury@cq.example")
    assert count(setting, NOTIFICATIONS) == 1
    assert count(setting, EPISODES) == 1


def test_the_correlation_id_of_the_report_reaches_decision_and_message(setting: Setting) -> None:
    setting.assess(an_assessed(JAN))
    with setting.database.read() as connection:
        recorded = setting.store.read(connection, 0, 10)
        row = connection.execute(sa.select(NOTIFICATIONS.c.correlation_id)).scalar_one()
    assert {each.correlation_id for each in recorded} == {row} == {"c-1"}


def test_every_address_of_the_department_is_told(setting: Setting, catalogue: Catalogue) -> None:
    department = catalogue.department_for("chongqing-2021-2025", 8)
    two = dataclasses.replace(department, mail=("a@cq.example", "b@cq.example", "a@cq.example"))
    others = [each for each in catalogue.departments if each.id != department.id]
    setting.catalogue = Catalogue(
        catalogue.regions.values(),
        catalogue.groups,
        catalogue.indicators.values(),
        catalogue.plans.values(),
        [*others, two],
        {},
    )
    setting.consumer = setting.a_consumer()
    setting.assess(an_assessed(JAN))
    queued = [event for event in setting.events() if isinstance(event, NotificationQueued)]
    assert [event.recipient for event in queued] == ["a@cq.example", "b@cq.example"]
    assert {event.sequence for event in queued} == {1}
    assert len({event.notification for event in queued}) == 2


def test_an_expected_target_leaves_nothing_behind(setting: Setting) -> None:
    setting.assess(*levels((JAN, "red"), (FEB, "red"), row=9, binding=False))
    assert setting.names() == []
    assert count(setting, ASSESSMENTS) == 0


def test_other_events_of_the_topic_are_passed_over(setting: Setting) -> None:
    setting.assess(FigureChanged(region="500000", period=JAN, data_version=1, lines=()))
    assert setting.names() == []
    assert setting.consumer.lag() == 0


def test_a_whole_life_in_one_batch_equals_one_event_at_a_time(tmp_path: Path, catalogue: Catalogue) -> None:
    life = [
        *levels((JAN, "yellow"), (FEB, "yellow"), (MAR, "missing"), ("2025-04", "red")),
        *levels(("2025-05", "normal"), version=10, **CLEAR),
        *levels(("2025-06", "red"), version=20),
    ]
    for folder in ("batch", "single"):
        (tmp_path / folder).mkdir()
    batch, single = Setting(tmp_path / "batch", catalogue), Setting(tmp_path / "single", catalogue)
    batch.assess(*life)
    for event in life:
        single.assess(event)
    assert batch.events() == single.events()
    assert batch.reading.alert("CQ-08") != []
    with batch.database.read() as one, single.database.read() as other:
        for table in (ASSESSMENTS, EPISODES):
            query = sa.select(table).order_by(*table.primary_key.columns)
            assert one.execute(query).all() == other.execute(query).all()


def test_a_restarted_reader_goes_on_where_it_stopped(setting: Setting) -> None:
    setting.assess(*levels((JAN, "red"), (FEB, "orange")))
    setting.consumer = setting.a_consumer()
    setting.assess(*levels((MAR, "orange"), version=10))
    assert setting.names().count("AlertRaised") == 1
    assert setting.names().count("AlertLevelChanged") == 1


def test_two_targets_do_not_touch_each_other(setting: Setting) -> None:
    other: dict[str, Any] = {"row": 7, "indicator": "unemployment_insurance_insured"}
    setting.assess(an_assessed(JAN), an_assessed(JAN, **other))
    assert [each.number for each in setting.reading.alerts("open")] == ["CQ-07", "CQ-08"]


def test_a_plan_that_the_catalogue_does_not_know_parks_its_stream_only(setting: Setting) -> None:
    setting.assess(an_assessed(JAN, plan="none"), an_assessed(JAN))
    (parked,) = setting.consumer.parked()
    assert parked.key == "progress-none-8"
    assert setting.names() == ["AlertRaised", "NotificationQueued"]


def test_a_failing_batch_leaves_nothing_half_done(setting: Setting) -> None:
    setting.assess(*levels((JAN, "red"), (FEB, "red"), row=99))
    assert setting.names() == []
    assert count(setting, ASSESSMENTS) == 0
    assert setting.consumer.parked()[0].events == 2


def test_a_plans_own_policy_is_used(tmp_path: Path, catalogue: Catalogue) -> None:
    patient = Policies(overrides={"chongqing-2021-2025": Policy(raise_periods=3, version=2)})
    setting = Setting(tmp_path, catalogue, patient)
    setting.assess(*levels((JAN, "yellow"), (FEB, "yellow")))
    assert setting.names() == []
    setting.assess(*levels((MAR, "yellow"), version=10))
    with setting.database.read() as connection:
        row = connection.execute(sa.select(NOTIFICATIONS.c.content)).scalar_one()
    assert b'"policy_version":2' in row


def test_a_freeze_in_a_simulated_history_is_marked_as_simulated(setting: Setting) -> None:
    setting.assess(an_assessed(JAN, simulated=True), an_assessed(FEB, "missing", data_version=12_001))
    titles = [str(message.title) for message in setting.reading.alerts("all")[0].messages]
    assert all("模拟数据" in title for title in titles)


def test_a_month_with_a_late_unit_is_decided_on_after_its_due_day(setting: Setting) -> None:
    # the clock stands at 6 April 2023, the reports of March are due on the 10th
    setting.assess(an_assessed("2023-03", reported_units=37))
    assert setting.names() == []
    assert setting.sweep() == 0
    setting.clock.advance(timedelta(days=5))
    assert setting.sweep() == 1
    assert setting.names() == ["AlertRaised", "NotificationQueued"]
    assert setting.sweep() == 0


def test_a_month_that_becomes_complete_does_not_wait(setting: Setting) -> None:
    setting.assess(an_assessed("2023-03", reported_units=37))
    setting.assess(an_assessed("2023-03", "normal", data_version=12_001))
    setting.clock.advance(timedelta(days=5))
    assert setting.sweep() == 0
    assert setting.names() == []


CITY = {"region": "500000"}
COUNTY = {"plan": "shizhu-2021-2025", "row": 6, "region": "500240"}
"""石柱县's own target of the same indicator."""


def told(setting: Setting) -> list[str]:
    return [event.alert for event in setting.events() if isinstance(event, NotificationQueued)]


def test_of_a_county_s_level_change_nobody_is_told_while_the_city_s_alert_is_open(setting: Setting) -> None:
    setting.assess(an_assessed(JAN, "red", **CITY), an_assessed(JAN, "red", **COUNTY))
    assert told(setting) == ["CQ-08", "SZ-06"]
    setting.assess(an_assessed(FEB, "orange", data_version=12_001, **COUNTY))
    changed = setting.events()[-1]
    assert isinstance(changed, AlertLevelChanged)
    assert changed.gathered_by == "CQ-08"
    assert told(setting) == ["CQ-08", "SZ-06"]


def test_a_county_s_close_is_told_though_the_city_s_alert_is_open(setting: Setting) -> None:
    setting.assess(an_assessed(JAN, "red", **CITY), an_assessed(JAN, "red", **COUNTY))
    setting.assess(an_assessed(FEB, "normal", data_version=12_001, **COUNTY, **CLEAR))
    assert told(setting) == ["CQ-08", "SZ-06", "SZ-06"]


def test_what_was_gathered_is_told_once_the_city_s_alert_is_over(setting: Setting) -> None:
    setting.assess(an_assessed(JAN, "orange", **COUNTY), an_assessed(FEB, "orange", data_version=12_001, **COUNTY))
    setting.assess(an_assessed(FEB, "red", **CITY), an_assessed(MAR, "red", data_version=12_002, **COUNTY))
    setting.assess(an_assessed(MAR, "normal", data_version=12_003, **CITY, **CLEAR))
    before = len(told(setting))
    setting.assess(an_assessed("2025-04", "red", data_version=12_004, **COUNTY))
    assert told(setting)[before:] == ["SZ-06"]


def test_the_city_s_message_lists_the_counties(setting: Setting) -> None:
    setting.assess(an_assessed(JAN, "red", **COUNTY), an_assessed(JAN, "red", **CITY))
    setting.deliver()
    (mail,) = setting.outbox.folder.glob("CQ-08-*.json")
    assert "石柱土家族自治县 SZ-06（红）" in mail.read_text()


def test_worsening_while_gathered_asks_nobody_anew(setting: Setting) -> None:
    setting.assess(an_assessed(JAN, "red", **CITY))
    setting.assess(an_assessed(JAN, "yellow", **COUNTY), an_assessed(FEB, "yellow", data_version=12_001, **COUNTY))
    people = setting.some_people()
    people.acknowledge(By("link:a", "key-1", "c"), "SZ-06", 1, "张三")
    setting.assess(an_assessed(MAR, "red", data_version=12_002, **COUNTY))
    (view,) = setting.reading.alert("SZ-06")
    assert view.handling.acknowledged_at is not None
    assert view.level == "red"


def test_a_target_made_an_expected_one_ends_its_alert_with_a_message(setting: Setting) -> None:
    setting.assess(an_assessed(JAN, "red"))
    setting.assess(an_assessed(FEB, "red", data_version=12_001, binding=False))
    resolved, queued = setting.events()[-2:]
    assert isinstance(resolved, AlertResolved)
    assert resolved.reason == "no_longer_binding"
    assert isinstance(queued, NotificationQueued)
    setting.assess(an_assessed(MAR, "red", data_version=12_002, binding=False))
    assert setting.events()[-1] == queued


def test_blue_gives_advice_once_without_an_episode(setting: Setting) -> None:
    setting.assess(an_assessed(JAN, "blue"), an_assessed(FEB, "blue", data_version=12_001))
    assert setting.names() == ["AlertAdvised", "NotificationQueued"]
    queued = of(NotificationQueued, setting.events()[-1])
    assert (queued.alert, queued.episode, queued.sequence) == ("CQ-08", 0, 1)
    assert setting.reading.alerts("all") == []
    sent = setting.reading.sent(queued.notification)
    assert sent is not None
    assert sent.region == "500000"
    assert sent.outgoing.message.link.endswith("/plans/chongqing-2021-2025/8")


def test_advice_stands_on_the_page_of_the_alert_that_came_later(setting: Setting) -> None:
    setting.assess(an_assessed(JAN, "blue"), an_assessed(FEB, "red", data_version=12_001))
    (view,) = setting.reading.alert("CQ-08")
    (advice,) = view.advice
    assert (advice.heading, advice.period, advice.level) == ("提示", JAN, "blue")
    assert [each.sequence for each in advice.messages] == [1]
    assert [each.type for each in view.events] == ["AlertRaised"]


RATE: dict[str, Any] = {"row": 2, "indicator": "surveyed_unemployment_rate", "binding": False, "rule": "ceiling"}
BROKEN: dict[str, Any] = {**RATE, "reason": "bound_breached"}


def test_an_expected_bound_is_advised_of_and_lifted_without_a_row_in_any_list(setting: Setting) -> None:
    setting.assess(*levels((JAN, "yellow"), (FEB, "orange"), **BROKEN))
    assert setting.names() == ["AlertAdvised", "NotificationQueued"]
    kept = an_assessed(MAR, "normal", data_version=9, accepted_met=True, **RATE, reason="bound_kept")
    setting.assess(kept, kept)
    assert setting.names() == ["AlertAdvised", "NotificationQueued", "AlertAdviceLifted"]
    assert count(setting, EPISODES) == 0
    assert setting.reading.alerts("all") == []
    view = setting.reading.advised("CQ-02")
    assert view is not None
    assert (view.state_name, view.binding) == ("提示已结束", False)
    assert [(each.heading, each.level) for each in view.advice] == [("提示", None), ("提示结束", None)]
    assert setting.reading.advised("CQ-03") is None


def test_months_in_which_a_target_was_expected_are_no_ground_for_an_alert(setting: Setting) -> None:
    binding = BROKEN | {"binding": True}
    setting.assess(an_assessed(JAN, "yellow", data_version=1, **BROKEN))
    setting.assess(an_assessed(FEB, "yellow", data_version=2, **binding))
    assert setting.names() == []
    setting.assess(an_assessed(MAR, "yellow", data_version=3, **binding))
    assert setting.names() == ["AlertRaised", "NotificationQueued"]
