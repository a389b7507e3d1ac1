"""The packages that a lock file pins. Pure."""

from __future__ import annotations

import re
from typing import NamedTuple

_PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?==([^\s;]+)", re.MULTILINE)


class Pin(NamedTuple):
    """A package and its version."""

    name: str
    version: str


def pins(lock: str) -> list[Pin]:
    """What the text of a lock file pins, in its order."""
    return [Pin(*found) for found in _PIN.findall(lock)]
