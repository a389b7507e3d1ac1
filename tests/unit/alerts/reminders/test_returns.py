"""A returned report over a real database: the unit is told once, at once, and only while it still owes the month."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from services.alerts.reminders.known_reports import KnownReports, forget
from services.alerts.reminders.returns import Returns
from services.alerts.tables import RETURNED_REPORTS
from shared.events import Event, NotificationQueued, ReminderIssued, ReportReturned
from tests.unit.alerts.reminding import UNIT, Reminding, china
from tests.unit.alerts.setting import CODEC, Setting

PERIOD = "2025-03"
CONTACT = "reports@hrss-500107.example"


@pytest.fixture
def reminding(setting: Setting) -> Reminding:
    return Reminding(setting)


def returned(revision: int = 1, reason: str = "培训人次请与台账核对") -> Event:
    return ReportReturned(region=UNIT, period=PERIOD, revision=revision, reason=reason, area="500000")


def sweep(reminding: Reminding, *moment: int) -> int:
    return reminding.tell(Returns, *moment)


def report_and_return(reminding: Reminding, *moment: int, revision: int = 1) -> None:
    reminding.setting.clock.set(china(*moment))
    reminding.report(reminding.whole(UNIT, PERIOD), returned(revision))


def test_a_unit_is_told_at_once_why_and_by_when_it_is_to_report_again(reminding: Reminding) -> None:
    report_and_return(reminding, 2025, 4, 9, 10, 0)
    assert sweep(reminding, 2025, 4, 9, 10, 1) == 1
    assert reminding.events() == [
        ReminderIssued(region=UNIT, period=PERIOD, step="returned", due="2025-04-14", revision=1)
    ]
    queued = [event for event in reminding.setting.events() if isinstance(event, NotificationQueued)]
    assert [(each.alert, each.recipient) for each in queued] == [("TH-500107-2025-03", CONTACT)]
    assert reminding.setting.deliver() == 1
    (text,) = reminding.mailed("TH-500107-2025-03")
    for words in ("九龙坡区", "2025年3月", "培训人次请与台账核对", "2025年4月14日", f"/reports/{UNIT}/{PERIOD}/form"):
        assert words in text


def test_nothing_is_told_outside_working_time_but_when_it_begins(reminding: Reminding) -> None:
    report_and_return(reminding, 2025, 4, 11, 19, 0)  # a Friday evening
    assert sweep(reminding, 2025, 4, 11, 19, 1) == sweep(reminding, 2025, 4, 12, 10, 0) == 0
    assert sweep(reminding, 2025, 4, 14, 9, 0) == 1
    assert reminding.events()[0].due == "2025-04-16"


def test_a_unit_that_has_reported_again_by_then_is_not_told(reminding: Reminding) -> None:
    report_and_return(reminding, 2025, 4, 9, 19, 0)
    reminding.report(reminding.whole(UNIT, PERIOD))
    assert sweep(reminding, 2025, 4, 10, 9, 0) == 0
    assert (reminding.events(), reminding.outcomes(RETURNED_REPORTS)) == ([], ["reported"])


def test_each_return_is_told_once_whatever_is_read_again(reminding: Reminding) -> None:
    report_and_return(reminding, 2025, 4, 9, 10, 0)
    assert [sweep(reminding, 2025, 4, 9, 10, minute) for minute in (1, 2)] == [1, 0]
    report_and_return(reminding, 2025, 4, 9, 11, 0, revision=2)
    assert sweep(reminding, 2025, 4, 9, 11, 1) == 1
    with reminding.setting.database.write() as connection:
        forget(connection)
        connection.execute(sa.delete(RETURNED_REPORTS))  # as a database that is made anew beside its events
    with reminding.setting.database.write() as connection:
        KnownReports(CODEC, reminding.setting.catalogue)(connection, reminding.recorded)
    sweep(reminding, 2025, 4, 9, 12, 0)
    assert [each.revision for each in reminding.events()] == [1, 2]


def test_a_return_of_long_ago_is_settled_silently(reminding: Reminding) -> None:
    report_and_return(reminding, 2025, 4, 9, 10, 0)
    assert sweep(reminding, 2025, 6, 9, 10, 0) == 0
    assert reminding.outcomes(RETURNED_REPORTS) == ["late"]


def test_while_reports_are_behind_nobody_is_told(reminding: Reminding) -> None:
    report_and_return(reminding, 2025, 4, 9, 10, 0)
    reminding.produce(reminding.whole(UNIT, PERIOD))
    assert sweep(reminding, 2025, 4, 9, 10, 5) == 0
    assert reminding.outcomes(RETURNED_REPORTS) == [""]
