"""What a sample enterprise reported and what was found in it, as their golden files say."""

from __future__ import annotations

from shared.events import EnterpriseSize, Event, Leavers, PanelFrequency, PanelReported
from tests.enterprises.losses import a_loss, a_loss_taken_back


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
    found = a_loss(revision=2, again=True, late=True)
    return (reported, found, a_loss_taken_back(revision=3))
