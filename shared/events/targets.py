"""Targets revised, set for a year and shared out: topic ``reports``, stream ``target-<plan>-<row>``; and the procedure
by which they are adjusted, stream ``adjustments-<plan>``."""

from __future__ import annotations

from typing import Literal

import msgspec

from shared.events.event import Event

AttributeWord = Literal["binding", "expected"]
BoundWord = Literal["at_least", "more_than", "at_most", "less_than"]


class TargetRevised(Event, frozen=True, kw_only=True):
    """A row of a plan was revised (stream ``target-<plan>-<row>``): months from ``effective`` on are held against it.

    ``region`` is the plan's area. ``value`` is an exact decimal in ``unit``, the printed one; the
    attribute and the bound stay as they were where none is given. ``document`` and ``number`` name
    the paper that says so.
    """

    plan: str
    row: int
    region: str
    value: str
    unit: str
    effective: str
    document: str
    number: str
    reason: str
    second_signer: str
    attribute: AttributeWord | None = None
    bound: BoundWord | None = None


class AnnualTargetSet(Event, frozen=True, kw_only=True):
    """A row got a target for one calendar year (stream ``target-<plan>-<row>``), as is done each January by a document.

    ``region`` is the plan's area. ``value`` is an exact decimal in ``unit``, the printed one: what the year is to bring
    of a flow, what December is to show of a stock or rate. The last one that was set for a year holds, the whole year;
    the plan's own value is not touched by it. ``bound`` is the row's where none is given.
    """

    plan: str
    row: int
    region: str
    year: int
    value: str
    unit: str
    document: str
    number: str
    second_signer: str
    reason: str = ""
    bound: BoundWord | None = None


class TargetShare(msgspec.Struct, frozen=True):
    """A child's part of a target in base units: its ``own_plan`` says so, or it was ``apportioned`` or ``given``."""

    region: str
    amount: int
    basis: Literal["own_plan", "apportioned", "given"]


class TargetAllocated(Event, frozen=True, kw_only=True):
    """A row of a plan was shared out to the regions below (stream ``target-<plan>-<row>``); it replaces earlier ones.

    ``region`` is the plan's area, ``period`` the year that was shared out ('': the whole plan).
    The shares and the ``gap`` (缺口; below zero: more than was asked) add up to ``amount``, in base units.
    """

    plan: str
    row: int
    region: str
    period: str
    amount: int
    shares: tuple[TargetShare, ...]
    gap: int
    method: Literal["baseline", "latest", "equal", "given"]
    document: str
    number: str
    second_signer: str
    reason: str = ""


class AdjustedRow(msgspec.Struct, frozen=True):
    """A row that is to be adjusted: what it would come to, and what stood when that was proposed (``old_value`` '': it
    had no value). Values are exact decimals in ``unit``, the printed one; without an ``attribute`` or ``bound`` that
    stays as it is."""

    row: int
    unit: str
    value: str
    old_value: str
    old_attribute: AttributeWord
    old_bound: BoundWord
    attribute: AttributeWord | None = None
    bound: BoundWord | None = None


class AdjustmentProposed(Event, frozen=True, kw_only=True):
    """It was proposed to adjust rows of a plan from ``effective`` on (stream ``adjustments-<plan>``); nothing moves.

    ``region`` is the plan's area, ``adjustment`` the proposal's number among all. ``proposed_by`` is the organ that
    proposes, ``proposed_on`` the day of its ``document``.
    """

    plan: str
    region: str
    adjustment: str
    rows: tuple[AdjustedRow, ...]
    effective: str
    reason: str
    proposed_by: str
    proposed_on: str
    document: str
    number: str = ""


class AdjustmentApproved(Event, frozen=True, kw_only=True):
    """An organ examined and approved a proposal (审查批准) on a day, by a document.

    It comes with a :class:`TargetRevised` of each row, recorded together with it, which is what is in force.
    """

    plan: str
    region: str
    adjustment: str
    approved_by: str
    approved_on: str
    document: str
    number: str = ""


class AdjustmentRejected(Event, frozen=True, kw_only=True):
    """A proposal was not approved, or taken back by who made it: it stands no more, and why."""

    plan: str
    region: str
    adjustment: str
    rejected_by: str
    reason: str


Adjusting = AdjustmentProposed | AdjustmentApproved | AdjustmentRejected
"""What happens to an adjustment before it is in force: nothing of it moves a target."""
