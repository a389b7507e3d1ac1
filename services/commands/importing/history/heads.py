"""The head of a table of the past: which column says what, and of which months the wide ones are. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from services.commands.importing.history.grid import PastTable, PlaceFault
from services.intake.bulk.spreadsheet import read_month
from services.intake.faults import ReportFault
from services.intake.forms.reading.labels import plain, unit_named
from services.intake.forms.workbook.content import Place
from services.intake.forms.workbook.number_format import effect_on
from shared.periods import Month

ROLES: dict[str, tuple[str, ...]] = {
    "region": ("地区", "地区代码", "地区名称", "单位代码", "单位名称", "报送单位", "区县", "区划代码", "region"),
    "indicator": ("指标", "指标名称", "indicator"),
    "period": ("月份", "数据期", "period"),
    "part": ("分项",),
    "value": ("数值", "本月数", "value"),
    "numerator": ("分子", "numerator"),
    "denominator": ("分母", "denominator"),
    "unit": ("计量单位", "unit"),
    "basis": ("口径", "basis"),
    "note": ("说明", "备注", "note"),
    "": ("序号",),
}
"""What columns may be called, by what they say ('' nothing)."""

NUMBERS = ("value", "numerator", "denominator")

_NAMES = {name: role for role, names in ROLES.items() for name in names}
_FURTHEST = 20
"""The head stands in one of so many first rows."""

_YEAR = re.compile("(20[0-9]{2})年?")
_MONTH_ALONE = re.compile("0?([1-9]|1[0-2])月?")
_FIRST_DAY = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class TableHead:
    """A table's head in ``row``. ``columns``: by role its columns (several only of the region); ``months``: by column
    the month of a wide table (none: a long one, with a month in each row); ``unit``: what stands above as 单位：…
    ('' nothing)."""

    row: int
    columns: Mapping[str, tuple[int, ...]]
    months: Mapping[int, Month]
    unit: str = ""

    def column(self, role: str) -> int | None:
        return next(iter(self.columns.get(role, ())), None)


def find_head(grid: PastTable, faults: list[PlaceFault]) -> TableHead | None:
    """The head of a table; None where the sheet is none (no row names 地区 and 指标), or after a fault."""
    rows = [row for row in grid.rows[:_FURTHEST] if {"region", "indicator"} <= _roles(grid, row)]
    if not rows:
        return None
    row = rows[0] + (rows[1:2] == [rows[0] + 1])  # a head of two rows: years above months, the other names merged
    before = len(faults)
    columns: dict[str, tuple[int, ...]] = {}
    months: dict[int, Month] = {}
    for column in grid.columns:
        place = Place(row, column)
        content = grid.label(place)
        name = plain(str(content.value)).lower() if content.value is not None else ""
        if not name:
            _refuse_nameless(grid, place, faults)
        elif name in _NAMES:
            columns[_NAMES[name]] = (*columns.get(_NAMES[name], ()), column)
        elif isinstance(month := _below_year(grid, place) or month_in(grid, place), Month):
            months[column] = month
        else:
            faults.append(
                grid.fault(place, month or f"没有“{name[:20]}”这一列；可用：{_known()}，或一个月份；不要的列请删去")
            )
    head = TableHead(row, columns, months, _unit_above(grid, row))
    _check(grid, head, faults)
    return head if len(faults) == before else None


def month_in(grid: PastTable, place: Place) -> Month | str:
    """The month that a label names; otherwise what is wrong with it in Chinese ('' it is nothing like a month)."""
    content = grid.label(place)
    value = content.value
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        if not effect_on(content.number_format, Decimal(value)).date:
            return _month_of_text(str(value))
        if grid.starts_1904:
            return "这个工作簿的日期从1904年算起；请把月份写成文字，如 2021-01"
        return Month.of(_FIRST_DAY + timedelta(days=int(value)))
    return _month_of_text(str(value)) if isinstance(value, str) else ""


def _below_year(grid: PastTable, place: Place) -> Month | None:
    """The month of a label such as 1月 that stands below its year; None where it is something else."""
    month = _MONTH_ALONE.fullmatch(plain(str(grid.label(place).value)))
    year = _YEAR.fullmatch(plain(str(grid.label(Place(place.row - 1, place.column)).value)))
    return Month(int(year[1]), int(month[1])) if month and year else None


def _month_of_text(text: str) -> Month | str:
    read = read_month(text)
    if isinstance(read, ReportFault):
        return read.message
    try:
        return Month.parse(read)
    except ValueError:
        return ""


def _roles(grid: PastTable, row: int) -> set[str]:
    texts = (grid.label(Place(row, column)).value for column in grid.columns)
    return {_NAMES[name] for text in texts if isinstance(text, str) and (name := plain(text).lower()) in _NAMES}


def _refuse_nameless(grid: PastTable, place: Place, faults: list[PlaceFault]) -> None:
    below = next((each for each in grid.cells if each.column == place.column and each.row > place.row), None)
    if below is not None:
        faults.append(grid.fault(below, "这一列有内容，而表头没有写列名"))


def _check(grid: PastTable, head: TableHead, faults: list[PlaceFault]) -> None:
    at = Place(head.row, 1)
    for role, columns in head.columns.items():
        if len(columns) > 1 and role not in ("region", ""):
            faults.append(grid.fault(Place(head.row, columns[1]), f"“{ROLES[role][0]}”列重复"))
    seen: dict[Month, int] = {}
    for column, month in head.months.items():
        if seen.setdefault(month, column) != column:
            faults.append(grid.fault(Place(head.row, column), f"{month} 这一列重复"))
    if head.months and ("period" in head.columns or any(role in head.columns for role in NUMBERS)):
        faults.append(grid.fault(at, "表头既有各月的列，又有“月份”“数值”等列：一张表只用一种写法"))
    elif not head.months and "period" not in head.columns:
        faults.append(grid.fault(at, "表头没有月份：各月一列（2021-01、2021年1月……），或有“月份”一列"))
    elif not head.months and not any(role in head.columns for role in NUMBERS):
        faults.append(grid.fault(at, "表头没有“数值”（比率为“分子”“分母”）"))


def _unit_above(grid: PastTable, row: int) -> str:
    texts = (content.value for place, content in sorted(grid.cells.items()) if place.row < row)
    named = (plain(text) for text in texts if isinstance(text, str))
    units = (unit_named(each) for each in named if each.startswith(("单位:", "计量单位:")))
    return next((unit for unit in units if unit), "")


def _known() -> str:
    return "、".join(names[0] for role, names in ROLES.items() if role)
