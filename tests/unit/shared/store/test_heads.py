from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from shared.periods import to_microseconds
from shared.store.heads import DailyHeads, HeadsBroken, heads_file, read_heads, seen_heads
from shared.store.lineage import Seen
from tests.builders import NOON, a_clock, a_new, a_report, a_store


def test_the_head_is_written_down_once_a_day(tmp_path: Path) -> None:
    clock = a_clock()
    database, store = a_store(tmp_path, clock)
    daily = DailyHeads("reports", database, store, clock, tmp_path / "heads")
    daily.sweep()
    with database.write() as connection:
        (first,) = store.append(connection, [a_new(a_report())])
    daily.sweep()
    assert [(head.position, head.day) for head in read_heads(tmp_path / "heads", "reports")] == [
        (0, NOON.date().isoformat())
    ]
    clock.advance(timedelta(days=1))
    daily.sweep()
    daily.sweep()
    assert seen_heads(tmp_path / "heads", "reports") == [Seen(1, first.hash, to_microseconds(clock.now()))]
    database.dispose()


def test_another_instance_sees_that_the_day_is_done(tmp_path: Path) -> None:
    clock = a_clock()
    database, store = a_store(tmp_path, clock)
    for _ in range(2):
        DailyHeads("reports", database, store, clock, tmp_path).sweep()
    assert len(read_heads(tmp_path, "reports")) == 1
    database.dispose()


def test_a_line_that_was_spoilt_is_told(tmp_path: Path) -> None:
    heads_file(tmp_path, "reports").write_text("{}\n")
    with pytest.raises(HeadsBroken, match="第 1 行"):
        seen_heads(tmp_path, "reports")


def test_without_a_file_no_head_is_known(tmp_path: Path) -> None:
    assert seen_heads(tmp_path, "reports") == []
