from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.catalogue import Catalogue, CatalogueError
from shared.catalogue.findings import FileFinding, Severity
from shared.catalogue.known import Moment, OneCatalogue
from shared.periods import from_microseconds, to_microseconds
from shared.points import (
    AskedPoint,
    Point,
    PointFault,
    ask_point,
    catalogue_at,
    end_of_day,
    refuse,
    resolve,
    said_of_then,
    told,
)
from shared.web.problems import Fault, Problem
from tests.unit.aggregator.progress_world import a_catalogue

NOW = datetime(2024, 7, 20, 2, 0, tzinfo=UTC)
MOST = 10**15


def seek_in(recorded: dict[int, int]) -> Callable[[int], tuple[int, int] | None]:
    """As a store does it."""

    def seek(position: int) -> tuple[int, int] | None:
        return min(((at, time) for at, time in recorded.items() if at >= position), default=None)

    return seek


def test_a_position_a_day_and_an_instant_can_be_asked_for() -> None:
    assert ask_point(" 12034 ") == AskedPoint("12034", position=12034)
    assert ask_point("2024-07-15").instant == datetime(2024, 7, 15, 15, 59, 59, 999_999, tzinfo=UTC)
    assert ask_point("2024-07-15T17:30:00+08:00").instant == datetime(2024, 7, 15, 9, 30, tzinfo=UTC)
    assert ask_point("2024-07-15T09:30:00Z").instant == datetime(2024, 7, 15, 9, 30, tzinfo=UTC)


def test_a_plus_that_an_address_made_a_space_is_understood() -> None:
    assert ask_point("2024-07-15T17:30:00 08:00").instant == datetime(2024, 7, 15, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("0", "位置从 1 开始"),
        ("9" * 30, "位置从 1 开始"),
        ("昨天", "不是时点"),
        ("2024-02-30", "不是时点"),
        ("2024-07-15T17:30", "须带时区"),
        ("", "不是时点"),
        ("9999-12-31", "9999-12-31"),
    ],
)
def test_what_is_no_point_is_refused_in_words(text: str, says: str) -> None:
    with pytest.raises(PointFault, match=says):
        ask_point(text)


def test_a_point_is_written_in_chinese_time_and_a_day_ends_at_24() -> None:
    assert Point(7, end_of_day(date(2024, 7, 15))).words == "2024-07-15 24:00"
    assert Point(7, NOW).words == "2024-07-20 10:00:00"
    assert Point(7, end_of_day(date(2024, 7, 15))).day == date(2024, 7, 15)
    assert told(Point(7, NOW), {"a": 1}) == {"a": 1, "as_of": {"position": 7, "instant": "2024-07-20T02:00:00+00:00"}}
    assert told(None, {"a": 1}) == {"a": 1}


def test_a_point_in_the_future_or_before_the_first_event_is_refused() -> None:
    seek = seek_in({1: to_microseconds(NOW - timedelta(days=9)), 2: to_microseconds(NOW - timedelta(days=8))})
    with pytest.raises(PointFault, match="还没有到"):
        resolve(ask_point("2024-07-20"), NOW, 2, seek)
    with pytest.raises(PointFault, match="还没有位置 3：目前到位置 2"):
        resolve(ask_point("3"), NOW, 2, seek)
    with pytest.raises(PointFault, match="还没有任何报送记录"):
        resolve(ask_point("2024-01-01"), NOW, 2, seek)
    assert refuse(PointFault("错"), "to").faults[0].pointer == "to"


def test_the_present_minute_is_now_whatever_clock_it_was_read_from() -> None:
    seek = seek_in({1: to_microseconds(NOW - timedelta(days=9)), 2: to_microseconds(NOW)})
    ahead = NOW + timedelta(seconds=40)
    assert resolve(ask_point(ahead.isoformat()), NOW, 2, seek) == Point(2, NOW, ahead.isoformat())
    with pytest.raises(PointFault, match="还没有到"):
        resolve(ask_point((NOW + timedelta(seconds=61)).isoformat()), NOW, 2, seek)


@given(
    st.lists(st.tuples(st.integers(1, 3), st.integers(0, 3)), min_size=1, max_size=40),
    st.integers(0, 130),
)
def test_an_instant_is_the_last_position_recorded_at_or_before_it(steps: list[tuple[int, int]], at: int) -> None:
    """Whatever positions are missing (parked events), and however many events share an instant."""
    recorded, position, time = {}, 0, MOST
    for gap, later in steps:
        position, time = position + gap, time + later
        recorded[position] = time
    instant = MOST + at - 5
    expected = max((place for place, when in recorded.items() if when <= instant), default=0)
    asked = AskedPoint("t", instant=from_microseconds(instant))
    now = from_microseconds(MOST + 1_000)
    if expected == 0:
        with pytest.raises(PointFault):
            resolve(asked, now, position, seek_in(recorded))
    else:
        assert resolve(asked, now, position, seek_in(recorded)) == Point(expected, from_microseconds(instant), "t")


@given(st.integers(1, 20), st.integers(1, 20))
def test_a_position_means_the_instant_of_its_event(count: int, wanted: int) -> None:
    recorded = {position: MOST + position // 3 for position in range(1, count + 1)}
    asked = AskedPoint(str(wanted), position=wanted)
    if wanted > count:
        with pytest.raises(PointFault):
            resolve(asked, NOW, count, seek_in(recorded))
    else:
        found = resolve(asked, NOW, count, seek_in(recorded))
        assert (found.position, found.instant) == (wanted, from_microseconds(MOST + wanted // 3))


class Unreadable(OneCatalogue):
    """Of the past no file can be read."""

    def at(self, moment: Moment) -> Catalogue:
        raise CatalogueError([FileFinding(Severity.ERROR, "unknown_column", "plans.csv", 1, "没有“x”这一列")])


def test_a_catalogue_whose_files_cannot_be_read_any_more_is_said_to_be_so() -> None:
    catalogues = Unreadable(a_catalogue())
    assert catalogue_at(catalogues, None) is catalogues.now
    with pytest.raises(Problem) as refused:
        catalogue_at(catalogues, Point(3, NOW, "2024-07-20"))
    assert (refused.value.status, refused.value.code) == (501, "catalogue-unreadable")
    assert "2024-07-20" in refused.value.detail and "没有“x”这一列" in refused.value.detail


def messages(known: object, present: object) -> list[str]:
    """How two faults of a question are told where ``known`` is in force, and ``present`` now."""
    faults = [Fault("unknown_plan", "plan", "没有规划“x”"), Fault("unknown_parameter", "y", "没有参数“y”")]
    with pytest.raises(Problem) as refused, said_of_then(known, present):
        raise Problem(422, "parameters-invalid", "请求参数有误", faults=faults)
    return [fault.message for fault in refused.value.faults]


def test_what_another_catalogue_does_not_hold_is_unknown_at_the_point() -> None:
    catalogue = a_catalogue()
    assert messages(catalogue, catalogue) == ["没有规划“x”", "没有参数“y”"]
    assert messages(a_catalogue(), catalogue) == ["该时点没有规划“x”", "没有参数“y”"]


def test_a_point_is_pinned_to_its_instant_and_one_that_was_asked_by_position_to_that() -> None:
    """The position that a day comes to is an earlier day: what fell due in between would not be due there."""
    recorded = {7: to_microseconds(NOW - timedelta(days=9)), 8: to_microseconds(NOW + timedelta(hours=3))}
    for asked in ("2024-07-19", NOW.isoformat()):
        looked_at = resolve(ask_point(asked), NOW, 8, seek_in(recorded))
        again = resolve(ask_point(looked_at.pinned), NOW + timedelta(hours=5), 8, seek_in(recorded))
        assert (again.position, again.instant, again.day) == (7, looked_at.instant, looked_at.day)
        assert again.day > resolve(ask_point("7"), NOW, 8, seek_in(recorded)).day
    assert resolve(ask_point(" 7 "), NOW, 8, seek_in(recorded)).pinned == "7"
