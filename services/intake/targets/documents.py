"""A target as it is answered: published, revised, shared out, each with its document. Pure."""

from __future__ import annotations

from typing import Any

from services.intake.reports.receipts import instant
from shared.catalogue import Catalogue
from shared.catalogue.amendments import Amendment, Amendments, TargetStretch
from shared.catalogue.model import Plan, Target
from shared.events import AnnualTargetSet, TargetAllocated, TargetRevised
from shared.quantities import written_amount

Document = dict[str, Any]


def target_document(
    catalogue: Catalogue, plan: Plan, target: Target, amendments: Amendments, mine: list[Amendment]
) -> Document:
    """A row: as published, as it is in force by month, and its amendments (``mine``), each with its document."""
    return {
        "plan": plan.id,
        "row": target.row,
        "name": target.name,
        "indicator": target.indicator,
        "region": plan.region,
        "region_name": catalogue.regions[plan.region].name,
        "unit": target.unit.symbol,
        "published": {
            **_reading(target),
            "printed_baseline": target.printed_baseline,
            "printed_target": target.printed_target,
            "reading": target.reading,
            "confirmed_by": target.confirmed_by,
            "unjudged": target.unjudged if target.value is None else None,
            "note": target.note,
            "horizon": target.horizon,
            "document": target.source.document,
            "number": target.source.number,
            "table": target.source.table,
        },
        "in_force": [_step(step) for step in amendments.steps(target, plan.last)],
        "revisions": [_amendment(item) for item in mine if isinstance(item.event, TargetRevised)],
        "annual": [_amendment(item) for item in mine if isinstance(item.event, AnnualTargetSet)],
        "allocations": [
            _amendment(item) | {"shares": _shares(catalogue, item.event, target)}
            for item in mine
            if isinstance(item.event, TargetAllocated)
            and amendments.allocations_of(plan.id, target.row).get(item.event.period) is item.event
        ],
    }


def _shares(catalogue: Catalogue, event: TargetAllocated, target: Target) -> list[Document]:
    return [
        {
            "region": share.region,
            "region_name": catalogue.region_name(share.region),
            "amount": share.amount,
            "text": written_amount(share.amount, target.unit),
            "basis": share.basis,
        }
        for share in event.shares
    ]


def _reading(target: Target) -> Document:
    return {
        "value": None if target.value is None else f"{target.value:f}",
        "attribute": target.attribute,
        "bound": target.bound,
    }


def _step(step: TargetStretch) -> Document:
    since = str(step.since) if step.position else None
    return {"since": since, **_reading(step.target), "position": step.position or None}


def _amendment(item: Amendment) -> Document:
    """The event as it is, with where and when it was recorded."""
    event = item.event
    fields = {name: getattr(event, name) for name in event.__struct_fields__ if name not in ("plan", "row", "shares")}
    return {"position": item.position, "recorded_at": instant(item.recorded_at), **fields}
