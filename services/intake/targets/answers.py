"""The answer of ``GET /v1/targets`` as the OpenAPI document describes it."""

from __future__ import annotations

from typing import Literal

import msgspec

Attribute = Literal["binding", "expected"]


class PublishedTarget(msgspec.Struct, frozen=True, kw_only=True):
    """A row as it was printed: ``value`` is decimal text in the target's ``unit``.

    ``reading`` is what ``confirmed_by`` has said that the print asks for ('': nobody has). Without a value ``unjudged``
    names why; ``note`` explains in a sentence how the print is read, where it does not say so itself.
    """

    value: str | None
    attribute: Attribute
    bound: str
    printed_baseline: str
    printed_target: str
    reading: str
    confirmed_by: str
    unjudged: str | None
    note: str
    horizon: str
    document: str
    number: str
    table: str


class TargetInForce(msgspec.Struct, frozen=True, kw_only=True):
    """What is in force ``since`` a month; null: from the beginning, as published."""

    since: str | None
    value: str | None
    attribute: Attribute
    bound: str
    position: int | None


class RecordedRevision(msgspec.Struct, frozen=True, kw_only=True):
    """A revision: ``value`` in its own printed ``unit``."""

    position: int
    recorded_at: str
    region: str
    value: str
    unit: str
    effective: str
    document: str
    number: str
    reason: str
    second_signer: str
    attribute: Attribute | None
    bound: str | None


class RecordedAnnualTarget(msgspec.Struct, frozen=True, kw_only=True):
    """What was set for a year: ``value`` in its own printed ``unit``; of several for one year the last holds."""

    position: int
    recorded_at: str
    region: str
    year: int
    value: str
    unit: str
    document: str
    number: str
    reason: str
    second_signer: str
    bound: str | None


class AllocatedShare(msgspec.Struct, frozen=True, kw_only=True):
    """A region's share, in base units and as written."""

    region: str
    region_name: str
    amount: int
    text: str
    basis: str


class RecordedAllocation(msgspec.Struct, frozen=True, kw_only=True):
    """An allocation that stands; shares and ``gap`` add up to ``amount``."""

    position: int
    recorded_at: str
    region: str
    period: str
    amount: int
    gap: int
    method: str
    document: str
    number: str
    second_signer: str
    reason: str
    shares: list[AllocatedShare]


class TargetAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One target with its papers."""

    plan: str
    row: int
    name: str
    indicator: str
    region: str
    region_name: str
    unit: str
    published: PublishedTarget
    in_force: list[TargetInForce]
    revisions: list[RecordedRevision]
    annual: list[RecordedAnnualTarget]
    allocations: list[RecordedAllocation]


class TargetsAnswer(msgspec.Struct, frozen=True):
    """``GET /v1/targets``: as known at ``position``."""

    position: int
    targets: list[TargetAnswer]
