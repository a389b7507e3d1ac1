"""A message as the markdown that group robots read, within a limit of bytes. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence

import msgspec

_ELLIPSIS = "…（全文见链接）"
_GAP = "\n\n"
_STRONG = "**"
_BREAKS = "。；，、 "
_LEAST_BYTES = 60
"""Less of a paragraph than this says nothing."""

_UNSAFE = str.maketrans({"<": "＜", ">": "＞", "[": "［", "]": "］", "`": "｀", "\r": " "})


def escaped(text: str) -> str:
    """``text`` without what would become a link, a mention, code or a tag; ``**…**`` stays."""
    return text.translate(_UNSAFE)


Measure = Callable[[str], int]
"""How many bytes a text takes. The size of two texts together is the sum of theirs."""


def utf8_size(text: str) -> int:
    """Its UTF-8 bytes."""
    return len(text.encode())


def json_size(text: str) -> int:
    """Its bytes inside a JSON string, where quotes and control characters take more room."""
    return len(msgspec.json.encode(text)) - 2


def fitted(paragraphs: Sequence[str], limit: int, size: Measure) -> str:
    """The paragraphs, a blank line between, in at most ``limit`` bytes.

    They stand in the order of what a reader needs most: where they do not all fit, the one that
    goes over the limit is cut at the end of a phrase, and says so, and the rest is left out.

    Raises:
        ValueError: not even the mark that something is missing fits.
    """
    whole = _GAP.join(paragraphs)
    if size(whole) <= limit:
        return whole
    room = limit - size(_ELLIPSIS)
    if room < 0:
        raise ValueError(f"no message fits into {limit} bytes")
    kept: list[str] = []
    for paragraph in paragraphs:
        gap = size(_GAP) if kept else 0
        needed = size(paragraph) + gap
        if needed > room:
            if room >= _LEAST_BYTES:
                kept.append(_cut(paragraph, room - gap, size))
            break
        kept.append(paragraph)
        room -= needed
    return _GAP.join(kept) + _ELLIPSIS


def _cut(paragraph: str, limit: int, size: Measure) -> str:
    """The beginning of a paragraph up to the end of a phrase; its marks of emphasis are closed."""
    room = limit - size(_STRONG)
    length = bisect_right(range(1, len(paragraph)), room, key=lambda end: size(paragraph[:end]))
    text = paragraph[:length]
    end = max(text.rfind(each) for each in _BREAKS)
    if end > len(text) // 2:
        text = text[:end]
    text = text.rstrip("*")
    return text + _STRONG if text.count(_STRONG) % 2 else text
