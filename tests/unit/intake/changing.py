"""The published catalogue with made-up changes of 2023 in it: a recode, a merger, and a part that goes over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from shared.catalogue import Catalogue, load_catalogue
from shared.catalogue.model import Region
from shared.catalogue.region_changes import ChangeKind, Flow, RegionChange, RegionChanges
from shared.periods import Month
from tests.unit.intake.support import SIBLING, UNIT

OLD = "500192"
"""SIBLING's code until 2023-01."""

MERGED, PART_OF_IT = "500104", "500194"
"""MERGED is the whole of itself and of the other from 2023-02 on."""

GIVER = "500103"
"""A part of it goes to UNIT from 2023-02 on."""

TURN, ANNOUNCED = Month(2023, 2), date(2023, 1, 10)
WHY = "自2023年2月区划调整（划入一部分的批复）起，此前各月的数不能接续，2023年12月以前请报本月数"


def a_changing_catalogue() -> Catalogue:
    """The counties that are gone are part of the city as the others are."""
    known = load_catalogue()
    regions = dict(known.regions)
    regions[SIBLING] = replace(regions[SIBLING], valid_from=TURN)
    for code in (OLD, PART_OF_IT):
        regions[code] = Region(code, f"旧{code[-3:]}县", "county", "500000", f"旧{code[-3:]}", None, TURN.shift(-1))
    flows = (Flow(UNIT, UNIT, True), Flow(GIVER, UNIT, False), Flow(GIVER, GIVER, False))
    changes = (
        RegionChange(ChangeKind.RECODE, ANNOUNCED, TURN, (OLD,), (SIBLING,), "换码的批复"),
        RegionChange(ChangeKind.MERGE, ANNOUNCED, TURN, (MERGED, PART_OF_IT), (MERGED,), "合并的批复"),
        RegionChange(ChangeKind.REDRAW, ANNOUNCED, TURN, (UNIT, GIVER), (UNIT, GIVER), "划入一部分的批复", drawn=flows),
    )
    return Catalogue(
        regions.values(),
        known.groups,
        known.indicators.values(),
        known.plans.values(),
        known.departments,
        {},
        known.review,
        RegionChanges(changes),
        known.contacts,
    )
