"""The head of a table: found below titles, months read in every way that is certain, everything else named."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from services.commands.importing.history.grid import PlaceFault
from services.commands.importing.history.heads import TableHead, find_head
from shared.periods import Month
from tests.unit.commands.importing.history.reading import grids, workbook


def head_of(*rows: list[Any], merged: tuple[str, ...] = ()) -> tuple[TableHead | None, list[tuple[str, str]]]:
    faults: list[PlaceFault] = []
    (grid,) = grids(workbook(rows, merged))
    head = find_head(grid, faults)
    return head, [(each.place, each.message) for each in faults]


def test_a_wide_head_stands_below_a_title_and_the_unit_above_is_known() -> None:
    months = ["2021-01", "2021年2月", date(2021, 3, 1), "2021/4"]
    head, faults = head_of(["台账"], ["单位：万人"], ["地区名称", "指标", *months])
    assert faults == []
    assert head is not None and (head.row, head.unit) == (3, "万人")
    assert list(head.months.values()) == [Month(2021, month) for month in (1, 2, 3, 4)]


def test_a_long_head_may_name_code_and_region_side_by_side() -> None:
    names = ["序号", "地区代码", "地区名称", "指标", "月份", "数值", "分子", "分母", "计量单位", "口径", "说明"]
    head, faults = head_of(names)
    assert faults == []
    assert head is not None and head.columns["region"] == (2, 3) and head.months == {}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["地区", "指标"], "表头没有月份"),
        (["地区", "指标", "月份"], "表头没有“数值”"),
        (["地区", "指标", "月份", "数值", "2021-01"], "一张表只用一种写法"),
        (["地区", "指标", "2021-01", "2021年1月"], "2021-01 这一列重复"),
        (["地区", "指标", "2021-01", "合计"], "没有“合计”这一列"),
        (["地区", "指标", "1月-21"], "年份不能确定"),
        (["地区", "指标", "指标名称", "2021-01"], "“指标”列重复"),
    ],
)
def test_a_head_that_leaves_anything_open_is_named(row: list[Any], said: str) -> None:
    head, faults = head_of(row)
    assert head is None
    assert any(said in message for _, message in faults), faults


def test_a_column_with_figures_and_no_name_is_named_and_a_sheet_without_a_head_is_none() -> None:
    _, faults = head_of(["地区", "指标", "2021-01"], ["a", "b", 1, 2])
    assert faults == [("台账!D2", "这一列有内容，而表头没有写列名")]
    assert head_of(["填表说明"], ["1. 数字按万人填"]) == (None, [])


def test_a_head_of_two_rows_has_the_years_above_the_months() -> None:
    years: list[Any] = ["地区", "指标", "2021年", None, 2022, None]
    rows = [years, [None, None, "1月", "12月", 1, "2月"], ["500107", "x", 1, 2, 3, 4]]
    head, faults = head_of(*rows, merged=("A1:A2", "B1:B2", "C1:D1", "E1:F1"))
    assert faults == []
    assert head is not None and head.row == 2
    assert list(head.months.values()) == [Month(2021, 1), Month(2021, 12), Month(2022, 1), Month(2022, 2)]


def test_a_month_alone_without_a_year_above_it_is_no_column() -> None:
    _, faults = head_of(["地区", "指标", "1月"])
    assert faults[0][0] == "台账!C1" and "没有“1月”这一列" in faults[0][1]


def test_days_that_are_counted_from_1904_are_not_taken_for_those_that_are_counted_from_1900() -> None:
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    assert sheet is not None
    sheet.append(["地区", "指标", date(2021, 1, 1), "2021-02"])
    raw = io.BytesIO()
    book.save(raw)
    faults: list[PlaceFault] = []
    (grid,) = grids(raw.getvalue())
    assert grid.starts_1904
    assert find_head(grid, faults) is None
    assert [(each.cell, "1904" in each.message) for each in faults] == [("C1", True)]
