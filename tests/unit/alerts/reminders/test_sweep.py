"""The 催报 of a day over a real database: who has reported is read, who has not is reminded."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from services.alerts.reading.notification_queries import notification
from services.alerts.reminders.known_reports import KnownReports, forget
from services.alerts.tables import REPORTED_MONTHS
from shared.events import (
    NotificationDelivered,
    NotificationQueued,
    PeriodClosed,
    ReminderIssued,
    ReportAccepted,
    ReportCorrected,
    ReportReturned,
    ReportWithdrawn,
)
from tests.builders import a_report
from tests.unit.alerts.reminding import UNIT, Reminding, china
from tests.unit.alerts.setting import CODEC, Setting

PERIOD = "2025-03"
CONTACT, LEADER = "reports@hrss-500107.example", "leader@hrss-500107.example"


@pytest.fixture
def reminding(setting: Setting) -> Reminding:
    made = Reminding(setting)
    made.everybody_reports(PERIOD)
    return made


def steps(reminding: Reminding) -> list[str]:
    return [event.step for event in reminding.events() if event.region == UNIT]


def test_a_unit_that_does_not_report_gets_exactly_three_reminders_in_order(reminding: Reminding) -> None:
    for day in range(1, 31):
        reminding.at(2025, 4, day, 16, 30)
    assert reminding.events() == [
        ReminderIssued(region=UNIT, period=PERIOD, step=step, due="2025-04-08")
        for step in ("before_due", "after_due", "leader")
    ]
    queued = [event for event in reminding.setting.events() if isinstance(event, NotificationQueued)]
    assert [(each.sequence, each.recipient) for each in queued] == [
        (1, CONTACT),
        (2, CONTACT),
        (3, CONTACT),
        (3, LEADER),
    ]
    assert {each.alert for each in queued} == {"CB-500107-2025-03"}
    assert reminding.setting.deliver() == 4
    assert len(list(reminding.setting.outbox.folder.glob("CB-500107-2025-03-*.eml"))) == 4
    assert sum(isinstance(event, NotificationDelivered) for event in reminding.setting.events()) == 4


def test_a_unit_that_reports_in_between_gets_no_more(reminding: Reminding) -> None:
    assert reminding.at(2025, 4, 3, 16, 0) == 1
    reminding.report(reminding.whole(UNIT, PERIOD))
    assert [reminding.at(2025, 4, day, 16, 0) for day in range(4, 31)] == [0] * 27
    assert steps(reminding) == ["before_due"]


def test_a_returned_report_is_reminded_of_after_its_new_due_day(reminding: Reminding) -> None:
    reminding.at(2025, 4, 9, 16, 0)
    reminding.report(reminding.whole(UNIT, PERIOD))
    reminding.report(ReportReturned(region=UNIT, period=PERIOD, revision=1, reason="请核实"))
    taken = {day: reminding.at(2025, 4, day, 16, 0) for day in range(10, 31)}
    assert [day for day, count in taken.items() if count] == [17]  # due anew on Monday 14 April
    assert steps(reminding) == ["after_due", "leader"]
    assert reminding.events()[-1].due == "2025-04-14"


def test_a_withdrawn_report_is_owed_again_and_an_accepted_correction_is_not(reminding: Reminding) -> None:
    report = reminding.whole(UNIT, PERIOD)
    reminding.report(report, ReportWithdrawn(region=UNIT, period=PERIOD, revision=1, reason="填错"))
    assert reminding.at(2025, 4, 9, 16, 0) == 1
    corrected = ReportCorrected(
        region=UNIT, period=PERIOD, lines=report.lines, digest="d", reason="补报", second_signer="王某"
    )
    reminding.report(corrected, ReportAccepted(region=UNIT, period=PERIOD, revision=2))
    assert reminding.at(2025, 4, 11, 16, 0) == 0


def test_nobody_is_reminded_in_the_morning_or_while_reports_are_unread(reminding: Reminding) -> None:
    assert reminding.at(2025, 4, 9, 10, 0) == 0
    reminding.produce(reminding.whole(UNIT, PERIOD))
    assert reminding.at(2025, 4, 9, 16, 0) == 0
    reminding.consumer.catch_up()
    assert reminding.at(2025, 4, 9, 16, 1) == 0
    assert reminding.events() == []


def test_one_mail_says_everything_that_is_owed(reminding: Reminding) -> None:
    reminding.everybody_reports("2025-01")
    reminding.report(reminding.whole(UNIT, "2025-02"))
    reminding.setting.clock.set(china(2025, 4, 3, 9, 0))
    reminding.report(ReportReturned(region=UNIT, period="2025-02", revision=1, reason="请核实"))
    assert reminding.at(2025, 4, 14, 16, 0) == 2
    queued = [event for event in reminding.setting.events() if isinstance(event, NotificationQueued)]
    assert [each.recipient for each in queued] == [CONTACT, LEADER]
    with reminding.setting.database.read() as connection:
        row = notification(connection, queued[0].notification)
    assert row is not None
    content = row.content.decode()
    for words in ("2025年3月", "2025年2月", "已退回，须重新报送", "2025年1月", "http://127.0.0.1:8600/reports"):
        assert words in content


def known_months(reminding: Reminding) -> dict[str, tuple[object, ...]]:
    table = REPORTED_MONTHS
    with reminding.setting.database.read() as connection:
        return {row.region: tuple(row) for row in connection.execute(sa.select(table))}


def test_events_that_come_twice_change_nothing(reminding: Reminding) -> None:
    reminding.report(reminding.whole(UNIT, PERIOD), ReportAccepted(region=UNIT, period=PERIOD, revision=1))
    before = known_months(reminding)
    with reminding.setting.database.write() as connection:
        KnownReports(CODEC, reminding.setting.catalogue)(connection, reminding.recorded)
        KnownReports(CODEC, reminding.setting.catalogue)(connection, reminding.recorded[-2:-1])
    assert known_months(reminding) == before
    assert before[UNIT][2] == "accepted"


def test_after_a_restart_reading_goes_on_and_no_step_is_taken_again(reminding: Reminding) -> None:
    assert reminding.at(2025, 4, 9, 16, 0) == 1
    reminding.produce(reminding.whole("500103", "2025-04"))
    again = reminding.a_consumer()
    assert again.lag() == 1
    again.catch_up()
    assert reminding.some_reminders().sweep() == 0
    assert steps(reminding) == ["after_due"]


def test_a_closing_says_nothing_of_who_has_reported(reminding: Reminding) -> None:
    reminding.report(PeriodClosed(region="500000", period=PERIOD))
    assert reminding.at(2025, 4, 11, 16, 0) == 1
    assert steps(reminding) == ["leader"]


def test_reminders_about_simulated_figures_say_so(setting: Setting) -> None:
    made = Reminding(setting)
    made.report(a_report("500103", PERIOD, simulated=True))
    made.report(ReportAccepted(region="500103", period=PERIOD, revision=1))
    made.at(2025, 4, 9, 16, 0)
    setting.deliver()
    [mail] = setting.outbox.folder.glob("CB-500107-*.json")
    assert "模拟数据" in mail.read_text()


def test_the_steps_are_counted(reminding: Reminding) -> None:
    reminding.at(2025, 4, 9, 16, 0)
    value = reminding.setting.metrics.registry.get_sample_value
    assert value("xushi_reminders_total", {"step": "after_due"}) == 1


BLANK = ("urban_new_employment", "subsidised_training")
JOBS, TRAINED = BLANK


def texts(reminding: Reminding) -> list[str]:
    """What the mails to the unit said, the first first."""
    reminding.setting.deliver()
    mails = sorted(reminding.setting.outbox.folder.glob(f"CB-{UNIT}-*.json"))
    return [mail.read_text() for mail in mails]


def a_correction(reminding: Reminding, but: tuple[str, ...]) -> ReportCorrected:
    lines = reminding.whole(UNIT, PERIOD, but=but).lines
    return ReportCorrected(region=UNIT, period=PERIOD, lines=lines, digest="d", reason="补报", second_signer="王某")


def test_what_is_left_blank_is_reminded_of_by_name_until_it_is_filled_in(reminding: Reminding) -> None:
    reminding.setting.clock.set(china(2025, 4, 2, 9, 0))
    reminding.report(reminding.whole(UNIT, PERIOD, but=BLANK))
    taken = {day: reminding.at(2025, 4, day, 16, 0) for day in range(2, 10)}
    assert [day for day, count in taken.items() if count] == [3, 9], "before the due day, and after it"
    for text in texts(reminding):
        assert "未填 2 项（城镇新增就业人数、" in text and "还没有报送" not in text
    reminding.report(reminding.whole(UNIT, PERIOD, but=(TRAINED,)))
    assert reminding.at(2025, 4, 18, 16, 0) == 1, "the other is still owed, three days after that report"
    assert "未填 1 项" in texts(reminding)[-1] and "城镇新增就业人数" not in texts(reminding)[-1]
    reminding.report(reminding.whole(UNIT, PERIOD))
    assert [reminding.at(2025, 4, day, 16, 0) for day in range(19, 31)] == [0] * 12


def test_an_acceptance_confirms_what_is_blank_and_a_later_blank_is_reminded_of_alone(reminding: Reminding) -> None:
    reminding.setting.clock.set(china(2025, 4, 2, 9, 0))
    reminding.report(reminding.whole(UNIT, PERIOD, but=(JOBS,)))
    reminding.report(ReportAccepted(region=UNIT, period=PERIOD, revision=1))
    assert [reminding.at(2025, 4, day, 16, 0) for day in range(2, 11)] == [0] * 9
    reminding.report(a_correction(reminding, but=(JOBS,)))
    assert [reminding.at(2025, 4, day, 16, 0) for day in range(11, 20)] == [0] * 9, "that was confirmed"
    reminding.report(a_correction(reminding, but=BLANK))
    assert reminding.at(2025, 4, 25, 16, 0) == 1
    assert "未填 1 项" in texts(reminding)[-1] and "城镇新增就业人数" not in texts(reminding)[-1]


def test_a_month_that_is_not_reported_and_one_with_blanks_are_told_apart_in_one_mail(reminding: Reminding) -> None:
    reminding.everybody_reports("2025-02")
    reminding.setting.clock.set(china(2025, 4, 3, 9, 0))
    reminding.report(reminding.whole(UNIT, "2025-02", but=(JOBS,)))
    assert reminding.at(2025, 4, 14, 16, 0) == 2, "the leader's step of both"
    said = texts(reminding)[-1]
    assert "2025年3月报表应于" in said and "2025年2月报表中有指标应于" in said


def test_reading_again_from_the_beginning_knows_the_same_blanks(reminding: Reminding) -> None:
    reminding.report(reminding.whole(UNIT, PERIOD, but=BLANK))
    reminding.report(ReportAccepted(region=UNIT, period=PERIOD, revision=1))
    before = known_months(reminding)
    assert {*str(before[UNIT][-2]).split()} == {*str(before[UNIT][-1]).split()} == set(BLANK)
    with reminding.setting.database.write() as connection:
        forget(connection)
        for each in reminding.recorded:
            KnownReports(CODEC, reminding.setting.catalogue)(connection, [each])
    assert known_months(reminding) == before
