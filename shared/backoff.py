"""How long to wait before something that has failed is tried again, or looked for that was not there. Pure."""

from __future__ import annotations

FIRST_SECONDS = 1.0
LONGEST_SECONDS = 60.0
_SOON, _SELDOM = 50, 5
_DOUBLINGS = 16
"""More of them than lead to the longest pause, and few enough for a float."""


def pause(failures: int) -> float:
    """The seconds to wait after so many ``failures`` in a row (1 or more): one, then twice as long up to a minute."""
    return min(LONGEST_SECONDS, FIRST_SECONDS * 2.0 ** min(failures - 1, _DOUBLINGS))


def look_again(seconds: float, in_vain: int) -> float:
    """The seconds until somebody looks again who looks every ``seconds`` while there is something to find (0: at once,
    where there was just now), and five times as seldom after fifty looks ``in_vain``."""
    if in_vain == 0:
        return 0.0
    return seconds if in_vain <= _SOON else seconds * _SELDOM
