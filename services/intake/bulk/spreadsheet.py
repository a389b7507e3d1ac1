"""Codes and months as spreadsheets and data-frame libraries rewrite them: read where it is certain what was meant,
refused by name where it is not. Pure."""

from __future__ import annotations

import re

from services.intake.faults import ReportFault, fault
from shared.numbers import shown, trimmed

_MONTH = re.compile(
    r"(?P<year>[0-9]{4})(?:-|/|年)(?P<month>[0-9]{1,2})(?:(?:-|/|月)(?P<day>[0-9]{1,2})日?|月)?(?: 0?0:00(?::00)?)?"
)
_ENGLISH = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_SHORT_YEAR = re.compile(
    rf"(?:(?:{_ENGLISH})[a-z]*|[0-9]{{1,2}}月|[0-9]{{1,2}})[-/ .][0-9]{{2}}(?:[0-9]{{2}})?"
    rf"|[0-9]{{1,2}}[-/ .](?:(?:{_ENGLISH})[a-z]*|[0-9]{{1,2}}月)",
    re.IGNORECASE,
)
_SERIAL_DAY = re.compile(r"[34][0-9]{4}(?:\.0+)?")
"""A day as a spreadsheet counts it: from 1982 to 2036."""


def read_month(text: str) -> str | ReportFault:
    """``YYYY-MM`` of a month written so, or as a spreadsheet shows the first day of one (2025/12/1, 2025年12月).

    What is no month in any of these ways is given back as it is, for the report's own check to name.
    """
    bare = trimmed(text)
    found = _MONTH.fullmatch(bare)
    if found is not None:
        if (found["day"] or "1").lstrip("0") != "1":
            return fault("not-a-month", "/period", f"“{shown(text)}”是一天而不是月份，应写作 YYYY-MM")
        return f"{found['year']}-{int(found['month']):02d}"
    if _SHORT_YEAR.fullmatch(bare) is not None:
        message = f"“{shown(text)}”是表格软件改写过的月份，年份不能确定；请把这一列设为“文本”，写作 2025-12 的样子"
        return fault("month-rewritten", "/period", message)
    if _SERIAL_DAY.fullmatch(bare) is not None:
        message = f"“{shown(text)}”是表格软件把月份改写成的日期序号；请把这一列设为“文本”，写作 2025-12 的样子"
        return fault("month-rewritten", "/period", message)
    return bare
