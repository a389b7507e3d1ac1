"""A tile map: one equal square a district, so that small ones can be read. Drawn on the server. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from shared.catalogue.model import Tile

SIDE, GAP = 82, 6


@dataclass(frozen=True, slots=True)
class Square:
    """What a square says: a name, a value, and a shape with a word; ``css`` carries the colour.

    ``label`` is the whole of it in words, for who cannot see it.
    """

    code: str
    name: str
    value: str
    shape: str
    word: str
    css: str
    address: str
    label: str


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
    return (
        f'<a href="{escape(square.address)}"><g class="tile {square.css}">'
        f"<title>{escape(square.label)}</title>"
        f'<rect x="{x}" y="{y}" width="{SIDE}" height="{SIDE}" rx="3"/>'
        f'<text class="name" x="{middle:g}" y="{y + 24}">{escape(square.name)}</text>'
        f'<text class="value" x="{middle:g}" y="{y + 47}">{escape(square.value)}</text>'
        f'<text class="word" x="{middle:g}" y="{y + 68}">{escape(square.shape)} {escape(square.word)}</text>'
        "</g></a>"
    )
