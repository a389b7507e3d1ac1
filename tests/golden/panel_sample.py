"""What a sample enterprise reported and what was found in it, as their golden files say."""

from __future__ import annotations

from shared.events import (
    EnterpriseSize,
    Event,
    Leavers,
    PanelFrequency,
    PanelLossFound,
    PanelLossTakenBack,
    PanelReported,
)


def panel_examples() -> tuple[Event, ...]:
    """One event of each kind, every field filled."""
    reported = PanelReported(
        enterprise="CQ-001",
        region="500107",
        industry="C",
        size=EnterpriseSize.LARGE,
        frequency=PanelFrequency.MONTH,
        period="2026-03",
        start=1_200,
        end=1_010,
        hired=10,
        left=Leavers(retired=4, resigned=20, expired=6, dismissed=5, laid_off=160, other=5),
        vacancies=3,
        expected=1_000,
        revision=2,
        note="期初含划入的分厂",
        reason="漏计二车间",
        late=True,
        simulated=True,
    )
    found = PanelLossFound(
        enterprise="CQ-001",
        name="示例机械厂（虚构）",
        region="500107",
        industry="C",
        size=EnterpriseSize.LARGE,
        frequency=PanelFrequency.MONTH,
        period="2026-03",
        revision=2,
        start=1_200,
        end=1_010,
        lost=190,
        laid_off=160,
        grounds=("net", "layoff"),
        percent="10",
        persons=20,
        again=True,
        late=True,
        simulated=True,
    )
    taken_back = PanelLossTakenBack(
        enterprise="CQ-001",
        name="示例机械厂（虚构）",
        region="500107",
        period="2026-03",
        revision=3,
        lost=10,
        laid_off=0,
        told=190,
        told_laid_off=160,
        reason="多填一位",
        simulated=True,
    )
    return (reported, found, taken_back)
