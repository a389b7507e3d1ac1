"""A loss that was found in a sample enterprise, and how it is taken back, for tests: nobody's figures."""

from __future__ import annotations

from typing import Any

from shared.events import EnterpriseSize, PanelFrequency, PanelLossFound, PanelLossTakenBack

_WHERE: dict[str, Any] = {
    "enterprise": "CQ-001",
    "name": "示例机械厂（虚构）",
    "region": "500107",
    "period": "2026-03",
    "simulated": True,
}


def a_loss(**changes: Any) -> PanelLossFound:
    """190 of 1,200 are gone, 160 of them laid off."""
    fields: dict[str, Any] = _WHERE | {
        "industry": "C",
        "size": EnterpriseSize.LARGE,
        "frequency": PanelFrequency.MONTH,
        "revision": 1,
        "start": 1_200,
        "end": 1_010,
        "lost": 190,
        "laid_off": 160,
        "grounds": ("net", "layoff"),
        "percent": "10",
        "persons": 20,
    }
    return PanelLossFound(**fields | changes)


def a_loss_taken_back(**changes: Any) -> PanelLossTakenBack:
    """A correction says that nobody was laid off."""
    fields: dict[str, Any] = _WHERE | {
        "revision": 2,
        "lost": 10,
        "laid_off": 0,
        "told": 190,
        "told_laid_off": 160,
        "reason": "多填一位",
    }
    return PanelLossTakenBack(**fields | changes)
