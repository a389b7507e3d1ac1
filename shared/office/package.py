"""Office files are zip archives: written so that the same parts always give the same bytes.

No time of writing, no compression (whose output changes with the library), the parts in the given order.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip archive can name
_UNIX = 3


def pack(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """The archive of these parts, each a name and its bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, data in parts:
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = _UNIX  # else it names the system that this runs on
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return target.getvalue()


def repack(data: bytes) -> bytes:
    """The same parts as in an archive that somebody else wrote, by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return pack((name, archive.read(name)) for name in sorted(archive.namelist(), key=_first_things_first))


def _first_things_first(name: str) -> tuple[bool, str]:
    """Readers look for the content types at the start."""
    return name != "[Content_Types].xml", name
