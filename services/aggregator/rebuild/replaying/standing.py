"""Units' months as they stand, in columns: for figures that are made of the months instead of their events."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from services.aggregator.model import RegionMonth
from services.aggregator.rebuild.replaying.folding import NONE, STATUSES, FoldedMonths
from services.aggregator.rebuild.replaying.lines import LineColumns
from services.aggregator.reports.months import Lines, UnitMonth

_NO_EVENTS = np.zeros(0, dtype=np.int64)


class StandingMonths:
    """Takes every month once."""

    def __init__(self, indicators: Sequence[str]) -> None:
        self.lines = LineColumns(indicators)
        self.regions: dict[str, int] = {}
        self.periods: dict[str, int] = {}
        self._rows: list[tuple[int, ...]] = []

    def stand(self, key: RegionMonth, state: UnitMonth) -> None:
        """Take a month, whatever led to it."""
        live = self._lines(state.live)
        accepted = live if state.accepted is state.live else self._lines(state.accepted)
        region = self.regions.setdefault(key[0], len(self.regions))
        period = self.periods.setdefault(key[1], len(self.periods))
        status = STATUSES.index(state.status)
        self._rows.append((region, period, status, state.revision, state.position, live, accepted, state.simulated))

    def folded(self) -> FoldedMonths:
        """The months; nothing of them is in review here."""
        columns = np.array(self._rows, dtype=np.int64).reshape(-1, 8).T
        region, period, status, revision, position, live, accepted, simulated = columns
        marked = simulated != 0
        unseen = np.zeros_like(marked)
        return FoldedMonths(
            region, period, status, revision, position, live, accepted, marked, unseen, _NO_EVENTS, _NO_EVENTS
        )

    def _lines(self, lines: Lines | None) -> int:
        return NONE if lines is None else self.lines.add(lines)
