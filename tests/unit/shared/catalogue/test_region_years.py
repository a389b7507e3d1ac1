"""How years go on where regions change in them."""

from __future__ import annotations

from datetime import date

from shared.catalogue.model import Region
from shared.catalogue.region_changes import ChangeKind, Flow, RegionChange, RegionChanges
from shared.catalogue.region_years import RegionYear, YearTurn
from shared.periods import Month

DAY = date(2022, 1, 10)


def a_change(
    kind: ChangeKind, month: int, old: str, new: str, year: int = 2022, drawn: tuple[Flow, ...] = ()
) -> RegionChange:
    return RegionChange(kind, DAY, Month(year, month), tuple(old), tuple(new), "批复", drawn=drawn)


def a_year(*changes: RegionChange, year: int = 2022, regions: tuple[Region, ...] = ()) -> RegionYear:
    return RegionYear(year, {region.code: region for region in regions}, RegionChanges(changes))


def test_a_recode_and_a_merger_continue_the_years_of_their_predecessors() -> None:
    year = a_year(a_change(ChangeKind.RECODE, 6, "a", "b"), a_change(ChangeKind.MERGE, 9, "bc", "c"))
    assert year.turns == {6: (YearTurn("b", ("a",)),), 9: (YearTurn("c", ("b", "c")),)}
    assert {code: set(year.family(code)) for code in "abcd"} == {
        "a": set("abc"),
        "b": set("abc"),
        "c": set("abc"),
        "d": {"d"},
    }
    assert year.joined("a") and not year.joined("d")
    assert all(year.anew(code, 12) is None for code in "abcd")


def test_two_families_of_a_year_that_meet_later_are_one() -> None:
    year = a_year(
        a_change(ChangeKind.RECODE, 3, "a", "b"),
        a_change(ChangeKind.RECODE, 3, "c", "d"),
        a_change(ChangeKind.MERGE, 8, "bd", "e"),
        a_change(ChangeKind.RECODE, 9, "x", "y"),
    )
    assert set(year.family("a")) == set("abcde")
    assert set(year.family("y")) == set("xy")
    assert set(year.turns_of(year.family("x"))) == {9}


def test_who_got_or_gave_a_part_begins_anew_until_the_year_ends() -> None:
    year = a_year(a_change(ChangeKind.SPLIT, 6, "a", "ab"))
    assert [year.anew("a", month) is None for month in (5, 6, 12)] == [True, False, False]
    assert [year.anew("b", month) is None for month in (5, 6, 12)] == [True, False, False]
    assert year.turns == {6: (YearTurn("a", ()), YearTurn("b", ()))}
    assert not year.joined("a")
    assert a_year(a_change(ChangeKind.SPLIT, 6, "a", "ab"), year=2023).anew("a", 1) is None


def test_of_a_redraw_only_who_got_wholes_alone_goes_on() -> None:
    flows = (Flow("a", "n", True), Flow("b", "m", True), Flow("c", "m", False), Flow("c", "c", False))
    year = a_year(a_change(ChangeKind.REDRAW, 4, "abc", "nmc", drawn=flows))
    assert year.turns[4] == (YearTurn("n", ("a",)), YearTurn("m", ()), YearTurn("c", ()))
    assert year.anew("n", 4) is None
    assert year.anew("m", 4) is not None and year.anew("c", 4) is not None


def test_who_continues_one_that_began_anew_has_no_year_to_date_either() -> None:
    split = a_change(ChangeKind.SPLIT, 4, "a", "bc")
    year = a_year(split, a_change(ChangeKind.MERGE, 8, "bd", "e"), a_change(ChangeKind.RECODE, 10, "e", "f"))
    assert year.anew("e", 7) is None
    assert year.anew("e", 8) is year.anew("f", 10) is split
    assert year.turns[8] == (YearTurn("e", ()),)


def test_a_change_in_january_or_in_another_year_moves_no_year_to_date() -> None:
    january, other = a_change(ChangeKind.MERGE, 1, "ab", "c"), a_change(ChangeKind.SPLIT, 6, "d", "de", 2021)
    year = a_year(january, other)
    assert not year.turns
    assert year.family("c") == ("c",)


def test_a_code_counts_in_the_months_in_which_it_is_there() -> None:
    regions = (
        Region("a", "甲", "county", "", valid_to=Month(2022, 5)),
        Region("b", "乙", "county", "", valid_from=Month(2022, 6)),
        Region("c", "丙", "county", ""),
    )
    year = a_year(regions=regions)
    assert [year.counts("a", month) for month in (1, 5, 6)] == [True, True, False]
    assert [year.counts("b", month) for month in (5, 6)] == [False, True]
    assert year.counts("c", 6)
    assert [a_year(regions=regions, year=each).counts("b", 1) for each in (2021, 2023)] == [False, True]
