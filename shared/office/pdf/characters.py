"""Which characters a font file can write, read from its ``cmap`` table (OpenType 1.9). Pure but for the reading."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

_COLLECTION = b"ttcf"
_KINDS = (b"\0\1\0\0", b"OTTO", b"true")
_RANGES, _SEGMENTS = 12, 4
_UNICODE = {(3, 10), (3, 1), (0, 3), (0, 4), (0, 6)}
"""The encodings whose numbers are Unicode's: of Windows and of Unicode itself."""


class FontFault(ValueError):
    """A file that is no font that documents can be set in; the message names it, in Chinese."""


def characters_of(path: Path) -> frozenset[int]:
    """The code points that the font (of a collection the first one) has a glyph for.

    Raises:
        FontFault: it cannot be read, or is no font.
    """
    try:
        data = path.read_bytes()
        return frozenset(_mapped(data))
    except OSError as error:
        raise FontFault(f"无法读取字体 {path}：{error.strerror}") from None
    except (struct.error, IndexError, KeyError):
        raise FontFault(f"{path} 不是可用的字体文件（应为 OpenType 或 TrueType）") from None


def _mapped(data: bytes) -> Iterator[int]:
    start = struct.unpack_from(">I", data, 12)[0] if data[:4] == _COLLECTION else 0
    if data[start : start + 4] not in _KINDS:
        raise KeyError("no font")
    tables = {}
    for place in range(struct.unpack_from(">H", data, start + 4)[0]):
        name, _, offset, _ = struct.unpack_from(">4sIII", data, start + 12 + 16 * place)
        tables[name] = offset
    base = tables[b"cmap"]
    for place in range(struct.unpack_from(">H", data, base + 2)[0]):
        platform, encoding, offset = struct.unpack_from(">HHI", data, base + 4 + 8 * place)
        if (platform, encoding) in _UNICODE:
            form = struct.unpack_from(">H", data, base + offset)[0]
            if form == _RANGES:
                yield from _by_ranges(data, base + offset)
            elif form == _SEGMENTS:
                yield from _by_segments(data, base + offset)


def _by_ranges(data: bytes, at: int) -> Iterator[int]:
    for place in range(struct.unpack_from(">I", data, at + 12)[0]):
        first, last, glyph = struct.unpack_from(">III", data, at + 16 + 12 * place)
        yield from range(first if glyph else first + 1, last + 1)


def _by_segments(data: bytes, at: int) -> Iterator[int]:
    doubled = struct.unpack_from(">H", data, at + 6)[0]
    count = doubled // 2
    ends = struct.unpack_from(f">{count}H", data, at + 14)
    starts = struct.unpack_from(f">{count}H", data, at + 16 + doubled)
    deltas = struct.unpack_from(f">{count}H", data, at + 16 + 2 * doubled)
    offsets_at = at + 16 + 3 * doubled
    offsets = struct.unpack_from(f">{count}H", data, offsets_at)
    for place, (first, last) in enumerate(zip(starts, ends, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if offsets[place]:
                (glyph,) = struct.unpack_from(">H", data, offsets_at + 2 * place + offsets[place] + 2 * (code - first))
            if glyph and (glyph + deltas[place]) & 0xFFFF:
                yield code
