"""A compressed request body, unpacked within bounds.

Many HTTP clients can send ``Content-Encoding: gzip`` (RFC 9110, 8.4). A few kilobytes may unpack to gigabytes, so
what comes out is bounded as what comes in is, and never held in more than a piece.
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Iterator

from fastapi import Request

from shared.web.problems import Problem

MOST_UNPACKED = 1_000_000_000
"""Bytes that a body which is read piece by piece may unpack to."""

_PIECE = 65_536
_SLICE = 4_096
_GZIP = 16 + zlib.MAX_WBITS


def encoding_of(request: Request) -> str:
    """``gzip``, or '' where the body comes as it is.

    Raises:
        Problem: 415 for any other encoding, naming the header.
    """
    named = request.headers.get("content-encoding", "").strip().lower()
    if named in ("", "identity"):
        return ""
    if named in ("gzip", "x-gzip"):
        return "gzip"
    detail = f"Content-Encoding 为“{named[:20]}”；可用 gzip，或不压缩（不带此头）"
    raise Problem(415, "content-encoding", "不支持这种压缩方式", detail=detail, headers={"Accept-Encoding": "gzip"})


class Unpacking:
    """One gzip body: packed pieces in, unpacked pieces out.

    Raises (by ``feed`` and ``end``):
        Problem: 400 when the bytes are no gzip or break off; 413 beyond ``most`` unpacked bytes.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._unpacked = 0
        self._stream = zlib.decompressobj(_GZIP)
        self._begun = False

    def feed(self, packed: bytes) -> Iterator[bytes]:
        """What ``packed`` unpacks to, piece by piece.

        It is taken in slices: behind each of a thousand tiny files in a row the rest would be copied whole.
        """
        for start in range(0, len(packed), _SLICE):
            yield from self._unpack(packed[start : start + _SLICE])

    def _unpack(self, packed: bytes) -> Iterator[bytes]:
        while packed:
            if self._stream.eof:  # a gzip file may be several, one after another (RFC 1952, 2.2)
                self._stream = zlib.decompressobj(_GZIP)
            self._begun = True
            try:
                piece = self._stream.decompress(packed, _PIECE)
            except zlib.error:
                raise _broken("压缩的内容已损坏，不是 gzip") from None
            packed = self._stream.unused_data if self._stream.eof else self._stream.unconsumed_tail
            self._unpacked += len(piece)
            if self._unpacked > self._most:
                raise too_large(self._most)
            if piece:
                yield piece

    def end(self) -> None:
        """The body is over."""
        if self._begun and not self._stream.eof:
            raise _broken("压缩的内容没有传完")


async def unpacked(chunks: AsyncIterator[bytes], most: int = MOST_UNPACKED) -> AsyncIterator[bytes]:
    """The pieces that a gzip body unpacks to."""
    unpacking = Unpacking(most)
    async for chunk in chunks:
        for piece in unpacking.feed(chunk):
            yield piece
    unpacking.end()


def unpack(packed: bytes, most: int) -> bytes:
    """A whole gzip body, unpacked."""
    unpacking = Unpacking(most)
    whole = b"".join(unpacking.feed(packed))
    unpacking.end()
    return whole


def too_large(most: int) -> Problem:
    """413: more than ``most`` bytes."""
    return Problem(
        413, "body-too-large", "请求体过大", detail=f"请求体不得超过 {most} 字节", headers={"Connection": "close"}
    )


def _broken(detail: str) -> Problem:
    return Problem(400, "body-not-gzip", "请求体不能解压", detail=detail)
