"""Targets revised, set for a year and shared out: topic ``reports``, stream ``target-<plan>-<row>``."""

from __future__ import annotations

from typing import Literal

import msgspec

from shared.events.event import Event


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
    attribute: Literal["binding", "expected"] | None = None
    bound: Literal["at_least", "more_than", "at_most", "less_than"] | None = None


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
    bound: Literal["at_least", "more_than", "at_most", "less_than"] | None = None


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
