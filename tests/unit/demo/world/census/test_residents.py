"""Who is said to live where, and where that is from."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from services.demo.world.census.residents import HowKnown, Residents, read_residents, residents_by_region
from shared.catalogue import CatalogueError
from shared.catalogue.catalogue import Catalogue
from shared.periods import Month

PUBLISHED = {"500000": 32_054_159, "510000": 83_674_866, "510100": 20_937_757, "513200": 822_587}
"""The totals of the census' bulletins."""


@pytest.fixture(scope="module")
def rows() -> dict[str, Residents]:
    return {each.region: each for each in read_residents()}


def test_every_unit_that_is_played_has_its_people_once(catalogue: Catalogue, rows: dict[str, Residents]) -> None:
    assert Counter(each.region for each in read_residents()).most_common(1)[0][1] == 1
    played = {unit for unit in catalogue.units() if catalogue.valid_in(unit, Month(2021, 1))}
    assert set(rows) == played
    assert {each.name for each in rows.values()} == {catalogue.regions[unit].name for unit in played}


@pytest.mark.parametrize(("area", "people"), PUBLISHED.items())
def test_the_units_add_up_to_the_total_that_was_published(catalogue: Catalogue, area: str, people: int) -> None:
    number = residents_by_region()
    assert sum(number.get(unit, 0) for unit in catalogue.units_under(area)) == people


def test_an_estimate_says_what_was_shared_out_and_all_else_says_where_it_was_read(rows: dict[str, Residents]) -> None:
    for each in rows.values():
        told = "减去" in each.source if each.basis is HowKnown.ESTIMATE else "相加恰为" in each.source
        assert told or (each.basis is HowKnown.READ and "http" in each.source), each


def test_of_chongqing_nothing_is_estimated(catalogue: Catalogue, rows: dict[str, Residents]) -> None:
    bases = Counter(rows[unit].basis for unit in catalogue.units_under("500000") if unit in rows)
    assert bases == {HowKnown.READ: 31, HowKnown.SUMMED: 7}


def test_a_row_that_does_not_say_where_it_is_from_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "residents.csv"
    path.write_text("code,name,residents,basis,source\n500229,城口县,197497,read,\n500238,巫溪县,388685,guess,x\n")
    with pytest.raises(CatalogueError) as caught:
        read_residents(path)
    assert "source" in str(caught.value)
    assert "basis" in str(caught.value)
