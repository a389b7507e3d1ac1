"""The families that are found by an index are those of the definition, which asks everybody everything."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from services.intake.units.families import Families, Family
from shared.catalogue import Catalogue, load_catalogue
from shared.catalogue.model import GROUP, LEVELS, Region

SHIPPED = load_catalogue()


def defined(catalogue: Catalogue, region: str) -> tuple[Family, ...]:
    """The definition, word by word."""
    found = []
    for indicator in catalogue.owed(region):
        if catalogue.indicators[indicator].is_rate:
            continue
        above = next((each for each in catalogue.ancestors(region) if indicator in catalogue.owed(each)), None)
        for parent in (region, above):
            if parent is None:
                continue
            owing = [
                code
                for code in catalogue.regions
                if code != parent and parent in catalogue.ancestors(code) and indicator in catalogue.owed(code)
            ]
            children = tuple(code for code in owing if not set(owing) & set(catalogue.ancestors(code)))
            covered = {unit for child in children for unit in catalogue.units_under(child)}
            if children:
                found.append(Family(indicator, parent, children, covered >= set(catalogue.units_under(parent))))
    return tuple(found)


@st.composite
def catalogues(draw: st.DrawFn) -> Catalogue:
    """Regions that lie in each other in any way, groups among them, and each shipped plan twice somewhere in it."""
    regions: list[Region] = []
    for number in range(draw(st.integers(2, 10))):
        above = draw(st.sampled_from(["", *(each.code for each in regions if each.level in LEVELS)]))
        regions.append(Region(f"r{number}", f"地区{number}", LEVELS[min(number, 1)], above))
    members = draw(st.lists(st.sampled_from(regions), unique=True))
    regions.append(Region("group", "片区", GROUP, regions[0].code))
    groups = {"group": tuple(each.code for each in members)}
    codes = st.sampled_from([each.code for each in regions if each.level != GROUP])
    plans = [
        replace(plan, id=f"{plan.id}-{copy}", region=draw(codes)) for plan in SHIPPED.plans.values() for copy in (1, 2)
    ]
    return Catalogue(regions, groups, SHIPPED.indicators.values(), plans, (), {})


def test_every_region_that_ships_has_the_families_of_the_definition(catalogue: Catalogue) -> None:
    families = Families(catalogue)
    for region in catalogue.regions:
        assert families.of(region) == defined(catalogue, region)


@settings(max_examples=200, deadline=None)
@given(catalogues())
def test_so_has_every_region_of_any_other_catalogue(catalogue: Catalogue) -> None:
    families = Families(catalogue)
    for region in catalogue.regions:
        assert families.of(region) == families.of(region) == defined(catalogue, region)


def test_a_family_is_worked_out_once_for_all_who_are_of_it() -> None:
    regions = [Region("a", "甲省", "province", ""), Region("b", "乙市", "prefecture", "a")]
    regions += [Region("c", "丙县", "county", "b"), Region("d", "丁县", "county", "a")]
    plan = SHIPPED.plans["chongqing-2021-2025"]
    plans = [replace(plan, id=region, region=region) for region in ("a", "b")]
    families = Families(Catalogue(regions, {}, SHIPPED.indicators.values(), plans, (), {}))
    (of_parent, *more), (of_child, *_) = families.of("a"), families.of("b")
    assert of_parent is of_child == Family("resident_pension_entrusted_investment", "a", ("b",), whole=False)
    assert not more
    assert families.of("c") == families.of("d") == ()
