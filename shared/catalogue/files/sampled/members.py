"""Reading ``panel.csv``: the sample of enterprises, a row a stretch of time."""

from __future__ import annotations

import re
from collections.abc import Container
from itertools import pairwise

from shared.catalogue.files.tables import FileRow, TableFile, read_table
from shared.catalogue.findings import Findings
from shared.catalogue.model.panel import INDUSTRIES, PanelMember
from shared.events import EnterpriseSize, PanelFrequency
from shared.periods import Month
from shared.texts import names_a_person

COLUMNS = ("enterprise", "name", "region", "industry", "size", "frequency", "from", "until")
LONGEST_NAME = 60
"""Characters of an enterprise's name."""

ENTERPRISE_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{1,39}")
"""What an enterprise may be called by: its 统一社会信用代码, or the office's own number."""


def read_members(file: TableFile | None, regions: Container[str], findings: Findings) -> tuple[PanelMember, ...]:
    """The sample; every fault goes to ``findings``. No file: nobody is watched."""
    if file is None:
        return ()
    read = [(row, _member(row, regions)) for row in read_table(file.path, file.label, COLUMNS, findings)]
    found = [(row, member) for row, member in read if member is not None]
    _refuse_overlaps(found)
    return tuple(member for _, member in found)


def _member(row: FileRow, regions: Container[str]) -> PanelMember | None:
    enterprise, name, region = (row.text(column, required=True) for column in ("enterprise", "name", "region"))
    if enterprise and (ENTERPRISE_ID.fullmatch(enterprise) is None or names_a_person(enterprise)):
        row.error("bad_enterprise", "“enterprise”应为2至40位字母、数字和短横线，不得是个人的证件号码")
    if len(name) > LONGEST_NAME or names_a_person(name):
        row.error("bad_name", f"“name”应为企业名称，不超过{LONGEST_NAME}字，不含个人的证件号码和电话")
    if region and region not in regions:
        row.error("unknown_region", f"没有代码为“{region}”的地区")
    industry = row.text("industry")
    if industry not in INDUSTRIES:
        row.error("unknown_word", f"“industry”为“{industry}”，应为国民经济行业门类的字母 A 至 T")
    size, frequency = row.choice("size", EnterpriseSize), row.choice("frequency", PanelFrequency)
    first, last = _month(row, "from"), _month(row, "until") if row.text("until") else None
    if first is not None and last is not None and last < first:
        row.error("bad_span", "“until”不得早于“from”")
    if size is None or frequency is None or first is None:
        return None
    return PanelMember(enterprise, name, region, industry, size, frequency, first, last)


def _month(row: FileRow, column: str) -> Month | None:
    return row.convert(column, Month.parse, "bad_month", "应写作 2026-01")


def _refuse_overlaps(found: list[tuple[FileRow, PanelMember]]) -> None:
    """An enterprise is in the sample once at a time."""
    ordered = sorted(found, key=lambda each: (each[1].enterprise, each[1].first, each[0].line))
    for (before, one), (row, other) in pairwise(ordered):
        if one.enterprise == other.enterprise and one.holds(other.first):
            row.error("overlap", f"“{other.enterprise}”{other.first}起已在第{before.line}行")
