"""Words that no line of a page holds: an address, a slip of the finger. Pure.

A typesetter breaks a line between words, and prints a word that is wider than the page beside it, where nobody sees it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

MAY_BREAK = "\u200b"
"""Stands between two signs that a line may be broken between; it is not printed."""

_CHINESE = 0x2E80  # from here on a line may be broken at every sign
_POINT = 25.4 / 72
_WORD = re.compile(f"[^\\s{chr(_CHINESE)}-\U0010ffff]+")
_SPARE = 3  # signs: a first line is indented by two
_FIGURE = 24
"""Signs that are one figure: it is set smaller, and never torn."""


def pieces(text: str) -> Iterator[str]:
    """What stays on one line: a run of Latin letters and figures; of Chinese every character alone."""
    piece = ""
    for character in text:
        if character.isspace() or character == MAY_BREAK or ord(character) >= _CHINESE:
            yield piece
            piece = ""
        else:
            piece += character
    yield piece


def broken(text: str, room: float, size: float) -> str:
    """``text`` so that a word which is wider than ``room`` millimetres in ``size`` points may be broken."""
    most = max(int(room / (size * _POINT)) - _SPARE, 1)
    return _WORD.sub(lambda found: _parted(found[0], room / (size * _POINT), most), text)


def _parted(word: str, room: float, most: int) -> str:
    if len(word) <= _FIGURE or sum(map(_width, word)) <= room:
        return word
    return MAY_BREAK.join(word[at : at + most] for at in range(0, len(word), most))


def _width(character: str) -> float:
    """In ems, rather too wide than too narrow."""
    if not character.isascii() or character.isupper() or character in "@%&":
        return 1.0
    return 0.56 if character.isdigit() or character in ".,:-+" else 0.7
