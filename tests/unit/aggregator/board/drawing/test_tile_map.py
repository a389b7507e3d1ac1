"""Tile maps: every district of the shipped areas has its own square."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

from services.aggregator.board.drawing.tile_map import Square, shade_of, shades, tile_map
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


def test_districts_are_shaded_in_five_steps_by_their_places() -> None:
    assert [shade_of(place, 10) for place in range(1, 11)] == [5, 5, 4, 4, 3, 3, 2, 2, 1, 1]
    assert [shade_of(place, 2) for place in (1, 2, None)] == [5, 3, 0]
    squares = [replace(a_square(str(at)), value=f"+{9 - at}%", shade=shade_of(at + 1, 6)) for at in range(6)]
    assert shades([*squares, a_square("7")])[0] == (5, "+9% ~ +8%")
    drawn = tile_map(squares, {str(at): Tile(at, 0) for at in range(6)}, "某市")
    assert drawn.count("shade-5") == 2 and drawn.count('rect class="shade-1"') == 1
