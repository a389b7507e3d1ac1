"""A city whose counties change: one is recoded, two are merged, one gives a part away. Made up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from shared.catalogue import Catalogue
from shared.catalogue.model import Region
from shared.catalogue.region_changes import ChangeKind, Flow, RegionChange, RegionChanges
from shared.periods import Month
from tests.unit.aggregator.progress_world import CITY, a_catalogue

OLD, NEW = "110101", "110111"
"""Recoded from 2022-06 on."""

FIRST, SECOND, MERGED = "110102", "110103", "110112"
"""Merged from 2022-09 on."""

GIVER, TAKER = "110104", "110114"
"""The giver keeps a part from 2022-04 on, the taker is made of the other."""

STAYS, GONE = "110105", "110106"
"""The first stays what it is; the other is there where a test merges it into the first."""

EAST, WEST = "110100", "110200"
"""The two parts of the city of which one gives counties to the other."""

ALWAYS_KNOWN, LATE = date(2020, 1, 1), date(2022, 9, 20)

_MONTHS: dict[str, tuple[Month | None, Month | None]] = {
    OLD: (None, Month(2022, 5)),
    NEW: (Month(2022, 6), None),
    FIRST: (None, Month(2022, 8)),
    SECOND: (None, Month(2022, 8)),
    MERGED: (Month(2022, 9), None),
    GIVER: (None, None),
    TAKER: (Month(2022, 4), None),
    STAYS: (None, None),
}


def changes(announced: date) -> Iterable[RegionChange]:
    """The three changes, all told of on one day."""
    part = (Flow(GIVER, GIVER, False), Flow(GIVER, TAKER, False))
    yield RegionChange(
        ChangeKind.REDRAW, announced, Month(2022, 4), (GIVER,), (GIVER, TAKER), "区划调整的批复", drawn=part
    )
    yield RegionChange(ChangeKind.RECODE, announced, Month(2022, 6), (OLD,), (NEW,), "撤县设市的批复")
    yield RegionChange(ChangeKind.MERGE, announced, Month(2022, 9), (FIRST, SECOND), (MERGED,), "合并的批复")


def a_changing_city(announced: date = ALWAYS_KNOWN) -> Catalogue:
    """The plan of progress_world over these counties."""
    plain = a_catalogue()
    units = [Region(code, f"县{code[-3:]}", "county", CITY, "", *months) for code, months in _MONTHS.items()]
    return Catalogue(
        [plain.regions[CITY], *units],
        {},
        plain.indicators.values(),
        plain.plans.values(),
        [],
        {},
        changes=RegionChanges(changes(announced)),
    )


def a_city_of_two_parts() -> Catalogue:
    """The same counties, all of the eastern part but one: to the western one go the county that stays what it is, from
    2022-07 on, and the one that was recoded, from 2022-10 on."""
    plain = a_changing_city()
    west = (NEW, SECOND, STAYS)
    moves = (
        RegionChange(ChangeKind.MOVE, ALWAYS_KNOWN, month, (code,), (code,), "划转的批复", before=EAST)
        for code, month in ((STAYS, Month(2022, 7)), (NEW, Month(2022, 10)))
    )
    return Catalogue(
        [
            plain.regions[CITY],
            Region(EAST, "东片", "prefecture", CITY),
            Region(WEST, "西片", "prefecture", CITY),
            *(replace(plain.regions[code], parent=WEST if code in west else EAST) for code in _MONTHS),
        ],
        {},
        plain.indicators.values(),
        plain.plans.values(),
        [],
        {},
        changes=RegionChanges([*changes(ALWAYS_KNOWN), *moves]),
    )


def with_a_plan_of(unit: str, catalogue: Catalogue | None = None) -> Catalogue:
    """The changing city, of which one county has a plan of its own beside the city's: the same targets."""
    plain = catalogue or a_changing_city()
    (city,) = plain.plans.values()
    own = f"plan-{unit}"
    targets = tuple(replace(target, plan=own) for target in city.targets)
    plans = [city, replace(city, id=own, region=unit, targets=targets)]
    return Catalogue(plain.regions.values(), {}, plain.indicators.values(), plans, [], {}, changes=plain.changes)


def a_city_merged_in_place() -> Catalogue:
    """The same counties, and one more that is merged into the county that stays, from 2022-04 on."""
    plain = a_changing_city()
    gone = Region(GONE, f"县{GONE[-3:]}", "county", CITY, "", None, Month(2022, 3))
    merge = RegionChange(ChangeKind.MERGE, ALWAYS_KNOWN, Month(2022, 4), (STAYS, GONE), (STAYS,), "并入的批复")
    return _with(plain, [*plain.regions.values(), gone], [*plain.changes.items, merge])


def a_city_with_a_recoded_part() -> Catalogue:
    """The same counties, the one that stays in a part of the city that has another code from 2022-06 on."""
    plain = a_changing_city()
    parts = [
        Region(EAST, "旧片", "prefecture", CITY, "", None, Month(2022, 5)),
        Region(WEST, "新片", "prefecture", CITY, "", Month(2022, 6), None),
    ]
    counties = [replace(each, parent=WEST) if code == STAYS else each for code, each in plain.regions.items()]
    recode = RegionChange(ChangeKind.RECODE, ALWAYS_KNOWN, Month(2022, 6), (EAST,), (WEST,), "换码的批复")
    return _with(plain, [*counties, *parts], [*plain.changes.items, recode])


def _with(plain: Catalogue, regions: Iterable[Region], changed: Iterable[RegionChange]) -> Catalogue:
    indicators, plans = plain.indicators.values(), plain.plans.values()
    return Catalogue(regions, {}, indicators, plans, [], {}, changes=RegionChanges(changed))
