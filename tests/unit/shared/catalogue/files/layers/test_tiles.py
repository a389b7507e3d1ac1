"""Where each district's square stands: read, checked, and complete in the shipped catalogue."""

from __future__ import annotations

import pytest

from shared.catalogue.catalogue import Catalogue
from shared.catalogue.files.load import load_catalogue
from shared.catalogue.model import Tile
from shared.periods import Month
from tests.unit.shared.catalogue.files.layers.conftest import Write
from tests.unit.shared.catalogue.files.layers.office import REGIONS, faults


@pytest.mark.parametrize(("area", "count"), [("500000", 38), ("510000", 21), ("433100", 8)])
def test_every_district_has_a_square_of_its_own(catalogue: Catalogue, area: str, count: int) -> None:
    tiles = catalogue.office.tiles
    for month in (Month(2025, 12), Month(2026, 1)):
        places = [tiles[code] for code in catalogue.children(area) if catalogue.valid_in(code, month)]
        assert len(places) == len(set(places)) == count - (area == "500000" and month.year == 2026)


def test_neighbours_lie_roughly_as_on_the_map(catalogue: Catalogue) -> None:
    tiles = catalogue.office.tiles
    by_name = {catalogue.regions[code].short_name: tile for code, tile in tiles.items()}
    assert by_name["城口"].row < by_name["万州"].row < by_name["秀山"].row
    assert by_name["潼南"].column < by_name["渝中"].column < by_name["巫山"].column
    assert by_name["甘孜州"].column < by_name["成都"].column < by_name["达州"].column
    assert by_name["龙山"].row < by_name["吉首"].row


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ("500101,1,1\n500101,2,2", "duplicate_region"),
        ("nowhere,1,1", "unknown_region"),
        ("500101,west,1", "bad_number"),
        (",1,1", "empty_cell"),
    ],
)
def test_a_line_that_is_wrong_is_refused_with_its_place(write: Write, lines: str, code: str) -> None:
    found = faults(write({"tiles.csv": f"code,column,row\n{lines}\n"}))
    assert (code, "site/tiles.csv") in {(each.code, each.file) for each in found}


def test_an_office_draws_its_own_squares_over_the_shipped_ones(write: Write, catalogue: Catalogue) -> None:
    loaded = load_catalogue(site=write({"tiles.csv": "code,column,row\n500101,40,50\n"}))
    assert loaded.office.tiles == {**catalogue.office.tiles, "500101": Tile(40, 50)}


def test_squares_of_regions_that_a_replaced_table_lacks_are_left_out(write: Write) -> None:
    regions = REGIONS + "500000,重庆市,重庆,province,,,\n500107,九龙坡区,九龙坡,county,500000,,\n"
    files = {"site.toml": 'plans = []\nreplaces = ["regions.csv"]\n', "regions.csv": regions}
    assert set(load_catalogue(site=write(files)).office.tiles) == {"500107"}
