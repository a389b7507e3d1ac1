from __future__ import annotations

from services.intake.pages.views.findings import ShownFinding
from services.intake.pages.views.typed.check import calm, unsaid


def finding(weight: str, said: str = "") -> ShownFinding:
    return ShownFinding(weight, "code", "jobs", "新增就业", "…", said)  # type: ignore[arg-type]


def test_a_blank_wants_a_word_and_a_question_does_not_keep_a_report_back() -> None:
    assert unsaid([finding("missing"), finding("query"), finding("block")]) == ["blank-jobs"]
    assert unsaid([finding("missing", "下月才有")]) == []


def test_only_a_form_that_asks_for_nothing_needs_no_look() -> None:
    assert calm([])
    assert calm([finding("query", "已核对"), finding("screen"), finding("told")])
    for weight in ("block", "query", "missing"):
        assert not calm([finding(weight)])
    assert not calm([finding("missing", "下月才有")])
