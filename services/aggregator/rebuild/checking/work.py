"""What the process that compares is told."""

from __future__ import annotations

from typing import NamedTuple

from shared.settings import Settings


class CheckWork(NamedTuple):
    """``from_stores``: whether topics are read from the producers' stores, as the process that asks reads them."""

    settings: Settings
    from_stores: bool
