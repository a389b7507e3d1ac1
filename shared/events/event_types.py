"""Every event type, in the order of the topics."""

from __future__ import annotations

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
)
from shared.events.catalogue import CatalogueChanged
from shared.events.commitments import (
    CommitmentStated,
    CommitmentStatementAccepted,
    CommitmentStatementReturned,
    MilestoneReached,
)
from shared.events.event import Event
from shared.events.figures import (
    AppraisalPublished,
    BulletinPublished,
    ComparisonExplained,
    EvaluationPublished,
    FalseReportRecorded,
    FalseReportRevoked,
    FigureChanged,
)
from shared.events.handling import (
    AlertAcknowledged,
    AlertAnswerAccepted,
    AlertAnswered,
    AlertAnswerReturned,
    AlertEscalated,
    AlertSignedOff,
    AlertSilenced,
)
from shared.events.messages import (
    NotificationDelivered,
    NotificationFailed,
    NotificationQueued,
    NotificationRetried,
    ReminderIssued,
    StatementReminderIssued,
)
from shared.events.panel import PanelLossFound, PanelLossTakenBack, PanelReported
from shared.events.progress import ProgressAssessed
from shared.events.promises import AlertPromiseBroken, AlertPromiseKept
from shared.events.reports import (
    CorrectionDeclined,
    CorrectionProposed,
    CorrectionTakenBack,
    PeriodClosed,
    ReportAccepted,
    ReportCorrected,
    ReportReturned,
    ReportSubmitted,
    ReportWithdrawn,
)
from shared.events.shapes import ShapeDefined
from shared.events.targets import (
    AdjustmentApproved,
    AdjustmentProposed,
    AdjustmentRejected,
    AnnualTargetSet,
    TargetAllocated,
    TargetRevised,
)

EVENT_TYPES: tuple[type[Event], ...] = (
    ReportSubmitted,
    ReportCorrected,
    CorrectionProposed,
    CorrectionDeclined,
    CorrectionTakenBack,
    ReportAccepted,
    ReportReturned,
    ReportWithdrawn,
    PeriodClosed,
    TargetRevised,
    AnnualTargetSet,
    TargetAllocated,
    AdjustmentProposed,
    AdjustmentApproved,
    AdjustmentRejected,
    CommitmentStated,
    CommitmentStatementAccepted,
    CommitmentStatementReturned,
    MilestoneReached,
    CatalogueChanged,
    ShapeDefined,
    PanelReported,
    FigureChanged,
    ProgressAssessed,
    BulletinPublished,
    EvaluationPublished,
    PanelLossFound,
    PanelLossTakenBack,
    ComparisonExplained,
    FalseReportRecorded,
    FalseReportRevoked,
    AppraisalPublished,
    AlertRaised,
    AlertAdvised,
    AlertAdviceLifted,
    AlertLevelChanged,
    AlertGapGrew,
    AlertFrozen,
    AlertFreezeLasted,
    AlertResolved,
    AlertClosedByCorrection,
    AlertExpired,
    AlertOutcomeChanged,
    AlertReopened,
    AlertAcknowledged,
    AlertAnswered,
    AlertAnswerAccepted,
    AlertAnswerReturned,
    AlertSignedOff,
    AlertPromiseKept,
    AlertPromiseBroken,
    AlertEscalated,
    AlertSilenced,
    ReminderIssued,
    StatementReminderIssued,
    NotificationQueued,
    NotificationDelivered,
    NotificationFailed,
    NotificationRetried,
)
