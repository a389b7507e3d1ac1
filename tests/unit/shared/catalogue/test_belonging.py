from __future__ import annotations

import pytest

from shared.catalogue.belonging import Belonging
from shared.catalogue.model import Region

REGIONS = {
    code: Region(code, code, level, parent)
    for code, level, parent in (
        ("P", "province", ""),
        ("C", "prefecture", "P"),
        ("a", "county", "C"),
        ("b", "county", "P"),
        ("G", "group", "P"),
    )
}
BELONGING = Belonging(REGIONS, {"G": ("a", "b")})


def test_a_region_has_those_one_level_below_and_a_group_its_members() -> None:
    assert BELONGING.children["P"] == ("C", "b")
    assert BELONGING.children["C"] == ("a",)
    assert BELONGING.children["G"] == ("a", "b")
    assert BELONGING.children["a"] == ()


def test_ancestors_are_groups_and_parents_nearest_first() -> None:
    assert BELONGING.ancestors["a"] == ("G", "C", "P")
    assert BELONGING.ancestors["b"] == ("G", "P")
    assert BELONGING.ancestors["P"] == ()


def test_the_units_of_a_region_are_those_that_report_inside_it() -> None:
    assert BELONGING.units == ("a", "b")
    assert BELONGING.units_under["P"] == BELONGING.units_under["G"] == ("a", "b")
    assert (BELONGING.units_under["C"], BELONGING.units_under["a"]) == (("a",), ("a",))


def test_an_unknown_code_is_an_error() -> None:
    with pytest.raises(KeyError):
        BELONGING.children["x"]


def test_who_reports_is_who_has_nobody_below_whatever_the_level() -> None:
    """A county with towns adds up, a province of which no county is known reports itself."""
    found = Belonging(
        {
            code: Region(code, code, level, parent)
            for code, level, parent in (
                ("N", "country", ""),
                ("P", "province", "N"),
                ("Q", "province", "N"),
                ("a", "county", "P"),
                ("t", "unit", "a"),
                ("z", "unit", "a"),
                ("b", "county", "P"),
            )
        },
        {},
    )
    assert found.units == ("Q", "t", "z", "b")
    assert found.units_under["N"] == ("Q", "t", "z", "b")
    assert found.units_under["a"] == ("t", "z")


def test_units_of_one_name_in_a_province_are_told_apart_by_what_contains_them() -> None:
    named = [("P", "省", "province", ""), ("C", "甲市", "prefecture", "P"), ("D", "乙市", "prefecture", "P")]
    named += [("c", "市中区", "county", "C"), ("d", "市中区", "county", "D"), ("e", "东区", "county", "C")]
    named += [("Q", "外省", "province", ""), ("q", "东区", "county", "Q")]
    made = Belonging({code: Region(code, name, level, parent) for code, name, level, parent in named}, {})
    assert made.told_apart() == {"c": "市中区（甲市）", "d": "市中区（乙市）"}
