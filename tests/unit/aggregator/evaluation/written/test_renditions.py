"""An evaluation's files depend on its content and on nothing else."""

from __future__ import annotations

from services.aggregator.evaluation.written.renditions import article, file_name, render
from tests.golden.evaluation_sample import an_evaluation


def test_the_same_content_gives_the_same_bytes_and_another_gives_others() -> None:
    first = render(an_evaluation())
    assert first == render(an_evaluation())
    assert set(first) == {"html", "xlsx", "docx"}
    other = render(an_evaluation(number=2))
    assert all(other[suffix] != data for suffix, data in first.items())
    assert "第2号（更正）" in other["html"].decode()


def test_a_page_holds_it_whole_and_a_file_is_named_after_it() -> None:
    assert "未完成的指标及原因" in article(an_evaluation())
    assert file_name(an_evaluation(), "pdf") == "chongqing-2021-2025-final-2025-12-1.pdf"
