"""An evaluation laid out: its sections by its kind."""

from __future__ import annotations

from services.aggregator.evaluation.written.layout import lay_out
from shared.office.blocks import Heading, Paragraph
from tests.golden.evaluation_sample import an_evaluation


def heads(kind: str) -> list[str]:
    changes = {"kind": kind} | ({} if kind == "final" else {"final": None})
    return [block.text for block in lay_out(an_evaluation(**changes)).blocks if isinstance(block, Heading)]


def test_a_final_one_has_the_table_of_completion_and_nothing_foreseen() -> None:
    found = heads("final")
    assert found[:3] == ["一、总体情况", "二、主要指标完成情况", "三、未完成的指标及原因"]
    assert found[-1] == "十、说明" or found[-1].endswith("、说明")


def test_an_annual_one_has_the_main_indicators_and_the_outlook() -> None:
    found = heads("annual")
    assert found[1:3] == ["二、主要指标进展", "三、落后的指标及原因"]
    assert any(head.endswith("、展望") for head in found)
    assert not any("完成情况" in head for head in found)


def test_simulated_data_is_labelled_and_the_position_stands_under_it() -> None:
    layout = lay_out(an_evaluation())
    assert layout.warning.startswith("模拟数据")
    assert layout.closing[-1] == "报送事件序号 29415"
    assert lay_out(an_evaluation(simulated=False)).warning == ""
    assert layout.signed_on == "2026年2月5日"


def test_the_summary_tells_of_adjusted_targets() -> None:
    texts = [block.text for block in lay_out(an_evaluation()).blocks if isinstance(block, Paragraph)]
    assert "其间经批准调整目标 1 项，见“目标调整和数据修订”。" in texts
