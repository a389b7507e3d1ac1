"""Makes the objects tests need, so that a test says only what matters to it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from shared.codec import Codec
from shared.database.engine import Database
from shared.events import (
    AlertAcknowledged,
    AlertAdviceLifted,
    AlertAdvised,
    AlertAnswerAccepted,
    AlertAnswered,
    AlertAnswerReturned,
    AlertClosedByCorrection,
    AlertEscalated,
    AlertExpired,
    AlertFreezeLasted,
    AlertFrozen,
    AlertGapGrew,
    AlertLevelChanged,
    AlertOutcomeChanged,
    AlertPromiseBroken,
    AlertPromiseKept,
    AlertRaised,
    AlertReopened,
    AlertResolved,
    AlertSignedOff,
    AlertSilenced,
    AskedDays,
    Assessment,
    Attachment,
    BulletinPublished,
    Contribution,
    CorrectionDeclined,
    CorrectionProposed,
    CorrectionTakenBack,
    Event,
    FigureChanged,
    FigureLine,
    NotificationDelivered,
    NotificationFailed,
    NotificationQueued,
    NotificationRetried,
    PeriodClosed,
    ProgressAssessed,
    QuotedPromise,
    ReminderIssued,
    ReportAccepted,
    ReportCorrected,
    ReportLine,
    ReportReturned,
    ReportSubmitted,
    ReportWithdrawn,
)
from shared.observe import Metrics
from shared.periods import Clock, SettableClock
from shared.security.authentication import Authentication
from shared.security.keys import Keyring, Principal, Role
from shared.security.wrong_keys import WrongKeys
from shared.settings import Settings
from shared.shapes.shape import shape_of
from shared.store import EventStore, NewEvent, create_store_tables, store_tables
from tests.bulletin_sample import a_bulletin
from tests.golden.catalogue_changes import a_catalogue_change
from tests.golden.further_events import further_examples

NOON = datetime(2023, 4, 6, 4, 0, tzinfo=UTC)
"""Twelve o'clock in China on the fourth working day after March 2023."""


AUDITOR = Principal("auditor", Role.AUDITOR, "")
"""Who may read everything."""


def a_clock(now: datetime = NOON) -> SettableClock:
    """A clock that stands at ``now``."""
    return SettableClock(now)


SOME_LINES = (
    ReportLine("urban_new_employment", 4_200, basis="year_to_date"),
    ReportLine("pension_insured", 1_204_000),
    ReportLine("mediation_success_rate", 130, 200),
    ReportLine("work_injury_insurance_insured", 398_110),
)
"""So many that a report of them names its shape."""


def a_report(region: str = "500107", period: str = "2023-03", value: int = 4_200, **changes: Any) -> ReportSubmitted:
    """A submitted report of one line, unless ``lines`` are given."""
    lines = changes.pop("lines", (ReportLine(indicator="urban_new_employment", value=value),))
    return ReportSubmitted(region=region, period=period, lines=lines, digest="d" * 64, **changes)


def kafka_settings(servers: str, **changes: Any) -> Settings:
    """Settings for topics of this test's own, with three partitions, on the given servers."""
    fields: dict[str, Any] = {"kafka_servers": servers, "kafka_prefix": f"test-{uuid4().hex}", "kafka_partitions": 3}
    return Settings(**fields | changes)


def an_assessment(**changes: Any) -> Assessment:
    """重庆's 工伤保险 at March 2025, red, unless changed."""
    fields: dict[str, Any] = {
        "level": "red",
        "rule": "trajectory",
        "reason": "moved_away",
        "rule_version": 1,
        "data_version": 12_000,
        "expected_units": 38,
        "reported_units": 38,
        "accepted_units": 38,
        "target": 7_500_000,
        "baseline": 7_300_000,
        "actual": 6_570_000,
        "expected": 7_470_000,
        "gap": 900_000,
        "gap_points": 45_000,
        "progress": -42_941,
        "accepted_progress": -42_941,
        "months_behind": 510,
        "required_pace": 103_333,
        "recent_pace": -20_417,
        "recent_months": 12,
        "contributions": (Contribution(region="500112", gap=120_000, share=1_333),),
        "rest_gap": 780_000,
        "rest_units": 37,
    }
    return Assessment(**(fields | changes))


def a_new(event: Event, stream: str = "report-500107-2023-03", **changes: Any) -> NewEvent:
    """``event`` to be appended to ``stream``."""
    return NewEvent(stream=stream, event=event, actor="key:500107", correlation_id="c-1", **changes)


def an_address(where: Path | str, name: str) -> str:
    """``where`` is a database's address already, or a folder: then that of an SQLite file of this name in it."""
    return where if isinstance(where, str) else f"sqlite:///{where / name}.sqlite"


def a_store(where: Path | str, clock: Clock | None = None) -> tuple[Database, EventStore]:
    """An empty event store in the database of that address, or in an SQLite file in that folder."""
    database = Database(an_address(where, "store"))
    with database.write() as connection:
        create_store_tables(connection)
    return database, EventStore(store_tables(sa.MetaData()), Codec(), clock or a_clock())


PROMISE = QuotedPromise(
    month="2025-03", signer="李某", answered_on="2024-10-18", cause="建筑业项目减少", measures="逐户核对参保名册"
)
"""What a department promised."""


def one_of_each_event() -> tuple[Event, ...]:
    """An example of every event type, every field filled."""
    alert: dict[str, Any] = {"alert": "CQ-08", "episode": 1, "period": "2025-03"}
    report: dict[str, Any] = {"region": "500107", "period": "2023-03"}
    lines = (
        ReportLine(indicator="urban_new_employment", value=4_200, basis="year_to_date"),
        ReportLine(indicator="mediation_success_rate", value=130, denominator=200),
    )
    text: dict[str, Any] = {"lines": lines, "digest": "d" * 64, "simulated": True, "note": "模拟数据"}
    return (
        ReportSubmitted(**report, **text),
        ReportCorrected(**report, **text, reason="漏报一个街道", second_signer="王某"),
        CorrectionProposed(**report, **text, base=2, proposer="zhang-san", reason="漏报一个街道"),
        CorrectionDeclined(**report, proposal=1, reason="缺少凭据"),
        CorrectionTakenBack(**report, proposal=2),
        ReportAccepted(**report, revision=2),
        ReportReturned(**report, revision=1, reason="与上月相同，请核实"),
        ReportWithdrawn(**report, revision=1, reason="填错月份"),
        PeriodClosed(region="500000", period="2023-03"),
        shape_of(SOME_LINES).defined,
        *further_examples(),
        FigureChanged(
            region="500000",
            period="2023-03",
            data_version=812,
            lines=(
                FigureLine(
                    indicator="mediation_success_rate",
                    expected=38,
                    reported=38,
                    value=4_100,
                    denominator=6_000,
                    accepted=37,
                    accepted_value=4_000,
                    accepted_denominator=5_900,
                ),
            ),
        ),
        ProgressAssessed(
            plan="chongqing-2021-2025",
            row=8,
            indicator="work_injury_insurance_insured",
            region="500000",
            period="2025-03",
            binding=True,
            assessment=an_assessment(intensity=120, breached_periods=1, accepted_met=True, simulated=True),
        ),
        a_catalogue_change(),
        BulletinPublished(
            region="500000",
            period="2025-03",
            number=2,
            position=13_680,
            content=a_bulletin(),
            digests={"html": "2" * 64, "xlsx": "3" * 64},
        ),
        AlertRaised(
            **alert,
            plan="chongqing-2021-2025",
            row=8,
            indicator="work_injury_insurance_insured",
            region="500000",
            level="red",
            reason="red_at_once",
            assessment=an_assessment(),
            after=1,
        ),
        AlertAdvised(
            alert="CQ-08",
            plan="chongqing-2021-2025",
            row=8,
            indicator="work_injury_insurance_insured",
            region="500000",
            period="2025-03",
            reason="likely_missed",
            assessment=an_assessment(level="blue"),
        ),
        AlertAdviceLifted(
            alert="CQ-02",
            plan="chongqing-2021-2025",
            row=2,
            indicator="surveyed_unemployment_rate",
            region="500000",
            period="2025-03",
            advised_period="2025-01",
            reason="bound_kept",
            assessment=an_assessment(level="normal", rule="ceiling", accepted_met=True),
        ),
        AlertLevelChanged(**alert, old_level="orange", level="red", reason="worse", assessment=an_assessment()),
        AlertGapGrew(**alert, told_gap=700_000, reason="gap_grew", assessment=an_assessment()),
        AlertFrozen(**alert, reason="coverage_short"),
        AlertFreezeLasted(**alert, reason="coverage_still_short"),
        AlertResolved(**alert, reason="back_on_trajectory", assessment=an_assessment(level="normal")),
        AlertClosedByCorrection(**alert, reason="cured", old_actual=6_570_000, assessment=an_assessment()),
        AlertExpired(
            alert="CQ-08",
            episode=1,
            period="2025-12",
            reason="unreported",
            assessment=an_assessment(),
            figures_period="2025-11",
        ),
        AlertOutcomeChanged(
            alert="CQ-08",
            episode=1,
            period="2025-12",
            old_reason="not_completed_unreviewed",
            reason="completed",
            assessment=an_assessment(level="normal", rule="final", accepted_met=True),
        ),
        AlertReopened(
            **alert,
            plan="chongqing-2021-2025",
            row=8,
            indicator="work_injury_insurance_insured",
            region="500000",
            since="2025-02",
            level="red",
            reason="close_withdrawn",
            assessment=an_assessment(level="missing"),
            frozen=True,
            asked=AskedDays(
                on="2025-04-18",
                sign_by="2025-05-08",
                leader_sign_by="2025-05-13",
                answer_by="2025-05-13",
                leader_answer_by="2025-05-16",
            ),
        ),
        AlertAcknowledged(alert="CQ-08", episode=1, signer="李某"),
        AlertAnswered(
            alert="CQ-08",
            episode=1,
            signer="李某",
            cause="建筑业项目减少",
            measures="逐户核对参保名册",
            expected="2025-09",
            attachments=(Attachment("情况说明.docx", "application/octet-stream", 12_345, "d" * 64),),
        ),
        AlertAnswerAccepted(alert="CQ-08", episode=1, note="同意"),
        AlertAnswerReturned(alert="CQ-08", episode=1, reason="措施不具体"),
        AlertSignedOff(alert="CQ-08", episode=1, note="已达序时"),
        AlertPromiseKept(**alert, promise=PROMISE, reason="on_trajectory", assessment=an_assessment(level="normal")),
        AlertPromiseBroken(**alert, promise=PROMISE, reason="behind_on_accepted", assessment=an_assessment()),
        AlertEscalated(alert="CQ-08", episode=1, step="leader", reason="unsigned", day="2025-04-16"),
        AlertSilenced(alert="CQ-08", episode=1, until="2025-05-31", reason="系统切换"),
        ReminderIssued(region="500107", period="2025-03", step="after_due", due="2025-04-10"),
        NotificationQueued(
            notification="CQ-08-e1-3-mail-1",
            alert="CQ-08",
            episode=1,
            sequence=3,
            channel="mail",
            recipient="work-injury@cq.example",
            subject="【红】重庆市 工伤保险参保人数（约束性）",
        ),
        NotificationDelivered(notification="CQ-08-e1-3-mail-1", alert="CQ-08", attempts=1, detail="written"),
        NotificationFailed(notification="CQ-08-e1-3-mail-1", alert="CQ-08", attempts=5, error="550"),
        NotificationRetried(notification="CQ-08-e1-3-mail-1", alert="CQ-08"),
    )


def an_authentication(keyring: Keyring, clock: Clock, *, open_board: bool = True) -> Authentication:
    """Who is asking, with a count of wrong keys of its own."""
    return Authentication(keyring, clock, open_board=open_board, wrong_keys=WrongKeys(Metrics()))
