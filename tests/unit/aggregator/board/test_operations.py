"""Whether the figures can be trusted now, in one verdict."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.aggregator.board.operations import OperationsState, ReaderState
from shared.consume import Parked
from shared.observe import HealthCheck
from shared.store import Head

READER = ReaderState("aggregator", "reports", position=10, lag=0, parked=())
STATE = OperationsState((READER,), Head(10, "0" * 64), 0, "2025-04-09 09:00:00", (HealthCheck("database", True, ""),))
LATE = replace(READER, lag=3)
STOPPED = replace(READER, broken="reports does not hold what was applied up to position 10: it ends at 7")
HELD = replace(READER, parked=(Parked("report-500107-2023-03", 2, 8, "UnknownEvent"),))


def test_with_nothing_against_them_the_figures_can_be_trusted() -> None:
    assert STATE.verdict == ("ok", "● 现在的数字可以信")


def test_a_reader_that_lags_is_late_and_no_fault() -> None:
    assert replace(STATE, readers=(LATE,)).verdict[0] == "late"


def test_before_the_first_comparison_the_page_does_not_say_that_all_is_well() -> None:
    assert replace(STATE, difference=None).verdict == ("late", "△ 未见异常，重算尚未比对")


@pytest.mark.parametrize(
    "state",
    [
        replace(STATE, readers=(HELD,)),
        replace(STATE, readers=(STOPPED,)),
        replace(STATE, difference=1),
        replace(STATE, checks=(HealthCheck("a", False, ""),)),
    ],
)
def test_anything_wrong_is_said_at_once(state: OperationsState) -> None:
    assert state.verdict[0] == "bad"


def test_a_parked_stream_is_listed_with_its_reader() -> None:
    assert [name for name, _ in replace(STATE, readers=(READER, HELD)).parked] == ["aggregator"]


@pytest.mark.parametrize(
    ("reader", "told"),
    [(READER, "● 正常"), (LATE, "△ 追赶中"), (HELD, "■ 搁置"), (replace(STOPPED, lag=3), "■ 停住，其后一概未计入")],
)
def test_a_reader_says_how_it_stands_the_worst_first(reader: ReaderState, told: str) -> None:
    assert reader.standing[1] == told
