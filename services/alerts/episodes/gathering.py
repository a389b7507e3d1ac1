"""Which alerts an area's alert gathers: those of plans inside the area, on the same indicator. Pure.

While the alert of the area is open, its messages list the others; of their level changes nobody is
told separately. That they were raised, and that they are over, is always told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from services.alerts.episodes.policy import rank
from shared.events import Level

Around = Callable[[str], tuple[str, ...]]
"""The regions that contain one, nearest first."""


@dataclass(frozen=True, slots=True)
class OpenAlert:
    """An open episode, by its alert's number and what it is about."""

    number: str
    indicator: str
    region: str
    level: Level
    frozen: bool = False


class Gathering:
    """The open alerts of all areas, kept up to date while a batch is worked on."""

    def __init__(self, around: Around, alerts: Iterable[OpenAlert]) -> None:
        self._around = around
        self._open = {each.number: each for each in alerts}

    def opened(self, alert: OpenAlert) -> None:
        """An alert is open, as it now stands."""
        self._open[alert.number] = alert

    def closed(self, number: str) -> None:
        """An alert is no longer open."""
        self._open.pop(number, None)

    def gathered_by(self, indicator: str, region: str) -> str:
        """The number of the open alert of the nearest area around; '' where there is none."""
        for area in self._around(region):
            found = [each.number for each in self._open.values() if (each.indicator, each.region) == (indicator, area)]
            if found:
                return min(found)
        return ""

    def inside(self, indicator: str, region: str) -> tuple[OpenAlert, ...]:
        """The open alerts on the indicator of areas inside the region: the worst first, then by number."""
        found = [
            each for each in self._open.values() if each.indicator == indicator and region in self._around(each.region)
        ]
        return tuple(sorted(found, key=lambda each: (-rank(each.level), each.number)))
