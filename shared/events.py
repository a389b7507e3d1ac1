"""Every event type: frozen, past tense, versioned; nothing else.

Amounts are integers of the indicator's base unit (see shared.quantities). Periods are written
``YYYY-MM``, instants ISO 8601 in UTC, days ``YYYY-MM-DD``. A change of meaning is a new version:
raise ``__version__`` and give ``shared.codec`` an upcaster for the stored one.
"""

from __future__ import annotations

from typing import ClassVar, Literal

import msgspec

from shared.bulletins import BulletinContent

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


class ReviewFinding(msgspec.Struct, frozen=True):
    """What a review rule found in a report when it was submitted.

    ``block`` keeps it from being accepted, ``query`` wants an explanation, ``screen`` only picks it for
    checking. ``indicator`` is '' for the report as a whole; ``message`` is Chinese, with the figures in it.
    """

    rule: str
    action: Literal["block", "query", "screen"]
    indicator: str
    message: str


class Explanation(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the unit says to a finding: of one ``indicator`` ('' the report as a whole), and one ``rule`` ('' any)."""

    indicator: str
    text: str
    rule: str = ""


class ReportSubmitted(Event, frozen=True, kw_only=True):
    """A unit submitted, or before acceptance resubmitted, all its lines for one month.

    ``findings`` are what the review rules said then, ``explanations`` what the unit said to them.
    """

    region: str
    period: str
    lines: tuple[ReportLine, ...]
    digest: str
    simulated: bool = False
    note: str = ""
    findings: tuple[ReviewFinding, ...] = ()
    explanations: tuple[Explanation, ...] = ()


class ReportCorrected(Event, frozen=True, kw_only=True):
    """A unit replaced its lines after acceptance or closing, with a reason and a second signer.

    ``evidence`` names what bears out an upward correction while an alert is open.
    """

    region: str
    period: str
    lines: tuple[ReportLine, ...]
    digest: str
    reason: str
    second_signer: str
    simulated: bool = False
    note: str = ""
    findings: tuple[ReviewFinding, ...] = ()
    explanations: tuple[Explanation, ...] = ()
    evidence: str = ""


class ReportAccepted(Event, frozen=True, kw_only=True):
    """A reviewer accepted the revision that stood. ``area`` is the one they review for ('' not recorded)."""

    region: str
    period: str
    revision: int
    area: str = ""


class ReportReturned(Event, frozen=True, kw_only=True):
    """A reviewer returned the revision that stood; the unit owes the month again.

    ``area`` is the one they review for ('' not recorded). A level above may return what one below had
    accepted: then nothing of the month is accepted any more.
    """

    region: str
    period: str
    revision: int
    reason: str
    area: str = ""


class ReportWithdrawn(Event, frozen=True, kw_only=True):
    """The unit took back the revision that stood, before it was accepted."""

    region: str
    period: str
    revision: int
    reason: str


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


class PeriodClosed(Event, frozen=True, kw_only=True):
    """An area closed a month (stream ``period-<area>-<period>``): later changes are corrections.

    ``reason`` says why it was closed despite findings that block.
    """

    region: str
    period: str
    reason: str = ""


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


class Outlook(msgspec.Struct, frozen=True):
    """Where a figure will stand at the end of ``period``: it is at or below P10, P50 and P90 with a
    probability of one, five and nine tenths. In the measure of the assessment that holds it."""

    period: str
    p10: int
    p50: int
    p90: int


class Assessment(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A target held against its trajectory for one month.

    Measures (``actual``, ``expected``, ``gap``, ``target``, ``baseline``, paces) are integers: base
    units for amounts, parts per million of one for rates. ``progress`` is P in basis points
    (10000 = on schedule); ``gap_points`` the gap in basis points of the target's way; ``gap`` is
    positive when behind. ``months_behind`` is in tenths. ``rule`` says which table row of the
    method judged it, ``reason`` why it came out so. ``recent_pace`` is a month's mean over the last
    ``recent_months`` (twelve, or those there are). ``data_version`` is that of FigureChanged.
    ``probability`` (basis points) is how likely the forecast holds it that the target is reached, at
    ``outlook.period``; without one, ``outlook_reason`` names why.
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
    probability: int | None = None
    outlook: Outlook | None = None
    outlook_reason: str = ""


class ProgressAssessed(Event, frozen=True, kw_only=True):
    """A target was assessed for a month (stream ``progress-<plan>-<row>``)."""

    plan: str
    row: int
    indicator: str
    region: str
    period: str
    binding: bool
    assessment: Assessment


class BulletinPublished(Event, frozen=True, kw_only=True):
    """An area's bulletin of a month was published (stream ``bulletin-<region>-<period>``).

    ``number`` counts its editions: 2 and later are 更正. ``position`` is the last event of ``reports`` in
    it. ``content`` is all it says; ``digests`` is the SHA-256 of each rendition that was made of it.
    """

    region: str
    period: str
    number: int
    position: int
    content: BulletinContent
    digests: dict[str, str]


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


class AlertAdvised(Event, frozen=True, kw_only=True):
    """A binding target on schedule is likelier to miss than to reach what it owes (蓝): a 提示, not an episode.

    Once until the target leaves 蓝. Its message counts as one of episode 0.
    """

    alert: str
    plan: str
    row: int
    indicator: str
    region: str
    period: str
    reason: str
    assessment: Assessment


class AlertLevelChanged(Event, frozen=True, kw_only=True):
    """An open episode's level, or the return of its figures. ``gathered_by`` names the open alert of an area around
    it on the same indicator, whose messages list it: then nobody is told of this one ('' otherwise)."""

    alert: str
    episode: int
    period: str
    old_level: Level
    level: Level
    reason: str
    assessment: Assessment
    gathered_by: str = ""


class AlertFrozen(Event, frozen=True, kw_only=True):
    """Coverage fell short (缺报): the episode stands still until figures are there again.

    The thaw is an ``AlertLevelChanged`` with the reason ``figures_returned``. ``gathered_by`` as there.
    """

    alert: str
    episode: int
    period: str
    reason: str
    gathered_by: str = ""


class AlertResolved(Event, frozen=True, kw_only=True):
    """The accepted figures reached the trajectory, the plan's last month met the target, or the target is no
    longer a binding one."""

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


class AlertAcknowledged(Event, frozen=True, kw_only=True):
    """The responsible department signed for an episode (签收). ``signer`` is the name that a person gave."""

    alert: str
    episode: int
    signer: str


class Attachment(msgspec.Struct, frozen=True):
    """A file that came with an answer; its content is kept by its SHA-256 beside the store."""

    name: str
    media_type: str
    size: int
    sha256: str


class AlertAnswered(Event, frozen=True, kw_only=True):
    """The department answered (反馈): why it fell behind, what is done, and by which month (``YYYY-MM``,
    '' where none is named) it expects to be back on its trajectory."""

    alert: str
    episode: int
    signer: str
    cause: str
    measures: str
    expected: str = ""
    attachments: tuple[Attachment, ...] = ()


class AlertAnswerAccepted(Event, frozen=True, kw_only=True):
    """A reviewer accepted the standing answer (会审)."""

    alert: str
    episode: int
    note: str = ""


class AlertAnswerReturned(Event, frozen=True, kw_only=True):
    """A reviewer returned the standing answer (会审): the department owes another."""

    alert: str
    episode: int
    reason: str


class AlertSignedOff(Event, frozen=True, kw_only=True):
    """A reviewer struck a closed episode off the list (销号): nothing more is owed for it."""

    alert: str
    episode: int
    note: str = ""


class AlertEscalated(Event, frozen=True, kw_only=True):
    """The next step was taken: 催办 of what is not signed for or not answered, the leader in charge, or a draft
    for a person to issue (督办函, 约谈建议). ``day`` (``YYYY-MM-DD``) is the last day that was left for it."""

    alert: str
    episode: int
    step: Literal["urged", "leader", "supervision_draft", "interview_draft"]
    reason: str
    day: str


class AlertSilenced(Event, frozen=True, kw_only=True):
    """Nothing but its close is told about an alert up to and including the day ``until``; what is decided
    goes on. A later event replaces it: a day in the past ends the silence."""

    alert: str
    episode: int
    until: str
    reason: str


class ReminderIssued(Event, frozen=True, kw_only=True):
    """A unit that has not reported a month was reminded (催报; stream ``reminder-<period>-<region>``): before the
    ``due`` day, after it, or through its leader. Each step once."""

    region: str
    period: str
    step: Literal["before_due", "after_due", "leader"]
    due: str


class NotificationQueued(Event, frozen=True, kw_only=True):
    """A message was decided (same transaction as its cause). Unique by alert, sequence, channel, recipient.

    ``instead_of`` is the notification that this one was put in the place of, over another channel."""

    notification: str
    alert: str
    episode: int
    sequence: int
    channel: str
    recipient: str
    subject: str
    instead_of: str = ""


class NotificationDelivered(Event, frozen=True, kw_only=True):
    notification: str
    alert: str
    attempts: int
    detail: str = ""


class NotificationFailed(Event, frozen=True, kw_only=True):
    """Delivery was given up; the message is a dead letter until somebody sends it again.

    ``superseded_by`` is the notification that goes over another channel in its place: then it is no dead letter."""

    notification: str
    alert: str
    attempts: int
    error: str
    superseded_by: str = ""


class NotificationRetried(Event, frozen=True, kw_only=True):
    """Somebody had a dead letter sent again: it is queued under the same identity."""

    notification: str
    alert: str


EVENT_TYPES: tuple[type[Event], ...] = (
    ReportSubmitted,
    ReportCorrected,
    ReportAccepted,
    ReportReturned,
    ReportWithdrawn,
    PeriodClosed,
    TargetRevised,
    TargetAllocated,
    FigureChanged,
    ProgressAssessed,
    BulletinPublished,
    AlertRaised,
    AlertAdvised,
    AlertLevelChanged,
    AlertFrozen,
    AlertResolved,
    AlertClosedByCorrection,
    AlertAcknowledged,
    AlertAnswered,
    AlertAnswerAccepted,
    AlertAnswerReturned,
    AlertSignedOff,
    AlertEscalated,
    AlertSilenced,
    ReminderIssued,
    NotificationQueued,
    NotificationDelivered,
    NotificationFailed,
    NotificationRetried,
)
