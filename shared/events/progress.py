"""Targets held against their lines: topic ``figures``."""

from __future__ import annotations

from typing import Literal

import msgspec

from shared.events.event import Event, Level


class Contribution(msgspec.Struct, frozen=True):
    """A unit's part of a gap, in the target's measure, and its share of the whole in basis points."""

    region: str
    gap: int
    share: int


class Outlook(msgspec.Struct, frozen=True):
    """Where a figure will stand at the end of ``period``: it is at or below P10, P50 and P90 with a
    probability of one, five and nine tenths. In the measure of the assessment that holds it."""

    period: str
    p10: int
    p50: int
    p90: int


class EstimatedUnit(msgspec.Struct, frozen=True):
    """A unit that counts in a month it has not reported: by its last stock (``last``), or by its part of the whole
    in an earlier month (``share``). ``reference`` is the month that is gone by."""

    region: str
    period: str
    by: Literal["last", "share"]
    reference: str


class MissingRange(msgspec.Struct, frozen=True):
    """What the units that have not reported could make of a figure and its level, at worst and at best.

    The figures are in the measure of the assessment that holds it.
    """

    worst: int
    best: int
    worst_level: Level
    best_level: Level


class DoubtfulUnit(msgspec.Struct, frozen=True):
    """A unit with an open finding in a month that the assessment rests on, and what the finding says (Chinese)."""

    region: str
    period: str
    message: str


class UnitCorrection(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A correction of a unit's figure in a month: ``old`` and ``new`` in the measure of the assessment (None: no
    figure), of the year so far where ``to_date``.

    ``by`` made it ``at`` an instant, with ``reason``, ``evidence`` and the ``second_signer``; ``accepted_by`` accepted
    it (''; instant 0: it waits for review). ``position`` in ``reports`` is that of its acceptance, before that its
    own. Instants are UTC microseconds.
    """

    region: str
    period: str
    position: int
    old: int | None
    new: int | None
    reason: str
    by: str
    at: int
    second_signer: str = ""
    evidence: str = ""
    to_date: bool = False
    accepted_by: str = ""
    accepted_at: int = 0


class YearStanding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a calendar year stands against its own target (年度目标), at the month of the assessment that holds it.

    ``actual`` is what the year has brought of a flow, or the figure as it stands, ``before`` the same a year earlier
    (None: too few units are in it), both in the assessment's measure. ``completed`` (完成年度目标) is their part of
    ``target`` in basis points, of amounts only: a rate is told by its distance. ``change`` (同比) is against what was
    ``before``: basis points of it, of a rate the difference in parts per million.
    """

    year: int
    target: int
    actual: int | None = None
    completed: int | None = None
    before: int | None = None
    change: int | None = None


AWAY = {True: "未增反降", False: "未降反升"}
"""What stands behind where it began, by whether it should rise."""


class Assessment(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A target held against its trajectory for one month.

    Measures (``actual``, ``expected``, ``gap``, ``target``, ``baseline``, paces) are integers: base
    units for amounts, parts per million of one for rates. ``progress`` is P in basis points
    (10000 = on schedule); ``gap_points`` the gap in basis points of the target's way; ``gap`` is
    positive when behind. ``months_behind`` is in tenths. ``rule`` says which table row of the
    method judged it, ``reason`` why it came out so. ``recent_pace`` is a month's mean over the last
    ``recent_months`` (twelve, or those there are). ``data_version`` is that of FigureChanged.
    ``probability`` (basis points) is how likely the forecast holds it that the target is reached, at
    ``outlook.period``; without one, ``outlook_reason`` names why. ``accepted_level`` is the level on the accepted
    figures alone, without a forecast (None: they cannot be judged, or it was not kept yet), ``accepted_actual`` the
    measure on them where nothing had to be put in for others (None: something had, or it was not kept yet).
    ``reported_weight`` and ``accepted_weight`` are the parts of the month's figure, in basis points, that the units
    behind it bring (None: not known, of assessments by a rule before 4). ``estimated`` names units that are counted
    without a report, ``more_estimated`` how many more there are; ``missing_range`` says what they could change. Where
    that is the level, it is 缺报.

    ``accepted_units`` are those whose revision that stands is accepted. ``doubtful`` are units with open findings in
    the months that the figure rests on, ``waiting`` corrections in them that nobody has accepted; at most so many as
    are worth naming, of ``doubtful_units`` and ``corrections_waiting`` in all. ``corrections`` are those of the month
    itself that were accepted, the latest. ``year`` is there where a target was set for the year.
    """

    level: Level
    rule: Literal["trajectory", "floor", "ceiling", "final", "none"]
    reason: str
    rule_version: int
    data_version: int
    expected_units: int
    reported_units: int
    accepted_units: int
    target: int | None = None
    baseline: int | None = None
    actual: int | None = None
    expected: int | None = None
    gap: int | None = None
    gap_points: int | None = None
    progress: int | None = None
    accepted_progress: int | None = None
    accepted_met: bool = False
    accepted_level: Level | None = None
    accepted_actual: int | None = None
    months_behind: int | None = None
    required_pace: int | None = None
    recent_pace: int | None = None
    recent_months: int | None = None
    intensity: int | None = None
    breached_periods: int = 0
    contributions: tuple[Contribution, ...] = ()
    rest_gap: int = 0
    rest_units: int = 0
    simulated: bool = False
    probability: int | None = None
    outlook: Outlook | None = None
    outlook_reason: str = ""
    reported_weight: int | None = None
    accepted_weight: int | None = None
    estimated: tuple[EstimatedUnit, ...] = ()
    more_estimated: int = 0
    missing_range: MissingRange | None = None
    doubtful: tuple[DoubtfulUnit, ...] = ()
    doubtful_units: int = 0
    waiting: tuple[UnitCorrection, ...] = ()
    corrections_waiting: int = 0
    corrections: tuple[UnitCorrection, ...] = ()
    year: YearStanding | None = None

    @property
    def difference(self) -> int | None:
        """差距 as it is shown, whatever the target asks for: ``actual`` less ``expected``, so that a ceiling that is
        passed has one above zero. None where the month was not held against a line."""
        if self.gap is None or self.actual is None or self.expected is None:
            return None
        return self.actual - self.expected

    @property
    def away(self) -> str:
        """``未增反降``, or ``未降反升``, of a stock or rate on its way that stands behind where it began; '' elsewhere.

        Its progress is a negative per cent then, which says nothing to a reader.
        """
        if self.progress is None or self.progress >= 0 or self.actual is None:
            return ""
        if self.baseline is None or self.target is None:
            return ""
        way = self.target - self.baseline
        return AWAY[way > 0] if (self.actual - self.baseline) * way < 0 else ""

    @property
    def partial_coverage(self) -> str:
        """``37/38`` where a unit's report is missing; nothing where all are there."""
        if self.reported_units >= self.expected_units:
            return ""
        return f"{self.reported_units}/{self.expected_units}"


class ProgressAssessed(Event, frozen=True, kw_only=True):
    """A target was assessed for a month (stream ``progress-<plan>-<row>``)."""

    plan: str
    row: int
    indicator: str
    region: str
    period: str
    binding: bool
    assessment: Assessment
