"""Events to stored bytes and back; upcasters for stored versions that are no longer written.

Submitted reports and changed figures, nearly all that is ever stored, are written without what their figures are
called, or in columns (shared.shapes): the events whose stored form is not their fields.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from shared.events import EVENT_TYPES, Event, FigureChanged, ReportSubmitted, ShapeDefined
from shared.shapes.book import ShapeBook, UnknownShape
from shared.shapes.figures import NotOfOneLength, PackedFigures, in_columns, pack_figures, unpack_figures
from shared.shapes.packed import PACKED_LINES, PackedReport, named_shape, pack, unpack
from shared.shapes.shape import AnotherShape, NotOfItsShape

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]
"""Turns the stored form of one version into that of the next. Pure."""


_SPELT_OUT = frozenset({(ReportSubmitted.__name__, 1), (FigureChanged.__name__, 1)})
"""Stored versions that hold the event's fields as they are today: read at once, without a step."""

_unpacked = msgspec.json.Decoder(PackedReport).decode
_columns = msgspec.json.Decoder(PackedFigures).decode


_UNREADABLE = (
    msgspec.MsgspecError,
    UnicodeDecodeError,
    UnknownShape,
    NotOfItsShape,
    NotOfOneLength,
    AnotherShape,
)
"""What bytes may be found to be."""


class CodecError(Exception):
    """Stored bytes that are no event this code knows."""


class Codec:
    """Writes events as JSON and reads them back, whatever version they were stored in.

    ``upcasters`` maps (type name, stored version) to the step to the next version. Every version
    below the current one must have its step: a gap is refused when the codec is made. ``shapes`` are those that
    reports name: what it encodes and decodes it learns there.
    """

    def __init__(
        self,
        types: Sequence[type[Event]] = EVENT_TYPES,
        upcasters: Mapping[tuple[str, int], Upcaster] | None = None,
    ) -> None:
        self.shapes = ShapeBook()
        self._upcasters = dict(upcasters or {})
        self._versions = {event_type.__name__: event_type.__version__ for event_type in types}
        self._decoders = {event_type.__name__: msgspec.json.Decoder(event_type) for event_type in types}
        self._types = {event_type.__name__: event_type for event_type in types}
        self._encoder = msgspec.json.Encoder()
        for name, current in self._versions.items():
            for version in range(1, current):
                if (name, version) not in self._upcasters and (name, version) not in _SPELT_OUT:
                    raise CodecError(f"{name} v{version} has no upcaster to v{version + 1}")

    def encode(self, event: Event) -> tuple[str, int, bytes]:
        """The event's type name, its schema version and its bytes."""
        stored: msgspec.Struct = event
        if isinstance(event, ReportSubmitted) and len(event.lines) in PACKED_LINES:
            stored = pack(event, self.shapes.of(event.lines))
        elif isinstance(event, FigureChanged):
            stored = pack_figures(event) or event
        return type(event).__name__, event.__version__, self._encoder.encode(stored)

    def decode(self, type_name: str, version: int, data: bytes) -> Event:
        """The event stored as ``data``, brought up to the current version.

        Raises:
            CodecError: an unknown type, a version from the future, or bytes that do not fit.
        """
        decoder = self._decoders.get(type_name)
        if decoder is None:
            raise CodecError(f"unknown event type {type_name}")
        current = self._versions[type_name]
        if version > current or version < 1:
            raise CodecError(f"{type_name} v{version} is not known here (current: v{current})")
        try:
            if named_shape(type_name, version, data) is not None:
                report = _unpacked(data)
                return unpack(report, self.shapes.get(report.shape))
            if in_columns(type_name, version, data):
                return unpack_figures(_columns(data))
            if version != current and (type_name, version) not in _SPELT_OUT:
                return self._upcast(type_name, version, data)
            event = decoder.decode(data)
            if isinstance(event, ShapeDefined):
                self.shapes.learn(event)
            return event
        except _UNREADABLE as error:
            raise CodecError(f"{type_name} v{version}: {error}") from error

    def _upcast(self, type_name: str, version: int, data: bytes) -> Event:
        document = msgspec.json.decode(data)
        for step in range(version, self._versions[type_name]):
            document = self._upcasters[type_name, step](document)
        return msgspec.convert(document, self._types[type_name])
