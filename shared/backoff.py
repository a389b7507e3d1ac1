"""How long to wait before something that has failed is tried again. Pure."""

from __future__ import annotations

FIRST_SECONDS = 1.0
LONGEST_SECONDS = 60.0
_DOUBLINGS = 16
"""More of them than lead to the longest pause, and few enough for a float."""


def pause(failures: int) -> float:
    """The seconds to wait after so many ``failures`` in a row (1 or more): one, then twice as long up to a minute."""
    return min(LONGEST_SECONDS, FIRST_SECONDS * 2.0 ** min(failures - 1, _DOUBLINGS))
