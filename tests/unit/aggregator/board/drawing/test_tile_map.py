"""Tile maps: every district of the shipped areas has its own square."""

from __future__ import annotations

from xml.etree import ElementTree

from services.aggregator.board.drawing.tile_map import Square, tile_map
from shared.catalogue.model import Tile


def a_square(code: str, name: str = "甲") -> Square:
    return Square(code, name, "+1.00%", "▲", "增", "rising", f"/regions/{code}", f"{name}：+1.00%，增，第1位")


def test_a_square_says_everything_in_words_and_leads_to_its_district() -> None:
    drawn = tile_map([a_square("1"), a_square("2", "<乙>")], {"1": Tile(0, 0), "2": Tile(1, 2)}, "某市")
    root = ElementTree.fromstring(drawn)
    assert [link.get("href") for link in root.iter("a")] == ["/regions/1", "/regions/2"]
    assert [title.text for title in root.iter("title")] == ["甲：+1.00%，增，第1位", "<乙>：+1.00%，增，第1位"]
    assert root.get("viewBox") == "0 0 170 258"


def test_no_map_is_drawn_where_a_district_has_no_square() -> None:
    assert tile_map([a_square("1"), a_square("2")], {"1": Tile(0, 0)}, "某市") == ""
    assert tile_map([], {}, "某市") == ""
