"""One alert as a test lives it through: assessments in, decisions out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from services.alerts.episodes.episode import AlertDecision, Episode, evolve
from services.alerts.episodes.known_months import KnownMonth, remember
from services.alerts.episodes.lifecycle import decide
from services.alerts.episodes.policy import Policy
from tests.unit.alerts.setting import an_assessed

JAN, FEB, MAR, APR, MAY = (f"2025-{month:02d}" for month in range(1, 6))


@dataclass
class Life:
    """One alert: assessments in, decisions out. Every call has a higher data version."""

    state: Episode = field(default_factory=Episode)
    history: dict[str, KnownMonth] = field(default_factory=dict)
    version: int = 0
    policy: Policy = field(default_factory=Policy)
    today: date = date(2026, 6, 1)

    def see(self, period: str, level: str, gathered_by: str = "", **changes: Any) -> AlertDecision:
        self.version += 1
        assessed = an_assessed(period, level, **({"data_version": self.version} | changes))
        decision = decide(self.state, self.history, assessed, self.policy, "CQ-08", self.today, gathered_by)
        if decision.recorded:
            self.history[period] = remember(self.history.get(period), decision.seen(assessed.assessment))
        for event in decision.events:
            self.state = evolve(self.state, event)
        return decision


def clear(**changes: Any) -> dict[str, Any]:
    return {"accepted_progress": 10_000, "progress": 10_000, **changes}
