"""The first row of a CSV text: which columns it names, and in which encoding it is. Pure."""

from __future__ import annotations

import codecs

from services.intake.bulk.rows import CsvRow
from services.intake.faults import ReportFault, fault
from shared.numbers import trimmed

COLUMNS: dict[str, tuple[str, ...]] = {
    "region": ("地区代码", "单位代码"),
    "period": ("月份",),
    "indicator": ("指标",),
    "value": ("数值", "本月数"),
    "numerator": ("分子",),
    "denominator": ("分母",),
    "unit": ("计量单位",),
    "basis": ("口径",),
    "note": ("说明",),
    "simulated": ("模拟数据",),
    "reason": ("更正理由",),
    "evidence": ("更正依据",),
}
"""The columns by name, and the Chinese names they may have instead. The first three must be there."""

_NAMES = {name: column for column, others in COLUMNS.items() for name in (column, *others)}

_REQUIRED = ("region", "period", "indicator")


class TableUnreadable(Exception):
    """The first row does not name the columns, or nothing follows it: nothing of the table can be read."""

    def __init__(self, faults: tuple[ReportFault, ...], title: str = "第一行应为列名") -> None:
        super().__init__()
        self.faults = faults
        self.title = title


def known_charset(name: str) -> str:
    """``utf-8``, ``gb18030``, or '' where nothing (or something else) is said of the encoding."""
    try:
        found = codecs.lookup(name.strip().strip('"')).name if name else ""
    except LookupError:
        return ""
    return {"utf-8": "utf-8", "gb18030": "gb18030", "gbk": "gb18030", "gb2312": "gb18030"}.get(found, "")


def read_head(row: CsvRow) -> list[str]:
    """The columns that the first row names; '' for one without a name, which must stay empty.

    Raises:
        TableUnreadable: with every fault.
    """
    if row.fault is not None:
        raise TableUnreadable((row.fault,))
    names = [trimmed(cell) for cell in row.cells]
    columns = [_NAMES.get(name.lower(), "") for name in names]
    faults = [
        fault("unknown-column", name, f"没有“{name}”这一列；可用：{'、'.join(COLUMNS)}")
        for name, column in zip(names, columns, strict=True)
        if name and not column
    ]
    faults += [
        fault("duplicate-column", column, f"“{column}”列重复") for column in COLUMNS if columns.count(column) > 1
    ]
    faults += [
        fault("missing-column", column, f"第一行缺少“{column}”列") for column in _REQUIRED if column not in columns
    ]
    if faults:
        raise TableUnreadable(tuple(faults))
    return columns
