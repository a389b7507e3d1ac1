"""Reading ``holidays.csv``: what the office has written down of single days, before all that is arranged or law."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

from shared.catalogue.files.tables import TableFile, read_table
from shared.catalogue.findings import Findings

FILE = "holidays.csv"
COLUMNS = ("day", "kind")


class DayKind(StrEnum):
    """What is written of a day."""

    OFF = "off"
    WORK = "work"


def read_holidays(files: Iterable[TableFile], findings: Findings) -> Mapping[date, bool]:
    """Whether each of the days written down is worked, a later file's word before that of those before it. Further
    columns, a holiday's name say, are for people. Every fault goes to ``findings``."""
    found: dict[date, bool] = {}
    for file in files:
        found |= _of_file(file, findings)
    return found


def _of_file(file: TableFile, findings: Findings) -> dict[date, bool]:
    found: dict[date, bool] = {}
    for row in read_table(file.path, file.label, COLUMNS, findings):
        day = row.convert("day", date.fromisoformat, "bad_day", "应写作 2027-10-01")
        kind = row.choice("kind", DayKind)
        if day is not None and day in found:
            row.error("duplicate_day", f"“{day}”重复")
        elif day is not None and kind is not None:
            found[day] = kind is DayKind.WORK
    return found
