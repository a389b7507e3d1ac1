"""The table of completion as it is printed."""

from __future__ import annotations

import msgspec

from services.aggregator.evaluation.written.final_grid import final_blocks
from shared.events.published.evaluation import FinalHeads, FinalTable
from shared.office.blocks import Grid, Paragraph
from tests.golden.evaluation_sample import an_evaluation


def table() -> FinalTable:
    found = an_evaluation().final
    assert found is not None
    return found


def test_a_section_stands_where_the_names_stand_and_the_verdict_is_marked() -> None:
    grid, note = final_blocks(table())
    assert isinstance(grid, Grid) and isinstance(note, Paragraph)
    section, row = grid.rows
    assert [cell.text for cell in section] == ["二、社会保障", "", "", "", "", "", ""]
    assert [cell.text for cell in row][:6] == [
        "8.工伤保险参保人数(万人)",
        "730",
        "750→700",
        "647.8125",
        "未完成",
        "-52.1875",
    ]
    assert [cell.level for cell in row] == ["", "", "", "", "red", "", ""]
    assert note.text == "注：【】内为五年累计数。"


def test_columns_that_the_plan_has_not_are_left_out_and_remarks_where_there_are_none() -> None:
    bare = tuple(msgspec.structs.replace(row, remark="") for row in table().rows)
    heads = FinalHeads("序号", "项目", "", "“十四五”目标", "2025年实际值", "完成情况", "超过规划目标值")
    grid, *_ = final_blocks(msgspec.structs.replace(table(), heads=heads, rows=bare))
    assert isinstance(grid, Grid)
    columns = [column.head for column in grid.columns]
    assert columns == ["序号", "项目", "“十四五”目标", "2025年实际值", "完成情况", "超过规划目标值"]
    assert [cell.text for cell in grid.rows[0]][:2] == ["", "二、社会保障"]
