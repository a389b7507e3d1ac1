"""A stretch of ``reports`` in columns as bytes, and back. Pure.

What it trades: a copy of the lines, a twelfth of the store's size, for not decoding its JSON once more. Integers are
written as narrow as a column's values allow, and as they lie in memory: a file is for the machine that made it.
"""

from __future__ import annotations

import hashlib
import sys
from typing import Literal

import msgspec
import numpy as np

from services.aggregator.rebuild.replay import ReplayStretch, Whole
from services.aggregator.rebuild.replaying.folding import Integers
from services.aggregator.rebuild.replaying.lines import NO_DENOMINATOR, LineStretch
from shared.version import VERSION

FORMAT = f"2/{VERSION}/{sys.byteorder}"
"""Whatever has another one is made anew: raise the number where events come to be read otherwise."""

_CHECK_BYTES = 32
_Width = Literal["i1", "i2", "i4", "i8"]


class SegmentUnusable(Exception):
    """Bytes that are no segment of this program's, or were altered."""


class SegmentSpan(msgspec.Struct, frozen=True):
    """Which events a segment holds, from position ``first`` to ``last``, and the chain's hash at the last one."""

    first: int
    last: int
    hash: str


class _Column(msgspec.Struct, frozen=True, array_like=True):
    width: _Width
    data: bytes


class _Document(msgspec.Struct, frozen=True):
    format: str
    span: SegmentSpan
    names: list[str]
    regions: list[str]
    periods: list[str]
    actors: list[str]
    shapes: list[list[int]]
    whole: dict[int, Whole]
    events: list[_Column]
    shape: _Column
    values: _Column
    having: _Column
    denominators: _Column
    to_date: _Column
    marks: _Column
    simulated: _Column
    digests: bytes


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Document).decode


def written(span: SegmentSpan, stretch: ReplayStretch) -> bytes:
    """A stretch as bytes, with what tells that they are whole in front."""
    lines = stretch.lines
    having = lines.denominators != NO_DENOMINATOR
    document = _Document(
        format=FORMAT,
        span=span,
        names=list(lines.names),
        regions=list(stretch.regions),
        periods=list(stretch.periods),
        actors=list(stretch.actors),
        shapes=[list(shape) for shape in lines.shapes],
        whole=dict(stretch.whole),
        events=[_narrow(column) for column in stretch.events.T],
        shape=_narrow(lines.shape),
        values=_narrow(lines.values),
        having=_narrow(np.flatnonzero(having)),
        denominators=_narrow(lines.denominators[having]),
        to_date=_narrow(np.flatnonzero(lines.to_date)),
        marks=_narrow(lines.marks.astype(np.int64)),
        simulated=_narrow(stretch.simulated.astype(np.int64)),
        digests=lines.digests,
    )
    content = _encode(document)
    return hashlib.sha256(content).digest() + content


def read(content: bytes) -> tuple[SegmentSpan, ReplayStretch]:
    """What :func:`written` wrote.

    Raises:
        SegmentUnusable: it did not write these bytes.
    """
    body = content[_CHECK_BYTES:]
    if hashlib.sha256(body).digest() != content[:_CHECK_BYTES]:
        raise SegmentUnusable("altered, or not whole")
    try:
        document = _decode(body)
    except msgspec.MsgspecError as error:
        raise SegmentUnusable(str(error)) from error
    if document.format != FORMAT:
        raise SegmentUnusable(f"of the format {document.format}")
    return document.span, _stretch(document)


def _stretch(document: _Document) -> ReplayStretch:
    values = _wide(document.values)
    denominators = np.full(len(values), NO_DENOMINATOR, dtype=np.int64)
    denominators[_wide(document.having)] = _wide(document.denominators)
    to_date = np.zeros(len(values), dtype=np.int8)
    to_date[_wide(document.to_date)] = 1
    lines = LineStretch(
        document.names,
        document.shapes,
        _wide(document.shape),
        values,
        denominators,
        to_date,
        _wide(document.marks).astype(np.int8),
        document.digests,
    )
    return ReplayStretch(
        np.stack([_wide(column) for column in document.events], axis=1),
        document.regions,
        document.periods,
        document.actors,
        document.whole,
        _wide(document.simulated).astype(np.int8),
        lines,
    )


def _narrow(column: Integers) -> _Column:
    low, high = int(column.min(initial=0)), int(column.max(initial=0))
    for width in ("i1", "i2", "i4"):
        limits = np.iinfo(width)
        if limits.min <= low and high <= limits.max:
            return _Column(width, column.astype(width).tobytes())
    return _Column("i8", column.astype("i8").tobytes())


def _wide(column: _Column) -> Integers:
    return np.frombuffer(column.data, dtype=column.width).astype(np.int64)
