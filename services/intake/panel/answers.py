"""What is answered of sample enterprises, as the OpenAPI document describes it."""

from __future__ import annotations

import msgspec

from services.intake.panel.records import PanelRecord
from services.intake.reports.commit.answers import PanelReceipt
from services.intake.reports.receipts import instant
from shared.catalogue.model.panel import INDUSTRIES, SIZES
from shared.events import Leavers


class PanelReceiptsAnswer(msgspec.Struct, frozen=True):
    """A receipt for each period, in the order of the periods."""

    receipts: list[PanelReceipt]


class PanelRow(msgspec.Struct, frozen=True, kw_only=True):
    """A period of an enterprise as it stands."""

    enterprise: str
    name: str
    region: str
    industry: str
    industry_name: str
    size: str
    size_name: str
    frequency: str
    period: str
    start: int
    end: int
    hired: int
    left: Leavers
    vacancies: int
    expected: int
    revision: int
    note: str
    reason: str
    late: bool
    simulated: bool
    recorded_at: str
    actor: str
    position: int
    hash: str


class PanelRowsAnswer(msgspec.Struct, frozen=True):
    """What stands of the enterprises that the asker may see, by enterprise and period."""

    reports: list[PanelRow]


def panel_row(record: PanelRecord, name: str) -> PanelRow:
    """A revision as it is answered."""
    event, recorded = record
    fields = msgspec.structs.asdict(event)
    return PanelRow(
        **fields,
        name=name,
        industry_name=INDUSTRIES.get(event.industry, event.industry),
        size_name=SIZES[event.size],
        recorded_at=instant(recorded.recorded_at),
        actor=recorded.actor,
        position=recorded.position,
        hash=recorded.hash,
    )
