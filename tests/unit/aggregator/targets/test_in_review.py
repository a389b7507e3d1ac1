from __future__ import annotations

from services.aggregator.reports.reviews import CorrectedLine, LineCorrection, MonthInReview, OpenFinding
from services.aggregator.targets.context import TargetContexts
from services.aggregator.targets.in_review import NAMED, Reviews, with_reviews
from shared.catalogue.amendments import HeldTarget
from shared.events import Assessment, ReportLine
from shared.periods import Month
from tests.builders import an_assessment
from tests.unit.aggregator.progress_world import FLOW, PLAN, RATE, STOCK, UNITS, a_catalogue

CATALOGUE = a_catalogue()
CONTEXTS = TargetContexts(CATALOGUE, {})
ROWS = {STOCK: 1, FLOW: 2, RATE: 3}


def found(indicator: str, reviews: Reviews, period: str = "2021-03") -> Assessment:
    context = CONTEXTS.of(HeldTarget(CATALOGUE.plans[PLAN].target(ROWS[indicator])))
    return with_reviews(an_assessment(), reviews, context, Month.parse(period))


def doubt(indicator: str, message: str = "请说明原因", action: str = "query") -> MonthInReview:
    return MonthInReview((OpenFinding(indicator, "block" if action == "block" else "query", message),))


def correction(old: ReportLine | None, new: ReportLine | None, position: int = 9, accepted: int = 0) -> LineCorrection:
    return LineCorrection(
        position=position, at=1, by="unit", reason="漏报", lines=(CorrectedLine(old, new),), accepted_at=accepted
    )


def test_a_finding_of_the_line_or_of_the_whole_report_puts_the_unit_in_doubt() -> None:
    reviews = {(UNITS[0], "2021-03"): doubt(STOCK, "减少"), (UNITS[1], "2021-03"): doubt("", "半数相同")}
    assessment = found(STOCK, reviews | {(UNITS[2], "2021-03"): doubt(FLOW)})
    assert [(each.region, each.message) for each in assessment.doubtful] == [(UNITS[0], "减少"), (UNITS[1], "半数相同")]
    assert assessment.doubtful_units == 2


def test_a_stock_rests_on_its_month_and_a_flow_on_all_since_the_plan_began() -> None:
    reviews = {(UNITS[0], "2021-01"): doubt(STOCK), (UNITS[1], "2021-01"): doubt(FLOW)}
    assert found(STOCK, reviews).doubtful == ()
    assert [each.period for each in found(FLOW, reviews).doubtful] == ["2021-01"]
    assert found(FLOW, {(UNITS[0], "2021-04"): doubt(FLOW)}).doubtful == ()


def test_a_correction_is_told_in_the_measure_of_the_assessment() -> None:
    rate = correction(ReportLine(RATE, 90, 100), ReportLine(RATE, 1, 3))
    (waiting,) = found(RATE, {(UNITS[0], "2021-03"): MonthInReview(waiting=rate)}).waiting
    assert (waiting.old, waiting.new, waiting.to_date) == (900_000, 333_333, False)
    flow = correction(None, ReportLine(FLOW, 7, None, "year_to_date"))
    (waiting,) = found(FLOW, {(UNITS[0], "2021-03"): MonthInReview(waiting=flow)}).waiting
    assert (waiting.old, waiting.new, waiting.to_date) == (None, 7, True)


def test_corrections_that_were_made_are_those_of_the_month_itself_the_latest_last() -> None:
    one, two = (correction(ReportLine(FLOW, 1), ReportLine(FLOW, 2), at, accepted=5) for at in (30, 20))
    reviews = {
        (UNITS[0], "2021-03"): MonthInReview(made=(one,)),
        (UNITS[1], "2021-03"): MonthInReview(made=(two,)),
        (UNITS[2], "2021-02"): MonthInReview(made=(one,)),
    }
    assert [each.position for each in found(FLOW, reviews).corrections] == [20, 30]


def test_so_many_are_named_and_all_are_counted() -> None:
    months = [f"2021-{month:02d}" for month in range(1, NAMED + 3)]
    waits = MonthInReview((OpenFinding(FLOW, "query", "？"),), correction(ReportLine(FLOW, 1), ReportLine(FLOW, 2)))
    assessment = found(FLOW, {(UNITS[0], month): waits for month in months}, months[-1])
    assert (len(assessment.doubtful), assessment.doubtful_units) == (NAMED, 1)
    assert (len(assessment.waiting), assessment.corrections_waiting) == (NAMED, NAMED + 2)
    assert assessment.waiting[0].period == months[-1]
