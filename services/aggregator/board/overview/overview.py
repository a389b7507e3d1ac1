"""总览: all that it shows. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.aggregator.board.overview.alert_rows import AlertRow
from services.aggregator.board.overview.coming import ComingMonth
from services.aggregator.board.overview.ended import EndedPlan
from services.aggregator.board.overview.sections import Section
from shared.catalogue.model import Plan
from shared.periods import Month


@dataclass(frozen=True, slots=True)
class Overview:
    """A month: the plans that cover it, what came of those that are over, and the open alerts; the months that can be
    asked for, before anything was assessed the plans that reports are asked for, and the months behind this one."""

    period: Month
    sections: Sequence[Section]
    results: Sequence[EndedPlan]
    alerts: Sequence[AlertRow]
    periods: Sequence[Month]
    awaited: Sequence[Plan]
    coming: Sequence[ComingMonth]

    @property
    def simulated(self) -> bool:
        """Whether any of it is made up."""
        return any(each.simulated for each in self.sections) or any(each.simulated for each in self.results)
