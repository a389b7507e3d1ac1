from __future__ import annotations

from collections.abc import Sequence

import pytest
import sqlalchemy as sa

from shared.consume import AsideMessage
from shared.consume.aside import MOST_LISTED
from shared.log import Bytes, LogBroken, Marks, MemoryLog, SetAside, Slice, WhyAside
from shared.store import Recorded
from tests.unit.shared.consume.setting import TABLES, Setting

ONE = SetAside("reports", 1, 40, WhyAside.NO_EVENT, Bytes(b"hello", 5))
OTHER = SetAside("reports", 1, 41, WhyAside.ALTERED, Bytes(b"{}", 900_000))


class FindingLog(MemoryLog):
    """A log in which messages are found that are none of its events."""

    found: tuple[SetAside, ...] = ()
    error: LogBroken | None = None

    def read(self, marks: Marks, limit: int) -> dict[int, Slice]:
        if self.error is not None:
            raise self.error
        return super().read(marks, limit)

    def aside(self) -> tuple[SetAside, ...]:
        found, self.found = self.found, ()
        return found


def messages(kept: list[AsideMessage]) -> list[SetAside]:
    return [each.message for each in kept]


@pytest.fixture
def log() -> FindingLog:
    return FindingLog("reports")


def test_what_is_found_is_kept_once_however_often_and_by_whom_it_is_found(setting: Setting, log: FindingLog) -> None:
    for _ in range(2):
        consumer = setting.consumer(log=log)
        log.found = (ONE, OTHER, ONE)
        consumer.step()
    assert messages(consumer.aside()) == [ONE, OTHER]
    assert consumer.check() == "在读取；有 2 条外来消息另放"
    log.found = (ONE._replace(content=Bytes(b"of a topic made anew", 20)),)
    consumer.step()
    assert len(consumer.aside()) == 3


def test_it_is_kept_though_the_log_is_broken(setting: Setting, log: FindingLog) -> None:
    consumer = setting.consumer(log=log)
    log.found, log.error = (ONE,), LogBroken("differs")
    with pytest.raises(LogBroken):
        consumer.step()
    assert messages(consumer.aside()) == [ONE]


def test_it_is_kept_before_the_events_behind_it_are_applied(setting: Setting) -> None:
    log = FindingLog("reports")
    setting.log = log
    setting.produce("a")
    log.found = (ONE,)
    kept: list[int] = []

    def handle(connection: sa.Connection, events: Sequence[Recorded]) -> None:
        kept.append(len(connection.execute(sa.select(TABLES.aside)).all()))

    setting.consumer(handle=handle, log=log).step()
    assert kept == [1]


def test_who_looked_at_it_is_noted_and_it_is_told_no_longer(setting: Setting, log: FindingLog) -> None:
    consumer = setting.consumer(log=log)
    log.found = (ONE, OTHER)
    consumer.step()
    assert consumer.pass_aside((1, 40), "li") == 1
    assert consumer.pass_aside((1, 40), "wang") == 0
    assert messages(consumer.aside()) == [OTHER]
    passed = consumer.aside(passed=True)[0]
    assert (passed.passed_by, passed.passed_at == passed.noticed_at) == ("li", True)
    log.found = (ONE,)
    consumer.step()
    assert messages(consumer.aside()) == [OTHER], "found anew it is what was passed over"


def test_of_very_many_the_first_are_listed_and_all_are_counted_and_passed(setting: Setting, log: FindingLog) -> None:
    consumer = setting.consumer(log=log)
    log.found = tuple(ONE._replace(offset=offset) for offset in range(MOST_LISTED + 5))
    consumer.step()
    assert (len(consumer.aside()), consumer.count_aside()) == (MOST_LISTED, MOST_LISTED + 5)
    assert messages(consumer.aside_at(1, MOST_LISTED + 4)) == [ONE._replace(offset=MOST_LISTED + 4)]
    assert consumer.pass_aside(None, "li") == MOST_LISTED + 5
    assert consumer.count_aside() == 0


def test_of_more_than_can_be_looked_at_no_more_are_kept_until_somebody_has_looked(
    setting: Setting, log: FindingLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.consume.aside.MOST_WAITING", 3)
    consumer = setting.consumer(log=log)
    log.found = tuple(ONE._replace(offset=offset) for offset in range(5))
    consumer.step()
    assert [each.offset for each in messages(consumer.aside())] == [0, 1, 2]
    log.found = (ONE._replace(offset=1), ONE._replace(offset=4))
    consumer.step()
    assert consumer.count_aside() == 3
    consumer.pass_aside(None, "li")
    log.found = (ONE._replace(offset=1), ONE._replace(offset=6))
    consumer.step()
    assert [each.offset for each in messages(consumer.aside())] == [6]
