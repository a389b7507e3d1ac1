"""The measures of a page of an office document, in millimetres, points and twips. Pure.

Two sets: those of GB/T 9704-2012, and those that documents had before; what was published in the first form is made in
it byte for byte for good.
"""

from __future__ import annotations

from dataclasses import dataclass

TWIPS = 1440 / 25.4
"""Of a millimetre."""

TEXT_WIDTH, TEXT_HEIGHT = 156.0, 225.0
"""Of an official paper's text, in millimetres (GB/T 9704-2012, 5.2.1)."""

LINES, CHARACTERS = 22, 28
"""On its page, and in its line (5.2.3)."""

_TABLE_SIZES = ((6, 10.5), (10, 9.0))  # so many columns at the most, this many points
_SMALLEST_TABLE = 7.5


@dataclass(frozen=True, slots=True)
class Measures:
    """Margins (above, right, below, left) and the footer's distance from the edge, in millimetres; sizes in points.

    ``pitch`` is the exact distance of lines in twips (0: that of the font). ``official``: heads are indented, page
    numbers stand outside between lines, tables are no wider than the text.
    """

    margins: tuple[float, float, float, float]
    footer: float
    body: float
    pitch: int
    official: bool


OFFICIAL = Measures((37, 26, 35, 28), 22.4, 16, int(TEXT_HEIGHT / LINES * TWIPS), True)
FIRST = Measures((30, 20, 28, 20), 16, 14, 0, False)


def table_points(columns: int) -> float:
    """The size in which a table of so many columns is set in an official paper."""
    return next((points for most, points in _TABLE_SIZES if columns <= most), _SMALLEST_TABLE)


def table_scale(width: float) -> float:
    """How much narrower a table of ``width`` millimetres is set so that it fits the text."""
    return min(TEXT_WIDTH / width, 1.0)


def twips(millimetres: float) -> int:
    """Millimetres as twips."""
    return round(millimetres * TWIPS)
