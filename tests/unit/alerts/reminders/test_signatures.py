"""A correction that waits, over a real database: who may sign is told once, at once, and only while it waits."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from services.alerts.reminders.known_reports import KnownReports, forget
from services.alerts.reminders.signatures import Signatures
from services.alerts.tables import PROPOSED_CORRECTIONS
from shared.events import (
    CorrectionDeclined,
    CorrectionProposed,
    CorrectionTakenBack,
    Event,
    NotificationQueued,
    ReportCorrected,
)
from tests.builders import a_report
from tests.unit.alerts.reminding import UNIT, Reminding, china
from tests.unit.alerts.setting import CODEC, Setting

PERIOD = "2025-03"
LI, WANG = "li@hrss-500107.example", "wang@hrss-500000.example"
PROPOSED = CorrectionProposed(
    region=UNIT,
    period=PERIOD,
    base=1,
    proposer="chen.mei",
    lines=(),
    digest="d",
    reason="漏报一个街道",
    simulated=True,
    number=1,
    tell=(LI, WANG),
)
WHERE: dict[str, Any] = {"region": UNIT, "period": PERIOD}


@pytest.fixture
def reminding(setting: Setting) -> Reminding:
    made = Reminding(setting)
    setting.clock.set(china(2025, 4, 9, 10, 0))
    made.report(a_report(UNIT, PERIOD))
    return made


def sweep(reminding: Reminding, *moment: int) -> int:
    return reminding.tell(Signatures, *moment)


def queued(reminding: Reminding) -> list[tuple[str, int, str]]:
    found = [event for event in reminding.setting.events() if isinstance(event, NotificationQueued)]
    return [(each.alert, each.sequence, each.recipient) for each in found]


def test_who_may_sign_is_told_at_once_whose_correction_it_is_and_where_it_is_signed(reminding: Reminding) -> None:
    reminding.report(PROPOSED)
    assert sweep(reminding, 2025, 4, 9, 10, 1) == 1
    assert queued(reminding) == [("DQ-500107-2025-03", 1, LI), ("DQ-500107-2025-03", 1, WANG)]
    assert reminding.setting.deliver() == 2
    text, _ = reminding.mailed("DQ-500107-2025-03")
    for words in ("九龙坡区", "2025年3月", "第1版", "漏报一个街道", f"/signatures#{UNIT}-{PERIOD}", "模拟数据"):
        assert words in text


def test_each_proposal_is_told_once_whatever_is_read_again(reminding: Reminding) -> None:
    reminding.report(PROPOSED)
    assert [sweep(reminding, 2025, 4, 9, 10, minute) for minute in (1, 2)] == [1, 0]
    reminding.report(msgspec.structs.replace(PROPOSED, number=2, tell=(LI,)))
    assert sweep(reminding, 2025, 4, 9, 11, 1) == 1
    for whole in (False, True):
        with reminding.setting.database.write() as connection:
            forget(connection)
            if whole:  # as a database that is made anew beside its events
                connection.execute(sa.delete(PROPOSED_CORRECTIONS))
            KnownReports(CODEC, reminding.setting.catalogue)(connection, reminding.recorded)
        sweep(reminding, 2025, 4, 9, 12, 0)
        assert [each[1:] for each in queued(reminding)] == [(1, LI), (1, WANG), (2, LI)]


@pytest.mark.parametrize(
    "after",
    [
        CorrectionDeclined(**WHERE, proposal=1, reason="缺少凭据"),
        CorrectionTakenBack(**WHERE, proposal=1),
        ReportCorrected(**WHERE, lines=(), digest="d", reason="漏报一个街道", second_signer="li"),
        msgspec.structs.replace(PROPOSED, number=2, tell=()),
    ],
    ids=lambda event: type(event).__name__,
)
def test_what_waits_no_more_is_told_to_nobody(reminding: Reminding, after: Event) -> None:
    reminding.setting.clock.set(china(2025, 4, 9, 19, 0))
    reminding.report(PROPOSED)
    reminding.report(after)
    assert sweep(reminding, 2025, 4, 10, 9, 0) == 0
    assert reminding.outcomes(PROPOSED_CORRECTIONS)[0] == "settled"
    assert queued(reminding) == []


def test_nothing_is_told_outside_working_time_but_when_it_begins(reminding: Reminding) -> None:
    reminding.setting.clock.set(china(2025, 4, 11, 19, 0))  # a Friday evening
    reminding.report(PROPOSED)
    assert sweep(reminding, 2025, 4, 11, 19, 1) == sweep(reminding, 2025, 4, 12, 10, 0) == 0
    assert sweep(reminding, 2025, 4, 14, 9, 0) == 1


def test_without_an_address_nobody_is_told_and_what_is_long_ago_is_settled_silently(reminding: Reminding) -> None:
    reminding.report(msgspec.structs.replace(PROPOSED, tell=()))
    assert sweep(reminding, 2025, 4, 9, 10, 1) == 0
    reminding.report(msgspec.structs.replace(PROPOSED, number=2))
    assert sweep(reminding, 2025, 6, 9, 10, 0) == 0
    assert reminding.outcomes(PROPOSED_CORRECTIONS) == ["nobody", "late"]


def test_while_reports_are_behind_nobody_is_told(reminding: Reminding) -> None:
    reminding.report(PROPOSED)
    reminding.produce(CorrectionTakenBack(**WHERE, proposal=1))
    assert sweep(reminding, 2025, 4, 9, 10, 5) == 0
    assert reminding.outcomes(PROPOSED_CORRECTIONS) == [""]
