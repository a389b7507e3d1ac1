"""What time brings about, over a real database."""

from __future__ import annotations

from datetime import UTC, datetime

from services.alerts.reading.notification_queries import notification, of_alerts
from shared.events import AlertFreezeLasted, AlertGapGrew, NotificationQueued
from tests.unit.alerts.setting import Setting, an_assessed, levels

NUMBER = "CQ-08"
BEFORE_DUE, AFTER_DUE = datetime(2025, 4, 7, 2, tzinfo=UTC), datetime(2025, 4, 21, 2, tzinfo=UTC)


def titles(setting: Setting) -> list[str]:
    with setting.database.read() as connection:
        return [each.title for each in of_alerts(connection, [NUMBER])]


def test_a_month_that_was_late_is_a_line_in_the_history_and_no_message(setting: Setting) -> None:
    setting.clock.set(BEFORE_DUE)
    setting.assess(*levels(("2025-01", "red"), ("2025-02", "missing"), ("2025-02", "red")))
    assert setting.names() == ["AlertRaised", "NotificationQueued", "AlertFrozen", "AlertLevelChanged"]


def test_a_freeze_that_lasts_is_told_once_and_so_is_its_thaw(setting: Setting) -> None:
    setting.clock.set(BEFORE_DUE)
    setting.assess(*levels(("2025-01", "red"), ("2025-02", "missing")))
    setting.escalate()
    assert sum(isinstance(each, AlertFreezeLasted) for each in setting.events()) == 0
    setting.clock.set(AFTER_DUE)
    assert [setting.escalate(), setting.escalate()] == [1, 0]
    setting.assess(an_assessed("2025-02", "red", data_version=9))
    told = titles(setting)
    assert len(told) == 3
    assert told[1].startswith("【缺报冻结】")
    assert told[2].startswith("【红】")


def test_a_gap_that_grew_is_told_though_the_level_stayed(setting: Setting) -> None:
    setting.assess(an_assessed("2025-01", "red", gap=900_000, data_version=1))
    setting.assess(an_assessed("2025-02", "red", gap=950_000, data_version=2))
    setting.assess(an_assessed("2025-03", "red", gap=1_100_000, data_version=3))
    assert setting.names() == ["AlertRaised", "NotificationQueued", "AlertGapGrew", "NotificationQueued"]
    grew = setting.events()[2]
    assert isinstance(grew, AlertGapGrew)
    assert grew.told_gap == 900_000
    with setting.database.read() as connection:
        message = notification(connection, of_alerts(connection, [NUMBER])[-1].notification)
    assert message is not None
    assert message.title.startswith("【差距扩大·红】")
    assert "上次通知时相差 90.00 万人，现为 110.00 万人" in message.content.decode()
    assert isinstance(setting.events()[3], NotificationQueued)
