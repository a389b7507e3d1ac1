"""What time brings about, over a real database."""

from __future__ import annotations

from datetime import UTC, date, datetime

from services.alerts.handling.answering import Answer
from services.alerts.handling.requests import By
from services.alerts.reading.notification_queries import notification, of_alerts
from shared.events import AlertFreezeLasted, AlertGapGrew, NotificationQueued, ProgressAssessed
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


MARCH = datetime(2025, 3, 3, 2, tzinfo=UTC)


def promised(setting: Setting, month: str) -> None:
    """An open alert whose accepted answer promises a month."""
    setting.clock.set(MARCH)
    setting.assess(an_assessed("2025-01", "red", data_version=1))
    people = setting.some_people()
    people.answer(By("link", "key-00001", "c"), NUMBER, 1, Answer("李某", "建筑业项目减少", "逐户核对名册", month))
    people.review(By("reviewer", "key-00002", "c"), NUMBER, 1, True, "同意")
    setting.escalate()  # the draft of the interview


def accepted(period: str, progress: int, version: int, level: str = "red") -> ProgressAssessed:
    return an_assessed(period, level, accepted_progress=progress, accepted_units=38, data_version=version)


def what(setting: Setting, after: int) -> list[str]:
    """What happened after so many events, messages left out."""
    return [name for name in setting.names()[after:] if not name.startswith("Notification")]


def test_a_broken_promise_is_supervised_quoted_to_department_and_leader_and_again_after_a_quarter(
    setting: Setting,
) -> None:
    promised(setting, "2025-03")
    before = len(setting.events())
    setting.assess(accepted("2025-03", 8_000, 2))
    setting.clock.set(datetime(2025, 4, 21, 2, tzinfo=UTC))
    assert [setting.escalate(), setting.escalate()] == [2, 0]
    assert what(setting, before) == ["AlertPromiseBroken", "AlertEscalated"]
    with setting.database.read() as connection:
        messages = [each for each in of_alerts(connection, [NUMBER]) if each.title.startswith("【督办·红】")]
        content = notification(connection, messages[0].notification)
    assert content is not None
    department = setting.catalogue.department_for("chongqing-2021-2025", 8)
    assert {each.recipient for each in messages} == {*department.mail, *department.leader_mail}
    for words in ("李某于2025年3月3日反馈，预计2025年3月达到序时", "建筑业项目减少", "逐户核对名册", "未兑现"):
        assert words in content.content.decode()
    setting.clock.set(datetime(2025, 7, 21, 2, tzinfo=UTC))
    assert [setting.escalate(), setting.escalate()] == [1, 0]


def test_a_gap_that_supervision_told_is_not_told_again_before_it_has_grown_from_there(setting: Setting) -> None:
    promised(setting, "2025-03")
    setting.assess(
        an_assessed("2025-03", "red", accepted_progress=8_000, accepted_units=38, gap=1_050_000, data_version=2)
    )
    setting.clock.set(datetime(2025, 4, 21, 2, tzinfo=UTC))
    setting.escalate()
    before = len(setting.events())
    setting.assess(an_assessed("2025-04", "red", gap=1_100_000, data_version=3))
    assert what(setting, before) == []
    setting.assess(an_assessed("2025-05", "red", gap=1_260_000, data_version=4))
    assert what(setting, before) == ["AlertGapGrew"]


def test_after_a_broken_promise_the_department_may_answer_anew(setting: Setting) -> None:
    promised(setting, "2025-03")
    setting.assess(accepted("2025-03", 8_000, 2))
    setting.clock.set(datetime(2025, 4, 21, 2, tzinfo=UTC))
    setting.escalate()
    view = setting.reading.alert(NUMBER)[0]
    assert (view.handling.answer, view.handling.next) == ("broken", "督办中")
    assert [step.heading for step in view.events][-2:] == ["承诺未兑现", "督办"]
    assert ("承诺达到序时", "2025年3月") in view.events[-2].told
    again = Answer("李某", "项目仍少", "新增专班", "2025-09")
    setting.some_people().answer(By("link", "key-00003", "c"), NUMBER, 1, again)
    assert setting.reading.alert(NUMBER)[0].handling.next == "待会审"


def test_a_promise_kept_by_the_close_is_told_with_it_in_one_message(setting: Setting) -> None:
    promised(setting, "2025-03")
    before = len(setting.events())
    setting.assess(accepted("2025-02", 10_000, 2, "normal"))
    assert what(setting, before) == ["AlertPromiseKept", "AlertResolved"]
    told = setting.names()[before:]
    assert told.count("NotificationQueued") == 1
    with setting.database.read() as connection:
        content = notification(connection, of_alerts(connection, [NUMBER])[-1].notification)
    assert content is not None
    assert "反馈承诺：李某于2025年3月3日反馈，预计2025年3月达到序时（已兑现）" in content.content.decode()


def test_nobody_is_supervised_while_the_alert_is_silenced(setting: Setting) -> None:
    promised(setting, "2025-03")
    setting.assess(accepted("2025-03", 8_000, 2))
    setting.clock.set(datetime(2025, 4, 21, 2, tzinfo=UTC))
    people = setting.some_people()
    people.silence(By("reviewer", "key-00004", "c"), NUMBER, 1, date(2025, 5, 30), "系统切换")
    assert setting.escalate() == 0
    setting.clock.set(datetime(2025, 6, 3, 2, tzinfo=UTC))
    assert setting.escalate() == 2
