"""Whose a share is after regions changed."""

from __future__ import annotations

from datetime import date

from services.aggregator.districts.inherited import inherited
from shared.catalogue.region_changes import ChangeKind, Flow, RegionChange, RegionChanges
from shared.events import TargetShare
from shared.periods import Month

BEGUN, TURN, AFTER = Month(2021, 1), Month(2022, 6), Month(2022, 7)


def a_change(kind: ChangeKind, old: str, new: str, at: Month = TURN, *drawn: Flow) -> RegionChange:
    return RegionChange(kind, date(2022, 5, 1), at, tuple(old), tuple(new), "批复", drawn=drawn)


def shares(*changes: RegionChange, of: str = "abc", period: Month = AFTER) -> tuple[dict[str, int], list[str]]:
    given = [TargetShare(code, 10 * place, "given") for place, code in enumerate(of, 1)]
    found = inherited(given, RegionChanges(changes), BEGUN, period)
    return {share.region: share.amount for share in found.shares}, list(found.without)


def test_a_recoded_and_a_merged_unit_have_what_their_predecessors_had() -> None:
    assert shares(a_change(ChangeKind.RECODE, "a", "x")) == ({"b": 20, "c": 30, "x": 10}, [])
    assert shares(a_change(ChangeKind.MERGE, "ab", "m")) == ({"c": 30, "m": 30}, [])
    assert shares(a_change(ChangeKind.MERGE, "ab", "a")) == ({"a": 30, "c": 30}, [])


def test_one_change_after_the_other_is_followed() -> None:
    second = a_change(ChangeKind.MERGE, "xb", "m", Month(2022, 7))
    assert shares(a_change(ChangeKind.RECODE, "a", "x"), second) == ({"c": 30, "m": 30}, [])


def test_before_the_change_and_for_what_was_shared_out_after_it_nothing_moves() -> None:
    change = a_change(ChangeKind.RECODE, "a", "x")
    assert shares(change, period=Month(2022, 5)) == ({"a": 10, "b": 20, "c": 30}, [])
    assert shares(change, of="xbc") == ({"x": 10, "b": 20, "c": 30}, [])
    assert shares(a_change(ChangeKind.RECODE, "a", "x", BEGUN)) == ({"a": 10, "b": 20, "c": 30}, [])


def test_who_gave_or_got_a_part_has_no_share_and_neither_has_who_continues_it() -> None:
    split = a_change(ChangeKind.SPLIT, "a", "ad")
    assert shares(split) == ({"b": 20, "c": 30}, ["a", "d"])
    later = a_change(ChangeKind.MERGE, "db", "e", Month(2022, 7))
    assert shares(split, later) == ({"c": 30}, ["a", "e"])
    drawn = (Flow("a", "n", True), Flow("b", "n", False), Flow("b", "b", False), Flow("c", "m", True))
    redrawn = a_change(ChangeKind.REDRAW, "abc", "nbm", TURN, *drawn)
    assert shares(redrawn) == ({"m": 30}, ["n", "b"])
