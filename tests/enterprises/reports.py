"""Reports of sample enterprises (用工监测) and samples, invented: a test says only what matters to it."""

from __future__ import annotations

from typing import Any

from shared.catalogue.model import PanelMember
from shared.events import EnterpriseSize, Leavers, PanelFrequency, PanelReported
from shared.periods import Month


def a_panel_report(enterprise: str = "CQ-001", period: str = "2026-01", **changes: Any) -> PanelReported:
    """A plant of 九龙坡区 that lost four of a thousand, unless changed. ``left`` may be a number: then they resigned.
    Without an ``end`` it is what start, hired and left make."""
    fields: dict[str, Any] = {
        "enterprise": enterprise,
        "region": "500107",
        "industry": "C",
        "size": EnterpriseSize.LARGE,
        "frequency": PanelFrequency.MONTH,
        "period": period,
        "start": 1_000,
        "hired": 6,
        "left": Leavers(retired=2, resigned=8),
        "vacancies": 12,
        "simulated": True,
    } | changes
    if isinstance(fields["left"], int):
        fields["left"] = Leavers(resigned=fields["left"])
    fields.setdefault("end", fields["start"] + fields["hired"] - fields["left"].total)
    fields.setdefault("expected", fields["end"])
    return PanelReported(**fields)


def a_member(enterprise: str = "CQ-001", **changes: Any) -> PanelMember:
    """It in the sample, from 2025 on, unless changed."""
    fields: dict[str, Any] = {
        "enterprise": enterprise,
        "name": f"示例企业{enterprise}（虚构）",
        "region": "500107",
        "industry": "C",
        "size": EnterpriseSize.LARGE,
        "frequency": PanelFrequency.MONTH,
        "first": Month(2025, 1),
    }
    return PanelMember(**(fields | changes))
