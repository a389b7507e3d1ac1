from __future__ import annotations

from services.intake.review.convenient import FigureAlert
from services.intake.review.left_out import alerted, left_out, question
from shared.events import ReportLine

NAMES = {"jobs": "城镇新增就业人数", "insured": "工伤保险参保人数"}
STOOD = {name: ReportLine(name, 1) for name in ("jobs", "insured", "trained")}
ALERT = FigureAlert("CQ-08", "insured", "重庆市", "2023-01")


def test_what_stood_and_is_not_reported_again_is_left_out_in_the_order_it_stood() -> None:
    assert left_out(STOOD, [ReportLine("insured", 0)]) == ("jobs", "trained")
    assert left_out(STOOD, STOOD.values()) == ()
    assert left_out({}, [ReportLine("jobs", 1)]) == ()


def test_a_figure_of_nought_is_reported_and_one_that_is_new_replaces_none() -> None:
    assert left_out({"jobs": ReportLine("jobs", 5)}, [ReportLine("jobs", 0), ReportLine("new", 1)]) == ()


def test_all_that_is_left_out_is_asked_about_in_one_question() -> None:
    finding = question(("jobs", "trained"), NAMES)
    assert finding is not None
    assert (finding.rule, finding.action, finding.indicator) == ("left-out", "query", "")
    assert finding.message.startswith("前一版已报的2项本版没有：“城镇新增就业人数”、“trained”；")
    assert question((), NAMES) is None


def test_what_an_open_alert_is_about_cannot_be_left_out() -> None:
    (finding,) = alerted(("jobs", "insured"), [ALERT, ALERT._replace(indicator="other")], NAMES)
    assert (finding.rule, finding.action, finding.indicator) == ("left-out-alerted", "block", "insured")
    assert "重庆市的预警CQ-08（自2023-01）未结" in finding.message
    assert alerted(("jobs",), [ALERT], NAMES) == ()
