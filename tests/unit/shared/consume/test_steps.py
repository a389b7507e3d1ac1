from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from shared.codec import Codec, CodecError
from shared.consume import Steps
from shared.events import Event, ReportAccepted, ReportSubmitted
from shared.store import Recorded
from tests.builders import a_new, a_report, a_store

CODEC = Codec()


def submitted(into: list[str], event: ReportSubmitted, record: Recorded) -> None:
    into.append(f"{record.position} {event.region}")


STEPS = Steps(CODEC, {ReportSubmitted: submitted})


def recorded(folder: Path, *events: Event) -> list[Recorded]:
    database, store = a_store(folder)
    with database.write() as connection:
        stored = store.append(connection, [a_new(event) for event in events])
    database.dispose()
    return stored


def test_each_event_takes_its_step_in_order_and_others_pass_by(tmp_path: Path) -> None:
    accepted = ReportAccepted(region="500107", period="2023-03", revision=1)
    events = recorded(tmp_path, a_report(), accepted, a_report("500108"))
    told: list[str] = []
    STEPS.apply(told, events)
    assert told == ["1 500107", "3 500108"]
    assert [record.position for _, record in STEPS.known(events)] == [1, 3]


def test_an_event_that_cannot_be_read_stops_before_any_step_is_taken(tmp_path: Path) -> None:
    (good,) = recorded(tmp_path, a_report())
    told: list[str] = []
    with pytest.raises(CodecError):
        STEPS.apply(told, [good, replace(good, data=b"{")])
    assert told == []


def test_one_that_nobody_asks_for_need_not_be_readable(tmp_path: Path) -> None:
    (good,) = recorded(tmp_path, a_report())
    told: list[str] = []
    STEPS.apply(told, [replace(good, type="Unheard", data=b"{"), good])
    assert told == ["1 500107"]
