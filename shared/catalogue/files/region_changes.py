"""Reading ``region_changes.csv``: whether a change is whole in itself, and agrees with ``regions.csv``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from shared.catalogue.files.tables import FileRow, Places, TableFile, read_all
from shared.catalogue.findings import Findings
from shared.catalogue.model import Region
from shared.catalogue.region_changes import ChangeKind, Flow, RegionChange, RegionChanges
from shared.periods import Month

COLUMNS = ("kind", "announced", "effective", "old", "new", "before", "document", "number")
FLOWS = "flows"
"""The column that only a redraw needs; a file without one may leave it out."""

_WHOLE = {"whole": True, "part": False}


def read_changes(files: Iterable[TableFile], regions: Mapping[str, Region], findings: Findings) -> RegionChanges:
    """The changes of all files; every fault goes to ``findings``. No file: nothing ever changed."""
    found = []
    places = Places()
    for file, row in read_all(files, COLUMNS, findings, (FLOWS,)):
        change = _change(row)
        if change is None or (file.lenient and not all(code in regions for code in (*change.old, *change.new))):
            continue
        key = "\n".join((change.kind, str(change.effective), *change.old, ">", *change.new))
        if not places.taken(key, row, "duplicate_change", "这件区划变动重复") and _known(row, change, regions):
            _check_shape(row, change, regions)
            _check_flows(row, change)
            _check_months(row, change, regions)
            found.append(change)
    return RegionChanges(found)


def _change(row: FileRow) -> RegionChange | None:
    kind = row.choice("kind", ChangeKind)
    announced = row.convert("announced", date.fromisoformat, "bad_day", "应写作 YYYY-MM-DD")
    effective = row.convert("effective", Month.parse, "bad_month", "应写作 YYYY-MM")
    old, new = _codes(row, "old"), _codes(row, "new")
    document = row.text("document", required=True)
    flows = _flows(row)
    if kind is None or announced is None or effective is None or not old or not new or flows is None:
        return None
    return RegionChange(kind, announced, effective, old, new, document, row.text("number"), row.text("before"), flows)


def _flows(row: FileRow) -> tuple[Flow, ...] | None:
    """The flows that are written as ``old>new whole`` or ``old>new part``; None where one cannot be read."""
    found, before = [], len(row.findings.items)
    for text in filter(None, (each.strip() for each in row.text(FLOWS).split("|"))):
        way, _, word = text.partition(" ")
        old, arrow, new = way.partition(">")
        if not (old and arrow and new) or word.strip() not in _WHOLE:
            row.error(
                "bad_flow", f"“{FLOWS}”中的“{text}”应写作“原代码>新代码 whole”（整体）或“原代码>新代码 part”（部分）"
            )
            continue
        found.append(Flow(old, new, _WHOLE[word.strip()]))
    return tuple(found) if len(row.findings.items) == before else None


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
        ChangeKind.REDRAW: bool(change.drawn),
    }
    if not fits[change.kind]:
        message = "split 一分多，merge 多并一，recode 换代码，rename、move 前后同一代码，redraw 在“flows”逐项写明去向"
        row.error("change_shape", message)
    if change.kind is ChangeKind.RENAME and not change.before:
        row.error("empty_cell", "更名须在“before”写明原名")
    if change.kind is ChangeKind.MOVE and change.before not in regions:
        row.error("unknown_region", f"划转须在“before”写明原上级地区的代码，而不是“{change.before}”")


def _check_flows(row: FileRow, change: RegionChange) -> None:
    """Only a redraw has flows of its own, and of it every code has some, none of them twice."""
    if change.kind is not ChangeKind.REDRAW:
        if change.drawn:
            row.error("change_shape", f"“{FLOWS}”只用于 redraw：{change.kind.value} 的去向由“old”“new”即知")
        return
    for flow in change.drawn:
        for code, column, codes in ((flow.old, "old", change.old), (flow.new, "new", change.new)):
            if code not in codes:
                row.error("flow_unknown", f"“{FLOWS}”中的“{code}”不在“{column}”中")
    if len({(flow.old, flow.new) for flow in change.drawn}) != len(change.drawn):
        row.error("flow_shape", f"“{FLOWS}”中有重复的去向")
    _check_whole(row, change)


def _check_whole(row: FileRow, change: RegionChange) -> None:
    """Each old code goes as a whole to one, or in parts to several; to each new one something goes."""
    for old in change.old:
        wholes = [flow.whole for flow in change.drawn if flow.old == old]
        if wholes != [True] and (len(wholes) < 2 or any(wholes)):
            row.error("flow_shape", f"“{old}”应整体（whole）归入一处，或分几部分（part）归入几处，留下的也写明归它自己")
    for new in change.new:
        if not change.into(new):
            row.error("flow_shape", f"“{FLOWS}”没有写明“{new}”由哪里划入")


def _check_months(row: FileRow, change: RegionChange, regions: Mapping[str, Region]) -> None:
    """An old code ends in the month before, a new one begins with the effective month, one that stays is in both."""
    for code in change.old:
        if code not in change.new and regions[code].valid_to != change.effective.shift(-1):
            row.error("months_differ", f"{regions[code].name}（{code}）的 valid_to 应为{change.effective.shift(-1)}")
    for code in change.new:
        if code not in change.old and regions[code].valid_from != change.effective:
            row.error("months_differ", f"{regions[code].name}（{code}）的 valid_from 应为{change.effective}")
    for code in change.new:
        months = (change.effective.shift(-1), change.effective)
        if code in change.old and not all(regions[code].valid_in(month) for month in months):
            row.error(
                "months_differ", f"{regions[code].name}（{code}）在调整前后都有，有效月应含{months[0]}和{months[1]}"
            )
