"""The shape of ``GET /v1/progress``: one target at one month, as it was in force then. Pure."""

from __future__ import annotations

import msgspec

from services.aggregator.api.views.allocation import Allocation, Revised
from services.aggregator.api.views.measured import Measured
from shared.events import Level


class Gap(msgspec.Struct, frozen=True):
    """How far behind (positive) or ahead, and the same in per cent of the target's way."""

    value: int
    text: str
    points: str | None


class OutlookView(msgspec.Struct, frozen=True):
    """Where the forecast has the figure at the end of ``period``: a tenth, half and nine tenths of its paths below."""

    period: str
    p10: Measured
    p50: Measured
    p90: Measured


class Units(msgspec.Struct, frozen=True):
    """How many units owe the figure, have reported it, and were accepted."""

    expected: int
    reported: int
    accepted: int


class EstimatedView(msgspec.Struct, frozen=True):
    """A unit that counts in a month it has not reported: by its last stock (``last``), or by its share in an earlier
    month (``share``), which is ``reference``."""

    region: str
    name: str
    period: str
    by: str
    reference: str


class MissingView(msgspec.Struct, frozen=True):
    """What units that have not reported could make of the figure and its level."""

    worst: Measured
    best: Measured
    worst_level: Level
    best_level: Level


class PartView(msgspec.Struct, frozen=True):
    """A unit's part of the gap and its share of the whole."""

    region: str
    name: str
    gap: Measured
    share: str


class Rest(msgspec.Struct, frozen=True):
    """What the units that are not named come to."""

    units: int
    gap: Measured


class YearView(msgspec.Struct, frozen=True, kw_only=True):
    """How a calendar year stands against its own target (年度目标), in the figure's unit.

    ``completed`` is the part of the target, of amounts only. ``change`` (同比) is against what was ``before``, a year
    earlier: a part of it, of a rate the difference of the two; ``change_text`` as people write it.
    """

    year: int
    target: Measured
    actual: Measured | None
    completed: str | None
    before: Measured | None
    change: str | None
    change_text: str | None


class ProgressView(msgspec.Struct, frozen=True, kw_only=True):
    """One target at one month, as it was in force then.

    ``unit`` is that of every ``value``, ``display_unit`` that of every ``text``.
    """

    plan: str
    row: int
    name: str
    indicator: str
    region: str
    period: str
    attribute: str
    binding: bool
    horizon: str
    bound: str
    printed_baseline: str
    printed_target: str
    unit: str
    display_unit: str
    level: Level
    level_name: str
    rule: str
    reason: str
    reason_text: str
    actual: Measured | None
    expected: Measured | None
    target: Measured | None
    baseline: Measured | None
    gap: Gap | None
    progress: str | None
    accepted_progress: str | None
    accepted_met: bool
    months_behind: str | None
    required_pace: Measured | None
    recent_pace: Measured | None
    intensity: str | None
    breached_periods: int
    probability: str | None
    outlook: OutlookView | None
    outlook_reason: str
    coverage: Units
    reported_weight: str | None
    accepted_weight: str | None
    estimated: tuple[EstimatedView, ...]
    more_estimated: int
    missing_range: MissingView | None
    year: YearView | None
    contributions: tuple[PartView, ...]
    rest: Rest | None
    data_version: int
    rule_version: int
    simulated: bool
    revisions: tuple[Revised, ...] = ()
    allocation: Allocation | None = None
