"""Events with fields that were added later, each as its golden file says."""

from __future__ import annotations

from typing import Any

import msgspec

from shared.events import (
    AlertAnswerReturned,
    AlertClosedByCorrection,
    AlertEscalated,
    AlertFrozen,
    AlertLevelChanged,
    AlertRaised,
    AskedDays,
    BulletinPublished,
    CorrectionProposed,
    DoubtfulUnit,
    EstimatedUnit,
    Event,
    Explanation,
    FigureChanged,
    FigureLine,
    MissingRange,
    NotificationFailed,
    NotificationQueued,
    Outlook,
    PeriodClosed,
    ProgressAssessed,
    ReminderIssued,
    ReportAccepted,
    ReportCorrected,
    ReportLine,
    ReportReturned,
    ReportSubmitted,
    ReviewFinding,
    UnitCorrection,
    YearStanding,
)
from tests.builders import PROMISE, SOME_LINES, an_assessment, one_of_each_event
from tests.bulletin_sample import a_bulletin


def _assessed(period: str = "2025-03", **values: Any) -> ProgressAssessed:
    return ProgressAssessed(
        plan="chongqing-2021-2025",
        row=8,
        indicator="work_injury_insurance_insured",
        region="500000",
        period=period,
        binding=True,
        assessment=an_assessment(**values),
    )


def later_forms() -> dict[str, Event]:
    """Events with fields that were added later, by the word in the name of their golden file.

    The version stayed: what was stored before is read as if the field had its default.
    """
    report: dict[str, Any] = {"region": "500107", "period": "2023-03", "digest": "d" * 64}
    report["lines"] = (ReportLine(indicator="urban_new_employment", value=4_200),)
    report["findings"] = (
        ReviewFinding("jump", "query", "urban_new_employment", "“城镇新增就业人数”本月4,200，请说明原因"),
        ReviewFinding("report-copied", "query", "", "半数与上月相同"),
    )
    report["explanations"] = (Explanation("urban_new_employment", "新设园区投产", "jump"), Explanation("", "已核实"))
    asked = AskedDays(
        on="2025-04-18",
        sign_by="2025-04-22",
        leader_sign_by="2025-04-25",
        answer_by="2025-04-25",
        leader_answer_by="2025-04-30",
    )
    waiting = UnitCorrection(
        region="500112",
        period="2025-03",
        position=11_990,
        old=310_000,
        new=350_000,
        reason="漏报一个街道",
        by="key:500112",
        at=1_744_000_000_000_000,
        second_signer="key:second",
        evidence="参保台账第7号",
        to_date=True,
    )
    correction = msgspec.structs.replace(
        waiting, position=11_999, to_date=False, accepted_by="key:500000", accepted_at=1_744_100_000_000_000
    )
    return {
        "CorrectionProposed.v1-closed": CorrectionProposed(
            **report, base=2, proposer="zhang-san", reason="漏报一个街道", closed=False
        ),
        "CorrectionProposed.v1-told": CorrectionProposed(
            **report,
            base=2,
            proposer="zhang-san",
            reason="漏报一个街道",
            closed=True,
            number=3,
            tell=("li@hrss-500107.example",),
        ),
        "AlertFrozen.v1-gathered": AlertFrozen(
            alert="SZ-06", episode=1, period="2025-03", reason="coverage_short", gathered_by="CQ-08"
        ),
        "AlertEscalated.v1-promise": AlertEscalated(
            alert="CQ-08", episode=1, step="supervision", reason="promise_broken", day="2025-03-31", promise=PROMISE
        ),
        "AlertEscalated.v1-gap": AlertEscalated(
            alert="CQ-08",
            episode=1,
            step="supervision",
            reason="promise_still_broken",
            day="2025-03-31",
            promise=PROMISE,
            gap=900_000,
        ),
        "AlertFrozen.v1-quiet": AlertFrozen(
            alert="CQ-08", episode=1, period="2025-03", reason="coverage_short", quiet=True
        ),
        "AlertRaised.v1-asked": msgspec.structs.replace(
            next(e for e in one_of_each_event() if isinstance(e, AlertRaised)), asked=asked
        ),
        "AlertLevelChanged.v1-asked": AlertLevelChanged(
            alert="CQ-08",
            episode=1,
            period="2025-03",
            old_level="orange",
            level="red",
            reason="worse",
            assessment=an_assessment(),
            asked=asked,
        ),
        "AlertAnswerReturned.v1-asked": AlertAnswerReturned(
            alert="CQ-08",
            episode=1,
            reason="措施不具体",
            asked=AskedDays(on="2025-04-18", answer_by="2025-04-25", leader_answer_by="2025-04-30"),
        ),
        "AlertLevelChanged.v1-gathered": AlertLevelChanged(
            alert="SZ-06",
            episode=1,
            period="2025-03",
            old_level="orange",
            level="red",
            reason="worse",
            assessment=an_assessment(),
            gathered_by="CQ-08",
        ),
        "ProgressAssessed.v1-outlook": _assessed(
            probability=15, outlook=Outlook("2025-12", 6_315_573, 6_377_285, 6_437_993)
        ),
        "ProgressAssessed.v1-young": _assessed("2021-03", outlook_reason="under_twelve_months"),
        "ProgressAssessed.v1-accepted": _assessed(accepted_level="orange", accepted_progress=8_000),
        "ProgressAssessed.v1-on-accepted": _assessed(accepted_level="red", accepted_actual=6_570_000),
        "ProgressAssessed.v1-estimated": _assessed(
            reported_units=36,
            accepted_units=35,
            reported_weight=9_860,
            accepted_weight=9_712,
            estimated=(EstimatedUnit("500107", "2025-03", "last", "2025-02"),),
            more_estimated=1,
            missing_range=MissingRange(6_561_000, 6_577_000, "red", "red"),
        ),
        "ProgressAssessed.v1-year": _assessed(
            year=YearStanding(year=2025, target=650_000, actual=195_000, completed=3_000, before=180_000, change=833)
        ),
        "ProgressAssessed.v1-in-review": _assessed(
            doubtful=(DoubtfulUnit("500112", "2025-03", "比上月下降 40%，请说明原因"),),
            doubtful_units=2,
            waiting=(waiting,),
            corrections_waiting=3,
            corrections=(correction,),
        ),
        "AlertClosedByCorrection.v1-cured": AlertClosedByCorrection(
            alert="CQ-08",
            episode=1,
            period="2025-03",
            reason="correction_cured",
            old_actual=6_570_000,
            assessment=an_assessment(level="normal"),
            corrections=(correction,),
        ),
        "FigureChanged.v1-settled": FigureChanged(
            region="500000",
            period="2023-03",
            data_version=812,
            lines=(FigureLine("urban_new_employment", 38, 38, 61_200, accepted=38, accepted_value=61_000, settled=37),),
        ),
        "FigureChanged.v2-columns": FigureChanged(
            region="500000",
            period="2023-03",
            data_version=812,
            lines=(
                FigureLine("mediation_success_rate", 38, 37, 900, 1_000, 36, 880, 970, 36),
                FigureLine("new_enterprises", 38, 37, 1_204, None, 36, 1_180, None, 36),
                FigureLine("subsidised_training", 38, 37, 0, None, 36, 0, None, 36),
                FigureLine("urban_new_employment", 38, 38, 61_200, None, 38, 61_000, None, 37),
            ),
        ),
        "ReportSubmitted.v2-reviewed": ReportSubmitted(**report),
        "ReportSubmitted.v2-packed": ReportSubmitted(**report | {"lines": SOME_LINES}),
        "ReportCorrected.v1-reviewed": ReportCorrected(
            **report, reason="漏报一个街道", second_signer="key:second", evidence="参保台账第7号"
        ),
        "ReportAccepted.v1-area": ReportAccepted(region="500107", period="2023-03", revision=2, area="500000"),
        "ReportReturned.v1-area": ReportReturned(
            region="500107", period="2023-03", revision=2, reason="与台账不符", area="500000"
        ),
        "NotificationQueued.v1-instead": NotificationQueued(
            notification="CQ-08-e1.3-dingtalk-1",
            alert="CQ-08",
            episode=1,
            sequence=3,
            channel="dingtalk",
            recipient="dingtalk-cq-injury",
            subject="预警 CQ-08 第1期",
            instead_of="CQ-08-e1.3-wecom-1",
        ),
        "NotificationFailed.v1-superseded": NotificationFailed(
            notification="CQ-08-e1.3-wecom-1",
            alert="CQ-08",
            attempts=9,
            error="2 小时未送达，改用钉钉",
            superseded_by="CQ-08-e1.3-dingtalk-1",
        ),
        "ReminderIssued.v1-returned": ReminderIssued(
            region="500107", period="2025-03", step="returned", due="2025-04-14", revision=1
        ),
        "BulletinPublished.v1-publisher": BulletinPublished(
            region="500000",
            period="2025-03",
            number=1,
            position=13_680,
            content=a_bulletin(),
            digests={"html": "2" * 64},
            published_by="李某",
        ),
        "BulletinPublished.v1-embargo": BulletinPublished(
            region="500000",
            period="2025-03",
            number=1,
            position=13_680,
            content=a_bulletin(),
            digests={"html": "2" * 64},
            embargo_until=1_744_678_800_000_000,
        ),
        "PeriodClosed.v1-early": PeriodClosed(region="500000", period="2023-03", early="系统停机前关账"),
        "PeriodClosed.v1-despite": PeriodClosed(region="500000", period="2023-03", reason="系统切换，下月更正"),
    }
