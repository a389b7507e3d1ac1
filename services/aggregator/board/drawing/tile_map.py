"""A tile map: one equal square a district, so that small ones can be read. Drawn on the server. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from shared.catalogue.model import Tile

SIDE, GAP = 82, 6
SHADES = 5
"""Steps of shade, the darkest for the districts that stand first."""


@dataclass(frozen=True, slots=True)
class Square:
    """What a square says: a name, a value, and a shape with a word; ``css`` carries the colour.

    ``label`` is the whole of it in words, for who cannot see it. ``shade`` is from 1 to SHADES, 0 for none.
    """

    code: str
    name: str
    value: str
    shape: str
    word: str
    css: str
    address: str
    label: str
    shade: int = 0


def shade_of(place: int | None, ranked: int) -> int:
    """The step of a district that stands at ``place`` (from 1) of ``ranked``; equal places share a step."""
    return 0 if place is None else SHADES - (place - 1) * SHADES // ranked


def shades(squares: Sequence[Square]) -> tuple[tuple[int, str], ...]:
    """The steps that occur, darkest first, each with its first and last value; ``squares`` in their ranking."""
    found: dict[int, list[str]] = {}
    for square in squares:
        if square.shade:
            found.setdefault(square.shade, []).append(square.value)
    ordered = sorted(found.items(), reverse=True)
    return tuple((shade, " ~ ".join(dict.fromkeys((values[0], values[-1])))) for shade, values in ordered)


def tile_map(squares: Sequence[Square], tiles: Mapping[str, Tile], title: str) -> Markup:
    """The map; nothing when not every district has its place: a map with holes would say that they are none."""
    if not squares or any(square.code not in tiles for square in squares):
        return Markup("")
    places = [tiles[square.code] for square in squares]
    width = (max(place.column for place in places) + 1) * (SIDE + GAP) - GAP
    height = (max(place.row for place in places) + 1) * (SIDE + GAP) - GAP
    parts = [_square(square, tiles[square.code]) for square in squares]
    return Markup(
        f'<svg class="tiles" viewBox="0 0 {width} {height}" role="group" aria-label="{escape(title)}">'
        f"{''.join(parts)}</svg>"
    )


def _square(square: Square, place: Tile) -> str:
    x, y = place.column * (SIDE + GAP), place.row * (SIDE + GAP)
    middle = x + SIDE / 2
    shade = f' class="shade-{square.shade}"' if square.shade else ""
    return (
        f'<a href="{escape(square.address)}"><g class="tile {square.css}">'
        f"<title>{escape(square.label)}</title>"
        f'<rect{shade} x="{x}" y="{y}" width="{SIDE}" height="{SIDE}" rx="3"/>'
        f'<text class="name" x="{middle:g}" y="{y + 24}">{escape(square.name)}</text>'
        f'<text class="value" x="{middle:g}" y="{y + 47}">{escape(square.value)}</text>'
        f'<text class="word" x="{middle:g}" y="{y + 68}">{escape(square.shape)} {escape(square.word)}</text>'
        "</g></a>"
    )
