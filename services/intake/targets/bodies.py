"""What is posted to set a target for a year, or to share it out."""

from __future__ import annotations

from typing import Literal

import msgspec

from shared.events import BoundWord
from shared.web.bodies.json_body import BodyReader


class AnnualTargetBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row's target of the year, as decimal text in the printed unit."""

    row: int
    value: str
    unit: str
    bound: BoundWord | None = None


class AnnualTargetsBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The targets of a ``year`` that one document sets."""

    plan: str
    year: int
    targets: list[AnnualTargetBody]
    document: str
    number: str = ""
    reason: str = ""


class WeightBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a child is weighed by: its baseline or latest figure, in base units."""

    region: str
    weight: int


class ShareBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a document gives a child, as decimal text in the printed unit."""

    region: str
    amount: str


class AllocationBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row that is shared out, for a ``year`` or the whole plan: by ``shares`` as a document gives them, or
    worked out by ``weights`` (what ``weighed_by`` says they are), or alike."""

    plan: str
    row: int
    document: str
    year: int | None = None
    weighed_by: Literal["baseline", "latest"] = "baseline"
    weights: list[WeightBody] | None = None
    shares: list[ShareBody] | None = None
    number: str = ""
    reason: str = ""


annual_targets = BodyReader(AnnualTargetsBody)
allocations = BodyReader(AllocationBody)
