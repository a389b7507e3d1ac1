"""How it is told what another catalogue would touch."""

from __future__ import annotations

from services.aggregator.adoption.rehearsing import RehearsedAdoption, RehearsedAlert, RehearsedRow
from services.commands.site.rehearsed_told import Named, rehearsed_document, rehearsed_lines
from shared.events import Assessment, Level
from shared.periods import Month
from tests.unit.aggregator.progress_world import PLAN, a_catalogue


def an_assessment(level: Level, target: int, gap: int | None = None) -> Assessment:
    return Assessment(
        level=level,
        rule="trajectory",
        reason="on_track",
        rule_version=1,
        data_version=1,
        expected_units=3,
        reported_units=3,
        accepted_units=3,
        target=target,
        actual=None if gap is None else target - gap,
        expected=None if gap is None else target,
        gap=gap,
    )


JUNE = Month(2024, 6)
TOUCHED = RehearsedRow(
    PLAN, 1, 18, JUNE, an_assessment("yellow", 1200, 63), an_assessment("normal", 900, -10), came=False, went=False
)
GONE = RehearsedRow("old", 7, 2, JUNE, an_assessment("red", 5), None, came=False, went=True)
CAME = RehearsedRow(PLAN, 2, 1, JUNE, None, an_assessment("missing", 700), came=True, went=False)
NAMED = Named(a_catalogue(), None)


def test_the_newest_month_of_a_row_is_told_before_and_after() -> None:
    alert = RehearsedAlert("A-01", PLAN, 1, "yellow")
    summary, row, month, alerts = rehearsed_lines(RehearsedAdoption(3, (TOUCHED,), (alert,)), NAMED)
    name = NAMED.row(PLAN, 1)
    assert summary == "重启后，3 个汇总数字、1 项目标的评判与现在不同"
    assert row == f"  {name}：18 个月"
    assert month == "    2024-06　黄，目标 1,200 人，较序时 −63 人 → 正常，目标 900 人，较序时 +10 人"
    assert alerts == f"涉及未结的预警 1 件：A-01（{name}，黄）"


def test_rows_that_come_and_go_are_named_as_far_as_anybody_knows_them() -> None:
    lines = list(rehearsed_lines(RehearsedAdoption(0, (GONE, CAME), ()), NAMED))
    assert lines[1:3] == ["  old 序号7：2 个月，不再评判（规划或目标已不在）", "    2024-06　红 → 无"]
    assert lines[3] == f"  {NAMED.row(PLAN, 2)}：1 个月，新增评判"
    assert lines[-1] == "涉及未结的预警 0 件"


def test_a_row_that_has_left_is_named_by_the_recorded_catalogue() -> None:
    assert Named(a_catalogue(), a_catalogue()).row(PLAN, 1) == NAMED.row(PLAN, 1)
    assert NAMED.row("old", 7) == "old 序号7"


def test_that_nothing_changes_is_said_in_words() -> None:
    assert list(rehearsed_lines(RehearsedAdoption(0, (), ()), NAMED)) == ["重启后，汇总数字、评判、预警都不变"]
    assert len(list(rehearsed_lines(None, NAMED))) == 1


def test_programs_get_base_units() -> None:
    (row,) = rehearsed_document(RehearsedAdoption(0, (TOUCHED,), ()), NAMED)["rows"]
    assert row["before"] == {"level": "yellow", "target": 1200, "gap": 63}
    assert row["period"] == "2024-06"
