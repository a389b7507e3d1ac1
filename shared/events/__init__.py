"""Every event type: frozen, past tense, versioned; nothing else.

Amounts are integers of the indicator's base unit (see shared.quantities). Periods are written
``YYYY-MM``, instants ISO 8601 in UTC, days ``YYYY-MM-DD``. A change of meaning is a new version:
raise ``__version__`` and give ``shared.codec`` an upcaster for the stored one.
"""

from shared.events.alerts import (
    AlertAdviceLifted,
    AlertAdvised,
    AlertClosedByCorrection,
    AlertExpired,
    AlertFreezeLasted,
    AlertFrozen,
    AlertGapGrew,
    AlertLevelChanged,
    AlertOutcomeChanged,
    AlertRaised,
    AlertReopened,
    AlertResolved,
    AskedDays,
)
from shared.events.catalogue import BY_ANOTHER_CATALOGUE, CatalogueChanged, ChangedFile, FileEdit
from shared.events.event import Event, Level
from shared.events.event_types import EVENT_TYPES
from shared.events.figures import BulletinPublished, FigureChanged, FigureLine
from shared.events.handling import (
    AlertAcknowledged,
    AlertAnswerAccepted,
    AlertAnswered,
    AlertAnswerReturned,
    AlertEscalated,
    AlertSignedOff,
    AlertSilenced,
    Attachment,
)
from shared.events.messages import (
    NotificationDelivered,
    NotificationFailed,
    NotificationQueued,
    NotificationRetried,
    ReminderIssued,
)
from shared.events.progress import (
    Assessment,
    Contribution,
    DoubtfulUnit,
    EstimatedUnit,
    MissingRange,
    Outlook,
    ProgressAssessed,
    UnitCorrection,
    YearStanding,
)
from shared.events.promises import AlertPromiseBroken, AlertPromiseKept, QuotedPromise
from shared.events.reports import (
    Basis,
    Explanation,
    PeriodClosed,
    ReportAccepted,
    ReportCorrected,
    ReportLine,
    ReportReturned,
    ReportSubmitted,
    ReportWithdrawn,
    ReviewFinding,
)
from shared.events.targets import AnnualTargetSet, TargetAllocated, TargetRevised, TargetShare

__all__ = [
    "BY_ANOTHER_CATALOGUE",
    "EVENT_TYPES",
    "AlertAcknowledged",
    "AlertAdviceLifted",
    "AlertAdvised",
    "AlertAnswerAccepted",
    "AlertAnswerReturned",
    "AlertAnswered",
    "AlertClosedByCorrection",
    "AlertEscalated",
    "AlertExpired",
    "AlertFreezeLasted",
    "AlertFrozen",
    "AlertGapGrew",
    "AlertLevelChanged",
    "AlertOutcomeChanged",
    "AlertPromiseBroken",
    "AlertPromiseKept",
    "AlertRaised",
    "AlertReopened",
    "AlertResolved",
    "AlertSignedOff",
    "AlertSilenced",
    "AnnualTargetSet",
    "AskedDays",
    "Assessment",
    "Attachment",
    "Basis",
    "BulletinPublished",
    "CatalogueChanged",
    "ChangedFile",
    "Contribution",
    "DoubtfulUnit",
    "EstimatedUnit",
    "Event",
    "Explanation",
    "FigureChanged",
    "FigureLine",
    "FileEdit",
    "Level",
    "MissingRange",
    "NotificationDelivered",
    "NotificationFailed",
    "NotificationQueued",
    "NotificationRetried",
    "Outlook",
    "PeriodClosed",
    "ProgressAssessed",
    "QuotedPromise",
    "ReminderIssued",
    "ReportAccepted",
    "ReportCorrected",
    "ReportLine",
    "ReportReturned",
    "ReportSubmitted",
    "ReportWithdrawn",
    "ReviewFinding",
    "TargetAllocated",
    "TargetRevised",
    "TargetShare",
    "UnitCorrection",
    "YearStanding",
]
