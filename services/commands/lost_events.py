"""The file that tells what is in no store any more: a line of JSON an event, for its owner's eyes."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import msgspec

_encode = msgspec.json.Encoder().encode


def write_lost(path: Path, lines: Iterable[msgspec.Struct]) -> None:
    """Write them in the place of whatever stood there."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.writelines(_encode(line) + b"\n" for line in lines)
