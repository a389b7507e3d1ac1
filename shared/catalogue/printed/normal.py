"""One way of writing for what is printed in several: full-width forms, brackets, dashes, blanks. Pure."""

from __future__ import annotations

import unicodedata

LONGEST = 120
"""Characters of a cell that are looked at; a longer one is prose."""

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SAME = str.maketrans(
    {
        **dict.fromkeys("【〔〖〚", "["),
        **dict.fromkeys("】〕〗〛", "]"),
        **dict.fromkeys("∶︰﹕", ":"),
        **dict.fromkeys("≧⩾", "≥"),
        **dict.fromkeys("≦⩽", "≤"),
        "﹥": ">",
        "﹤": "<",
        **dict.fromkeys("–—―−‐‑‒﹣", "-"),
        **dict.fromkeys("〜∼～", "~"),
        **dict.fromkeys("“”\"‘’'「」", None),
    }
)
_PAIRS = ((">=", "≥"), ("=>", "≥"), ("<=", "≤"), ("=<", "≤"))


def normal(text: str) -> str:
    """``text`` with one form for each sign, without blanks but the single ones between two digits."""
    same = text.translate(_FULL_WIDTH).translate(_SAME)
    for pair, sign in _PAIRS:
        same = same.replace(pair, sign)
    parts = "".join(" " if _blank(each) else each for each in same).split()
    joined = ""
    for part in parts:
        between = joined[-1:].isdigit() and part[:1].isdigit()
        joined += f" {part}" if between else part
    return joined


def _blank(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) in ("Cf", "Zs", "Cc")
