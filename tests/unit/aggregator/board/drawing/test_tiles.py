"""Tile maps: every district of the shipped areas has its own square."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from services.aggregator.board.drawing.tile_map import Square, tile_map
from services.aggregator.board.drawing.tiles import Tile, load_tiles
from shared.catalogue import Catalogue
from shared.catalogue.findings import CatalogueError
from shared.periods import Month


def a_square(code: str, name: str = "甲") -> Square:
    return Square(code, name, "+1.00%", "▲", "增", "rising", f"/regions/{code}", f"{name}：+1.00%，增，第1位")


@pytest.mark.parametrize(("area", "count"), [("500000", 38), ("510000", 21), ("433100", 8)])
def test_every_district_has_a_square_of_its_own(catalogue: Catalogue, area: str, count: int) -> None:
    tiles = load_tiles(known=catalogue.regions)
    for month in (Month(2025, 12), Month(2026, 1)):
        places = [tiles[code] for code in catalogue.children(area) if catalogue.valid_in(code, month)]
        assert len(places) == len(set(places)) == count - (area == "500000" and month.year == 2026)


def test_neighbours_lie_roughly_as_on_the_map(catalogue: Catalogue) -> None:
    tiles = load_tiles()
    by_name = {catalogue.regions[code].short_name: tile for code, tile in tiles.items()}
    assert by_name["城口"].row < by_name["万州"].row < by_name["秀山"].row
    assert by_name["潼南"].column < by_name["渝中"].column < by_name["巫山"].column
    assert by_name["甘孜州"].column < by_name["成都"].column < by_name["达州"].column
    assert by_name["龙山"].row < by_name["吉首"].row


@pytest.mark.parametrize(
    "lines",
    ["500101,1,1\n500101,2,2", "nowhere,1,1", "500101,west,1", ",1,1"],
    ids=["twice", "unknown", "word", "empty"],
)
def test_a_line_that_is_wrong_is_refused_with_its_place(tmp_path: Path, catalogue: Catalogue, lines: str) -> None:
    path = tmp_path / "tiles.csv"
    path.write_text(f"code,column,row\n{lines}\n", "utf-8")
    with pytest.raises(CatalogueError, match=r"tiles\.csv"):
        load_tiles(path, catalogue.regions)


def test_a_square_says_everything_in_words_and_leads_to_its_district() -> None:
    drawn = tile_map([a_square("1"), a_square("2", "<乙>")], {"1": Tile(0, 0), "2": Tile(1, 2)}, "某市")
    root = ElementTree.fromstring(drawn)
    assert [link.get("href") for link in root.iter("a")] == ["/regions/1", "/regions/2"]
    assert [title.text for title in root.iter("title")] == ["甲：+1.00%，增，第1位", "<乙>：+1.00%，增，第1位"]
    assert root.get("viewBox") == "0 0 170 258"


def test_no_map_is_drawn_where_a_district_has_no_square() -> None:
    assert tile_map([a_square("1"), a_square("2")], {"1": Tile(0, 0)}, "某市") == ""
    assert tile_map([], {}, "某市") == ""
