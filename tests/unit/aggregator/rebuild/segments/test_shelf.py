"""Segments in a folder, and a rebuild that reads them."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from services.aggregator.model import FigureKey, FigureSums
from services.aggregator.rebuild import rebuilder
from services.aggregator.rebuild.rebuilder import Rebuilder
from services.aggregator.rebuild.replay import Replay
from services.aggregator.rebuild.segments import shelf as shelves
from services.aggregator.rebuild.segments.segment import SegmentSpan, written
from services.aggregator.rebuild.segments.shelf import Shelf
from shared.log import LogDiffers, Mark, MemoryLog, marks_at
from shared.store import Recorded
from tests.unit.aggregator.rebuild.segments.histories import JOBS, a_replay
from tests.unit.aggregator.report_builders import CODEC, a_line, recorded, submitted, the_catalogue

HELD = frozenset[int]()


@pytest.fixture(autouse=True)
def of_four_events(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuilder, "EVENTS", 4)


def chained(events: list[Recorded], chain: str = "h") -> list[Recorded]:
    """The events, each with a hash of its own."""
    return [msgspec.structs.replace(each, hash=f"{chain}{each.position}") for each in events]


def a_log(*values: int) -> MemoryLog:
    months = [submitted("500101", f"2023-{at:02d}", a_line(JOBS, value)) for at, value in enumerate(values, 1)]
    return MemoryLog("reports", chained(recorded(months)))


def figures(log: MemoryLog, end: int, folder: Path | None, held: frozenset[int] = HELD) -> dict[FigureKey, FigureSums]:
    made = Rebuilder(log, the_catalogue(), CODEC, None if folder is None else Shelf(folder))
    made.read(marks_at(end), held)
    return dict(made.result().figures())


class Forgetful(MemoryLog):
    """Gives single events only: whoever wants to read on through it finds out."""

    def replay(self, after, until):  # type: ignore[no-untyped-def]
        assert until[0].position - after.get(0, Mark()).position == 1
        return super().replay(after, until)


def test_a_rebuild_over_segments_is_the_one_over_events(tmp_path: Path) -> None:
    log = a_log(*range(1, 11))
    plain = figures(log, 10, None)
    assert figures(log, 10, tmp_path) == plain
    assert sorted(each.name for each in tmp_path.iterdir()) == ["000000000001.segment", "000000000005.segment"]
    assert figures(log, 10, tmp_path) == plain
    for each in tmp_path.iterdir():
        each.unlink()
    assert figures(log, 10, tmp_path) == plain


def test_what_is_kept_is_not_read_from_the_store_again(tmp_path: Path) -> None:
    log = a_log(*range(1, 10))
    plain = figures(log, 9, tmp_path)
    forgetful = Forgetful("reports", [each for page in log.replay({}, marks_at(9)) for each in page])
    assert figures(forgetful, 9, tmp_path) == plain


def test_segments_of_another_history_are_never_read(tmp_path: Path) -> None:
    figures(a_log(*range(1, 10)), 9, tmp_path)
    others = [each for page in a_log(*range(21, 30)).replay({}, marks_at(9)) for each in page]
    another = chained(others, "x")
    log = MemoryLog("reports", another)
    assert figures(log, 9, tmp_path) == figures(log, 9, None)


@pytest.mark.parametrize("planted", [b"", b"nonsense" * 9, None])
def test_a_segment_that_was_planted_or_spoiled_is_passed_over_and_made_anew(
    tmp_path: Path, planted: bytes | None
) -> None:
    log = a_log(*range(1, 10))
    plain = figures(log, 9, tmp_path)
    first = tmp_path / "000000000001.segment"
    good = first.read_bytes()
    first.write_bytes(written(SegmentSpan(5, 8, "h8"), a_replay().stretch()) if planted is None else planted)
    assert figures(log, 9, tmp_path) == plain
    assert first.read_bytes() == good


def test_a_segment_under_the_name_of_another_is_passed_over(tmp_path: Path) -> None:
    log = a_log(*range(1, 10))
    plain = figures(log, 9, tmp_path)
    (tmp_path / "000000000005.segment").write_bytes((tmp_path / "000000000001.segment").read_bytes())
    assert figures(log, 9, tmp_path) == plain


def test_events_that_are_held_back_stand_in_no_segment(tmp_path: Path) -> None:
    log = a_log(*range(1, 10))
    held = frozenset({2})
    assert figures(log, 9, tmp_path, held) == figures(log, 9, None, held)
    assert [each.name for each in tmp_path.iterdir()] == ["000000000005.segment"]
    assert figures(log, 9, tmp_path) == figures(log, 9, None)
    assert figures(log, 9, tmp_path, held) == figures(log, 9, None, held)


def test_a_log_that_holds_another_event_at_the_mark_is_refused_all_the_same(tmp_path: Path) -> None:
    log = a_log(*range(1, 9))
    for _ in range(2):
        with pytest.raises(LogDiffers):
            Rebuilder(log, the_catalogue(), CODEC, Shelf(tmp_path)).read({0: Mark(8, 8, 8, "another")}, HELD)


def test_a_folder_that_cannot_be_written_to_costs_no_rebuild(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    log = a_log(*range(1, 10))
    assert figures(log, 9, tmp_path / "file") == figures(log, 9, None)


def test_where_there_is_no_file_nothing_is_found(tmp_path: Path) -> None:
    assert Shelf(tmp_path).find(1, shelves.EVENTS, "h") is None
    Shelf(tmp_path).put(1, 7, "h", a_replay().stretch())
    found = Shelf(tmp_path).find(1, 7, "h")
    assert found is not None
    replay = Replay([JOBS])
    replay.take(found)
    assert dict(replay.unit_months()) == dict(a_replay().unit_months())
    assert Shelf(tmp_path).find(1, 8, "h") is Shelf(tmp_path).find(1, 7, "x") is None
