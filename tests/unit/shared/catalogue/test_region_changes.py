"""Regions that change: on a made-up city of which one county is split, two are merged, one moves, one is recoded."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from shared.catalogue import Catalogue, load_catalogue
from shared.catalogue.files.region_changes import COLUMNS, FLOWS, read_changes
from shared.catalogue.files.tables import TableFile
from shared.catalogue.findings import Findings
from shared.catalogue.model import Indicator, Kind, Plan, Region
from shared.catalogue.region_changes import ChangeKind, Flow, RegionChange, RegionChanges
from shared.periods import Month
from tests.unit.aggregator.progress_world import FLOW, STOCK, a_row
from tests.unit.units_of_measure import unit_of

PROVINCE, EAST, WEST = "110000", "110100", "110200"
SPLIT, LEFT, RIGHT = "110101", "110111", "110112"
FIRST, SECOND, MERGED = "110102", "110103", "110113"
MOVED, OLD, NEW = "110104", "110201", "110211"
TURN, ANNOUNCED = Month(2022, 7), date(2022, 5, 20)
ENDS: dict[str, Any] = {"valid_to": TURN.shift(-1)}
BEGINS: dict[str, Any] = {"valid_from": TURN}


def a_change(kind: ChangeKind, old: tuple[str, ...], new: tuple[str, ...], before: str = "") -> RegionChange:
    return RegionChange(kind, ANNOUNCED, TURN, old, new, "区划调整的批复", "某政〔2022〕5号", before)


CHANGES = RegionChanges(
    [
        a_change(ChangeKind.SPLIT, (SPLIT,), (LEFT, RIGHT)),
        a_change(ChangeKind.MERGE, (FIRST, SECOND), (MERGED,)),
        a_change(ChangeKind.MOVE, (MOVED,), (MOVED,), EAST),
        a_change(ChangeKind.RECODE, (OLD,), (NEW,)),
        a_change(ChangeKind.RENAME, (EAST,), (EAST,), "旧东市"),
    ]
)


def regions() -> list[Region]:
    east = [(SPLIT, ENDS), (LEFT, BEGINS), (RIGHT, BEGINS), (FIRST, ENDS), (SECOND, ENDS), (MERGED, BEGINS)]
    return [
        Region(PROVINCE, "某省", "province", ""),
        Region(EAST, "东市", "prefecture", PROVINCE),
        Region(WEST, "西市", "prefecture", PROVINCE),
        *(Region(code, f"县{code[-3:]}", "county", EAST, **months) for code, months in east),
        Region(MOVED, "县104", "county", WEST),
        Region(OLD, "县201", "county", WEST, **ENDS),
        Region(NEW, "县211", "county", WEST, **BEGINS),
    ]


def a_changing_catalogue(changes: RegionChanges = CHANGES) -> Catalogue:
    """A province's plan of a stock and a flow, over two prefectures."""
    rows = (a_row(1, STOCK, "600", "1200", "人"), a_row(2, FLOW, "0", "6000", "人"))
    return Catalogue(
        regions(),
        {},
        [
            Indicator(STOCK, "参保人数", Kind.STOCK, unit_of("人"), True),
            Indicator(FLOW, "就业", Kind.FLOW, unit_of("人"), True),
        ],
        [Plan("city-plan", "某规划", PROVINCE, Month(2021, 1), Month(2025, 12), "", "", rows)],
        (),
        {},
        changes=changes,
    )


def test_each_month_has_the_units_names_and_parents_of_its_time() -> None:
    catalogue = a_changing_catalogue()
    assert set(catalogue.units_under(EAST, Month(2022, 6))) == {SPLIT, FIRST, SECOND, MOVED}
    assert set(catalogue.units_under(EAST, TURN)) == {LEFT, RIGHT, MERGED}
    assert set(catalogue.units_under(WEST, TURN)) == {MOVED, NEW}
    assert catalogue.at(Month(2022, 6)).regions[EAST].name == "旧东市"
    assert catalogue.at(TURN) is catalogue
    expected = [catalogue.expected_units(code, STOCK, Month(2022, 6)) for code in (PROVINCE, EAST, WEST)]
    assert expected == [5, 4, 1]
    assert [catalogue.expected_units(code, STOCK, TURN) for code in (PROVINCE, EAST, WEST)] == [5, 3, 2]


def test_regions_are_traced_back_to_what_they_were() -> None:
    before = Month(2022, 6)
    assert CHANGES.trace([MERGED], before).codes == (FIRST, SECOND)
    assert CHANGES.trace([NEW], before).codes == (OLD,)
    assert CHANGES.trace([MOVED], before).codes == (MOVED,)
    assert CHANGES.trace([MERGED], TURN).codes == (MERGED,)
    whole = CHANGES.trace([LEFT, RIGHT], before)
    assert (whole.codes, whole.splits) == ((SPLIT,), ())
    part = CHANGES.trace([LEFT], before)
    assert (part.codes, [each.old for each in part.splits]) == ((SPLIT,), [(SPLIT,)])


def test_before_it_is_announced_nobody_knows_a_change() -> None:
    catalogue = a_changing_catalogue()
    earlier = catalogue.known_on(date(2022, 5, 19))
    assert set(earlier.units_under(EAST, TURN)) == {SPLIT, FIRST, SECOND, MOVED}
    assert earlier.regions[EAST].name == "旧东市"
    assert not earlier.changes
    assert catalogue.known_on(ANNOUNCED) is catalogue


def test_a_change_of_codes_alone_leaves_one_catalogue_for_all_months() -> None:
    catalogue = load_catalogue()
    assert catalogue.changes and not catalogue.changes.move
    assert catalogue.at(Month(2021, 1)) is catalogue


REDRAWN = RegionChange(
    ChangeKind.REDRAW,
    ANNOUNCED,
    TURN,
    ("a", "b", "c"),
    ("c", "n"),
    "批复",
    drawn=(
        Flow("a", "n", True),
        Flow("b", "n", False),
        Flow("b", "c", False),
        Flow("c", "n", False),
        Flow("c", "c", False),
    ),
)


def test_what_is_redrawn_is_traced_only_together() -> None:
    changes, before = RegionChanges([REDRAWN]), Month(2022, 6)
    together = changes.trace(["n", "c"], before)
    assert (set(together.codes), together.splits) == ({"a", "b", "c"}, ())
    for alone in ("n", "c"):
        assert changes.trace([alone], before).splits == (REDRAWN,)
        assert changes.predecessors(alone, before, TURN) == ()
        assert changes.predecessors(alone, TURN, TURN) == (alone,)
    assert changes.trace(["a"], before).codes == ("a",)


def test_a_whole_is_continued_and_a_part_is_not() -> None:
    before = Month(2022, 6)
    assert CHANGES.predecessors(MERGED, before, TURN) == (FIRST, SECOND)
    assert CHANGES.predecessors(NEW, before, TURN) == (OLD,)
    assert CHANGES.predecessors(LEFT, before, TURN) == ()
    assert CHANGES.predecessors(MOVED, before, TURN) == (MOVED,)
    assert (CHANGES.heirs(FIRST), CHANGES.heirs(OLD), CHANGES.heirs(SPLIT)) == ((MERGED,), (NEW,), ())


def test_who_has_taken_over_is_whom_the_whole_went_to_else_who_got_the_parts() -> None:
    assert CHANGES.successors(OLD, TURN) == (NEW,)
    assert CHANGES.successors(FIRST, TURN) == (MERGED,)
    assert set(CHANGES.successors(SPLIT, TURN)) == {LEFT, RIGHT}
    assert CHANGES.successors(OLD, Month(2022, 6)) == (OLD,)
    assert RegionChanges([REDRAWN]).successors("a", TURN) == ("n",)


def test_a_change_that_has_not_come_yet_changes_nobodys_past() -> None:
    before, earlier = Month(2022, 6), Month(2021, 3)
    changes = RegionChanges([REDRAWN])
    assert changes.predecessors("c", earlier, before) == ("c",)
    assert changes.trace(["c"], earlier, before).splits == ()
    assert [changes.stage("c", month) for month in (earlier, before, TURN)] == [0, 0, 1]
    assert changes.stage("a", TURN) == changes.stage("elsewhere", TURN) == 0


def test_a_merger_into_one_of_its_own_codes_continues_that_one_too() -> None:
    into = RegionChanges([RegionChange(ChangeKind.MERGE, ANNOUNCED, TURN, ("a", "b"), ("a",), "批复")])
    assert into.predecessors("a", Month(2022, 6), TURN) == ("a", "b")
    assert (into.heirs("a"), into.heirs("b")) == ((), ("a",))


GOOD = f"split,2022-05-20,2022-07,{SPLIT},{LEFT}|{RIGHT},,批复,"


def read(folder: Path, *lines: str) -> list[tuple[str, int]]:
    path = folder / "region_changes.csv"
    path.write_text("\n".join((",".join((*COLUMNS, FLOWS)), *lines)) + "\n", "utf-8")
    findings = Findings()
    read_changes([TableFile(path, path.name)], {region.code: region for region in regions()}, findings)
    return [(each.code, each.line) for each in findings.items]


def test_a_consistent_file_has_no_fault(tmp_path: Path) -> None:
    lines = (
        GOOD,
        f"merge,2022-05-20,2022-07,{FIRST}|{SECOND},{MERGED},,批复,某政〔2022〕5号",
        f"move,2022-05-20,2022-07,{MOVED},{MOVED},{EAST},批复,",
        f"recode,2022-05-20,2022-07,{OLD},{NEW},,批复,",
        f"rename,2022-05-20,2022-07,{EAST},{EAST},旧东市,批复,",
    )
    assert read(tmp_path, *lines) == []
    assert read(tmp_path, a_redraw()) == []
    assert not read_changes([], {}, Findings())


DRAWN = (
    f"{FIRST}>{MERGED} whole|{SECOND}>{MERGED} part|{SECOND}>{MOVED} part|{MOVED}>{MERGED} part|{MOVED}>{MOVED} part"
)
"""The first goes whole to the merged one, the second in two parts, and the moved one keeps a part."""


def a_redraw(flows: str = DRAWN, new: str = f"{MERGED}|{MOVED}") -> str:
    return f"redraw,2022-05-20,2022-07,{FIRST}|{SECOND}|{MOVED},{new},,批复,,{flows}"


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        (GOOD.replace("2022-07", "2022-08"), ["months_differ"] * 3),
        (GOOD.replace("2022-05-20", "5月"), ["bad_day"]),
        (GOOD.replace("split", "vanish"), ["unknown_word"]),
        (GOOD.replace(LEFT, "999999"), ["unknown_region"]),
        (GOOD.replace(f"|{RIGHT}", ""), ["change_shape"]),
        (GOOD.replace("批复", ""), ["empty_cell"]),
        (f"rename,2022-05-20,2022-07,{EAST},{EAST},,批复,", ["empty_cell"]),
        (f"move,2022-05-20,2022-07,{MOVED},{MOVED},,批复,", ["unknown_region"]),
        (f"{GOOD},{SPLIT}>{LEFT} part|{SPLIT}>{RIGHT} part", ["change_shape"]),
        (f"redraw,2022-05-20,2022-07,{FIRST},{MERGED},,批复,", ["change_shape", "flow_shape", "flow_shape"]),
        (a_redraw(f"{FIRST}>{MERGED}|{SECOND}: all"), ["bad_flow", "bad_flow"]),
        (
            a_redraw(f"{FIRST}>{MERGED} whole|{SECOND}>{MERGED} part|{MOVED}>{MOVED} whole"),
            ["flow_shape"],
        ),
        (
            a_redraw(f"{FIRST}>{MERGED} whole|{SECOND}>{MERGED} whole|{LEFT}>{MERGED} whole|{MOVED}>{MOVED} whole"),
            ["flow_unknown"],
        ),
        (
            a_redraw(f"{FIRST}>{MERGED} whole|{FIRST}>{MOVED} part|{SECOND}>{MERGED} whole|{MOVED}>{MOVED} whole"),
            ["flow_shape"],
        ),
        (a_redraw(f"{FIRST}>{MERGED} whole|{SECOND}>{MERGED} whole|{MOVED}>{MERGED} whole"), ["flow_shape"]),
        (
            a_redraw(
                f"{FIRST}>{FIRST} whole|{SECOND}>{MERGED} whole|{MOVED}>{MOVED} whole", f"{FIRST}|{MERGED}|{MOVED}"
            ),
            ["months_differ"],
        ),
    ],
)
def test_a_file_that_contradicts_the_regions_is_refused(tmp_path: Path, line: str, codes: list[str]) -> None:
    assert read(tmp_path, line) == [(code, 2) for code in codes]
