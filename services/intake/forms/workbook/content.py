"""What stands in a cell, and how it is shown. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from services.intake.forms.workbook.number_format import GENERAL
from services.intake.forms.workbook.styles import FontMark

_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_LETTERS = 26

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
"""How far a sheet goes: to ``XFD1048576``."""


class ErrorValue(NamedTuple):
    """The result of a formula that went wrong: ``#DIV/0!``."""

    text: str


class DateValue(NamedTuple):
    """A date kept as one, not as a number."""

    text: str


class Content(NamedTuple):
    """A cell as read: ``value`` (a formula's last result; None nothing at all), whether a formula stands there, its
    number format, and the marks of its text."""

    value: int | Decimal | str | bool | ErrorValue | DateValue | None = None
    formula: bool = False
    number_format: str = GENERAL
    marks: frozenset[FontMark] = frozenset()


EMPTY = Content()


class Place(NamedTuple):
    """A cell's row and column, both counted from 1."""

    row: int
    column: int

    @property
    def address(self) -> str:
        """``E9``."""
        return f"{column_letters(self.column)}{self.row}"


class MergedArea(NamedTuple):
    """A merged range; all four are part of it."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def cells(self) -> int:
        """How many cells it covers."""
        return max(0, self.bottom - self.top + 1) * max(0, self.right - self.left + 1)

    def places(self) -> Iterator[Place]:
        """Every cell that it covers."""
        for row in range(self.top, self.bottom + 1):
            for column in range(self.left, self.right + 1):
                yield Place(row, column)

    def holds(self, place: Place) -> bool:
        """Whether a cell lies in it."""
        return self.top <= place.row <= self.bottom and self.left <= place.column <= self.right


def column_letters(column: int) -> str:
    """``E`` for 5."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters


def place_of_address(address: str) -> Place:
    """The cell that an address such as ``E9`` names.

    Raises:
        ValueError: it names none, or one beyond the end of a sheet.
    """
    found = _ADDRESS.fullmatch(address.strip())
    if found is None or int(found[2]) == 0:
        raise ValueError(address)
    column = 0
    for letter in found[1].upper():
        column = column * _LETTERS + ord(letter) - ord("A") + 1
    return within(Place(int(found[2]), column))


def within(place: Place) -> Place:
    """The place, which a sheet has.

    Raises:
        ValueError: it lies beyond the end of every sheet.
    """
    if not (1 <= place.row <= LAST_ROW and 1 <= place.column <= LAST_COLUMN):
        raise ValueError(place)
    return place


def fifteen_digits(number: float) -> int | Decimal:
    """What a spreadsheet shows of a binary fraction: fifteen significant digits."""
    shown = Decimal(f"{number:.15g}")
    return int(shown) if shown == shown.to_integral_value() and abs(shown) < 10**15 else shown
