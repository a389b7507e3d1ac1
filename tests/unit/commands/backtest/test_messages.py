from __future__ import annotations

from typing import Any

import msgspec

from services.commands.backtest.messages import CountedMessage, messages_of, messages_table
from shared.catalogue import load_catalogue
from shared.events import (
    AlertEscalated,
    AlertRaised,
    AlertResolved,
    Event,
    NotificationQueued,
    ReminderIssued,
)
from tests.builders import one_of_each_event

STREAM = "alert-chongqing-2021-2025-8-500000"
PLAN = "chongqing-2021-2025"


def example(kind: type[Event]) -> Any:
    return next(each for each in one_of_each_event() if isinstance(each, kind))


def queued(sequence: int, channel: str = "mail", episode: int = 1) -> Event:
    base: NotificationQueued = example(NotificationQueued)
    return msgspec.structs.replace(
        base, episode=episode, sequence=sequence, channel=channel, notification=f"n{sequence}"
    )


HISTORY: list[tuple[str, Event, int]] = [
    (STREAM, example(AlertRaised), 2023),
    (STREAM, queued(1), 2023),
    (STREAM, queued(1, "wecom"), 2023),
    (STREAM, AlertEscalated(alert="CQ-08", episode=1, step="interview_draft", reason="red", day="2023-05-01"), 2023),
    (STREAM, example(AlertEscalated), 2023),
    (STREAM, queued(2), 2023),
    (STREAM, example(AlertResolved), 2024),
    (STREAM, queued(3), 2024),
    ("reminder-2025-03-500107", example(ReminderIssued), 2024),
    ("reminder-2025-03-500107", queued(1, episode=0), 2024),
]


def test_a_message_counts_once_by_what_caused_it_whatever_ways_it_takes() -> None:
    told = messages_of(HISTORY)
    assert told.messages == [
        CountedMessage(PLAN, 8, "raised", 2023),
        CountedMessage(PLAN, 8, "leader", 2023),
        CountedMessage(PLAN, 8, "closed", 2024),
    ]
    assert dict(told.reminders) == {2024: 1}


def test_the_table_has_a_row_a_department_and_year_and_sums_up() -> None:
    table = messages_table(messages_of(HISTORY), load_catalogue())
    columns = [str(column.header) for column in table.columns]
    assert columns == ["责任部门", "年", "发出预警", "报领导", "解除、期满", "合计"]
    assert [list(column.cells)[-1] for column in table.columns] == ["合计", "", "1", "1", "1", "3"]
    assert list(table.columns[1].cells) == ["2023", "2024", ""]
