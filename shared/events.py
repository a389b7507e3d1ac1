"""Every event type: frozen, past tense, versioned; nothing else.

Amounts are integers of the indicator's base unit (see shared.quantities). Periods are written
``YYYY-MM``, instants ISO 8601 in UTC, days ``YYYY-MM-DD``. A change of meaning is a new version:
raise ``__version__`` and give ``shared.codec`` an upcaster for the stored one.
"""

from __future__ import annotations

from typing import ClassVar, Literal

import msgspec

Basis = Literal["month", "year_to_date"]
"""Whether a flow was reported as the month's figure or as the year to date (本年累计)."""

Level = Literal["normal", "blue", "yellow", "orange", "red", "missing", "reporting", "unassessed"]
"""正常, 蓝, 黄, 橙, 红, 缺报, 报送中 (not yet due), 不判 (no trajectory applies)."""


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something that happened. Subclasses carry the facts; the envelope is the store's."""

    __version__: ClassVar[int] = 1


# intake: topic ``reports``, stream ``report-<region>-<period>``


class ReportLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """One indicator's figure: ``value`` alone, or a ratio's numerator with its denominator."""

    indicator: str
    value: int
    denominator: int | None = None
    basis: Basis = "month"


class ReportSubmitted(Event, frozen=True, kw_only=True):
    """A unit submitted, or before acceptance resubmitted, all its lines for one month."""

    region: str
    period: str
    lines: tuple[ReportLine, ...]
    digest: str
    simulated: bool = False
    note: str = ""


class ReportCorrected(Event, frozen=True, kw_only=True):
    """A unit replaced its lines after acceptance or closing, with a reason and a second signer."""

    region: str
    period: str
    lines: tuple[ReportLine, ...]
    digest: str
    reason: str
    second_signer: str
    simulated: bool = False
    note: str = ""


class ReportAccepted(Event, frozen=True, kw_only=True):
    """A reviewer accepted the revision that stood."""

    region: str
    period: str
    revision: int


class ReportReturned(Event, frozen=True, kw_only=True):
    """A reviewer returned the revision that stood; the unit owes the month again."""

    region: str
    period: str
    revision: int
    reason: str


class ReportWithdrawn(Event, frozen=True, kw_only=True):
    """The unit took back the revision that stood, before it was accepted."""

    region: str
    period: str
    revision: int
    reason: str


class PeriodClosed(Event, frozen=True, kw_only=True):
    """An area closed a month (stream ``period-<area>-<period>``): later changes are corrections."""

    region: str
    period: str


# aggregator: topic ``figures``


class FigureLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """One indicator's rolled-up figure of the month: provisional, and what of it is accepted.

    ``reported`` and ``accepted`` count the units behind the two values, ``expected`` those that owe it.
    """

    indicator: str
    expected: int
    reported: int
    value: int
    denominator: int | None = None
    accepted: int = 0
    accepted_value: int = 0
    accepted_denominator: int | None = None


class FigureChanged(Event, frozen=True, kw_only=True):
    """Figures of a region and month changed (stream ``figure-<region>-<period>``).

    ``data_version`` is the highest position in ``reports`` that had been applied when they changed: no
    later report is in them. It never goes back from one event to the next, but may stay the same: where
    several instances share the partitions, a report from before it may come after.
    """

    region: str
    period: str
    data_version: int
    lines: tuple[FigureLine, ...]


class Contribution(msgspec.Struct, frozen=True):
    """A unit's part of a gap, in the target's measure, and its share of the whole in basis points."""

    region: str
    gap: int
    share: int


class Assessment(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A target held against its trajectory for one month.

    Measures (``actual``, ``expected``, ``gap``, ``target``, ``baseline``, paces) are integers: base
    units for amounts, parts per million of one for rates. ``progress`` is P in basis points
    (10000 = on schedule); ``gap_points`` the gap in basis points of the target's way; ``gap`` is
    positive when behind. ``months_behind`` is in tenths. ``rule`` says which table row of the
    method judged it, ``reason`` why it came out so. ``recent_pace`` is a month's mean over the last
    ``recent_months`` (twelve, or those there are). ``data_version`` is that of FigureChanged.
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


class ProgressAssessed(Event, frozen=True, kw_only=True):
    """A target was assessed for a month (stream ``progress-<plan>-<row>``)."""

    plan: str
    row: int
    indicator: str
    region: str
    period: str
    binding: bool
    assessment: Assessment


# alerts: topic ``alerts``, stream ``alert-<plan>-<row>-<region>``


class AlertRaised(Event, frozen=True, kw_only=True):
    """A binding target fell behind: an episode opened. ``after`` links a reopened episode."""

    alert: str
    episode: int
    plan: str
    row: int
    indicator: str
    region: str
    period: str
    level: Level
    reason: str
    assessment: Assessment
    after: int | None = None


class AlertLevelChanged(Event, frozen=True, kw_only=True):
    alert: str
    episode: int
    period: str
    old_level: Level
    level: Level
    reason: str
    assessment: Assessment


class AlertFrozen(Event, frozen=True, kw_only=True):
    """Coverage fell short (缺报): the episode stands still until figures are there again.

    The thaw is an ``AlertLevelChanged`` with the reason ``figures_returned``.
    """

    alert: str
    episode: int
    period: str
    reason: str


class AlertResolved(Event, frozen=True, kw_only=True):
    """The accepted figures reached the trajectory, or the plan's last month met the target."""

    alert: str
    episode: int
    period: str
    reason: str
    assessment: Assessment


class AlertClosedByCorrection(Event, frozen=True, kw_only=True):
    """A correction showed that the episode should not have been raised (更正销警)."""

    alert: str
    episode: int
    period: str
    reason: str
    old_actual: int | None
    assessment: Assessment


class NotificationQueued(Event, frozen=True, kw_only=True):
    """A message was decided (same transaction as its cause). Unique by alert, sequence, channel, recipient."""

    notification: str
    alert: str
    episode: int
    sequence: int
    channel: str
    recipient: str
    subject: str


class NotificationDelivered(Event, frozen=True, kw_only=True):
    notification: str
    alert: str
    attempts: int
    detail: str = ""


class NotificationFailed(Event, frozen=True, kw_only=True):
    """Delivery was given up; the message is a dead letter until somebody sends it again."""

    notification: str
    alert: str
    attempts: int
    error: str


EVENT_TYPES: tuple[type[Event], ...] = (
    ReportSubmitted,
    ReportCorrected,
    ReportAccepted,
    ReportReturned,
    ReportWithdrawn,
    PeriodClosed,
    FigureChanged,
    ProgressAssessed,
    AlertRaised,
    AlertLevelChanged,
    AlertFrozen,
    AlertResolved,
    AlertClosedByCorrection,
    NotificationQueued,
    NotificationDelivered,
    NotificationFailed,
)
