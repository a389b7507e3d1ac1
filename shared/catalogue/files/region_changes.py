"""Reading ``region_changes.csv``, and whether it agrees with the months in ``regions.csv``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from shared.catalogue.files.tables import FileRow, read_table
from shared.catalogue.findings import Findings
from shared.catalogue.model import Region
from shared.catalogue.region_changes import ChangeKind, RegionChange, RegionChanges
from shared.periods import Month

COLUMNS = ("kind", "announced", "effective", "old", "new", "before", "document", "number")


def read_changes(path: Path, file: str, regions: Mapping[str, Region], findings: Findings) -> RegionChanges:
    """The changes of one file; every fault goes to ``findings``. No file: nothing ever changed."""
    if not path.exists():
        return RegionChanges()
    found = []
    for row in read_table(path, file, COLUMNS, findings):
        change = _change(row)
        if change is not None and _known(row, change, regions):
            _check_shape(row, change, regions)
            _check_months(row, change, regions)
            found.append(change)
    return RegionChanges(found)


def _change(row: FileRow) -> RegionChange | None:
    kind = row.choice("kind", ChangeKind)
    announced = row.convert("announced", date.fromisoformat, "bad_day", "应写作 YYYY-MM-DD")
    effective = row.convert("effective", Month.parse, "bad_month", "应写作 YYYY-MM")
    old, new = _codes(row, "old"), _codes(row, "new")
    document = row.text("document", required=True)
    if kind is None or announced is None or effective is None or not old or not new:
        return None
    return RegionChange(kind, announced, effective, old, new, document, row.text("number"), row.text("before"))


def _codes(row: FileRow, column: str) -> tuple[str, ...]:
    codes = tuple(code.strip() for code in row.text(column, required=True).split("|") if code.strip())
    if len(set(codes)) != len(codes):
        row.error("duplicate_region", f"“{column}”中有重复的代码")
    return codes


def _known(row: FileRow, change: RegionChange, regions: Mapping[str, Region]) -> bool:
    unknown = [code for code in (*change.old, *change.new) if code not in regions]
    for code in unknown:
        row.error("unknown_region", f"没有代码为“{code}”的地区；撤销的代码也须留在 regions.csv")
    return not unknown


def _check_shape(row: FileRow, change: RegionChange, regions: Mapping[str, Region]) -> None:
    """How many codes each kind takes, and what it needs to know of before."""
    counts = (len(change.old), len(change.new))
    same = change.old == change.new
    fits = {
        ChangeKind.SPLIT: counts[0] == 1 and counts[1] > 1,
        ChangeKind.MERGE: counts[0] > 1 and counts[1] == 1,
        ChangeKind.RENAME: counts == (1, 1) and same,
        ChangeKind.RECODE: counts == (1, 1) and not same,
        ChangeKind.MOVE: counts == (1, 1) and same,
    }
    if not fits[change.kind]:
        row.error("change_shape", "split 一分多，merge 多并一，recode 换代码，rename、move 前后同一代码")
    if change.kind is ChangeKind.RENAME and not change.before:
        row.error("empty_cell", "更名须在“before”写明原名")
    if change.kind is ChangeKind.MOVE and change.before not in regions:
        row.error("unknown_region", f"划转须在“before”写明原上级地区的代码，而不是“{change.before}”")


def _check_months(row: FileRow, change: RegionChange, regions: Mapping[str, Region]) -> None:
    """An old code ends in the month before, a new one begins with the effective month."""
    for code in change.old:
        if code not in change.new and regions[code].valid_to != change.effective.shift(-1):
            row.error("months_differ", f"{regions[code].name}（{code}）的 valid_to 应为{change.effective.shift(-1)}")
    for code in change.new:
        if code not in change.old and regions[code].valid_from != change.effective:
            row.error("months_differ", f"{regions[code].name}（{code}）的 valid_from 应为{change.effective}")
