"""What every event is, and the words that several topics use."""

from __future__ import annotations

from typing import ClassVar, Literal

import msgspec

Level = Literal["normal", "blue", "yellow", "orange", "red", "missing", "reporting", "unassessed"]
"""正常, 蓝, 黄, 橙, 红, 缺报, 报送中 (not yet due), 不判 (no trajectory applies)."""


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something that happened. Subclasses carry the facts; the envelope is the store's."""

    __version__: ClassVar[int] = 1
