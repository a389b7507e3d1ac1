"""Reading ``holidays.csv``: what the office has written down of single days, before all that is arranged or law."""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import date
from enum import StrEnum

from shared.catalogue.files.tables import TableFile, read_table
from shared.catalogue.findings import Findings

FILE = "holidays.csv"
COLUMNS = ("day", "kind")
REGION = "region"
"""The column that a file may leave out."""


class DayKind(StrEnum):
    """What is written of a day."""

    OFF = "off"
    WORK = "work"


Written = dict[str, dict[date, bool]]
"""By region ('': everywhere) whether each of the days written down is worked."""


def read_holidays(files: Iterable[TableFile], regions: Container[str], findings: Findings) -> Written:
    """Whether each of the days written down is worked, a later file's word before that of those before it.

    The column ``region``, which a file may leave out, says where a day holds: there and in everything below it.
    Further columns, a holiday's name say, are for people. Every fault goes to ``findings``.
    """
    found: Written = {"": {}}
    for file in files:
        for region, days in _of_file(file, regions, findings).items():
            found.setdefault(region, {}).update(days)
    return found


def _of_file(file: TableFile, regions: Container[str], findings: Findings) -> Written:
    found: Written = {}
    for row in read_table(file.path, file.label, COLUMNS, findings, (REGION,)):
        region = row.text(REGION)
        day = row.convert("day", date.fromisoformat, "bad_day", "应写作 2027-10-01")
        kind = row.choice("kind", DayKind)
        if region and region not in regions:
            row.error("unknown_region", f"没有代码为“{region}”的地区")
        elif day is not None and day in found.get(region, ()):
            row.error("duplicate_day", f"“{day}”重复")
        elif day is not None and kind is not None:
            found.setdefault(region, {})[day] = kind is DayKind.WORK
    return found
