"""What a month's form is filled with."""

from __future__ import annotations

import pytest

from services.intake.forms.last_report import joined, last_report, said_together, state_text
from shared.events import (
    Event,
    Explanation,
    ReportAccepted,
    ReportCorrected,
    ReportLine,
    ReportReturned,
    ReportSubmitted,
    ReportWithdrawn,
)

REGION, PERIOD = "500101", "2023-03"
JOBS = "urban_new_employment"


def submitted(value: int, **more: object) -> ReportSubmitted:
    return ReportSubmitted(region=REGION, period=PERIOD, lines=(ReportLine(JOBS, value),), digest="d", **more)  # type: ignore[arg-type]


def corrected(value: int, reason: str = "漏报两个街道") -> ReportCorrected:
    lines = (ReportLine(JOBS, value),)
    return ReportCorrected(
        region=REGION,
        period=PERIOD,
        lines=lines,
        digest="d",
        reason=reason,
        second_signer="key-x",
        evidence="渝人社〔2023〕8号",
    )


def accepted(revision: int) -> ReportAccepted:
    return ReportAccepted(region=REGION, period=PERIOD, revision=revision)


def returned(revision: int, reason: str = "与台账不符") -> ReportReturned:
    return ReportReturned(region=REGION, period=PERIOD, revision=revision, reason=reason)


def withdrawn(revision: int) -> ReportWithdrawn:
    return ReportWithdrawn(region=REGION, period=PERIOD, revision=revision, reason="填错单位")


def test_nothing_reported_fills_nothing() -> None:
    assert last_report([]) is None


HISTORIES: list[tuple[list[Event], int, bool, str]] = [
    ([submitted(5)], 5, True, "表中已填的是第1版：已报送，待审核。改后再报，即替换第1版"),
    ([submitted(5), submitted(6)], 6, True, "表中已填的是第2版：已报送，待审核。改后再报，即替换第2版"),
    (
        [submitted(5), accepted(1)],
        5,
        True,
        "表中已填的是第1版：已审核通过。再报属于更正，须填更正理由并由第二签字人签字",
    ),
    (
        [submitted(5), accepted(1), corrected(7)],
        7,
        True,
        "表中已填的是第2版：更正，待审核（已通过的是第1版）。改后再报，即替换第2版",
    ),
    (
        [submitted(5), returned(1)],
        5,
        False,
        "表中已填的是第1版：已退回，不计入任何合计，须重新报送。退回理由：与台账不符",
    ),
    (
        [submitted(5), accepted(1), corrected(7), returned(2)],
        7,
        False,
        "表中已填的是第2版：已退回，不计入任何合计，已通过的第1版仍然计入。退回理由：与台账不符",
    ),
    (
        [submitted(5), withdrawn(1)],
        5,
        False,
        "表中已填的是第1版：已撤回，不计入任何合计，须重新报送。撤回理由：填错单位",
    ),
]


@pytest.mark.parametrize(("history", "value", "counts", "text"), HISTORIES)
def test_the_last_revision_is_given_and_what_it_counts_for_is_said(
    history: list[Event], value: int, counts: bool, text: str
) -> None:
    last = last_report(history)
    assert last is not None
    assert (last.lines[JOBS].value, last.counts, state_text(last)) == (value, counts, text)


def test_a_new_revision_is_not_taken_back_any_more() -> None:
    last = last_report([submitted(5), returned(1), submitted(6)])
    assert last is not None and last.counts and last.taken_back == ""


def test_the_reason_of_a_correction_is_given_until_the_correction_is_accepted() -> None:
    pending = last_report([submitted(5), accepted(1), corrected(7)])
    back = last_report([submitted(5), accepted(1), corrected(7), returned(2)])
    done = last_report([submitted(5), accepted(1), corrected(7), accepted(2)])
    assert pending is not None and back is not None and done is not None
    assert (pending.reason, pending.evidence) == (back.reason, back.evidence) == ("漏报两个街道", "渝人社〔2023〕8号")
    assert (done.reason, done.evidence) == ("", "")  # the next change needs a reason of its own


def test_everything_said_of_an_indicator_is_one_text() -> None:
    said = (
        Explanation(JOBS, "专场招聘", "jump"),
        Explanation("", "核对无误"),
        Explanation(JOBS, "节后返岗", "off-scale"),
    )
    assert said_together(said) == {JOBS: "专场招聘；节后返岗", "": "核对无误"}
    assert joined(["同", " 同 ", ""]) == "同"


def test_texts_that_no_field_holds_together_are_left_out_whole() -> None:
    assert joined(["甲" * 1_500, "乙" * 600, "丙" * 400]) == "甲" * 1_500 + "；" + "丙" * 400


def test_what_no_document_can_hold_is_left_out_of_what_was_stored_before_doors_refused_it() -> None:
    last = last_report([submitted(5, note="初步\x0b数")])
    assert last is not None and last.note == "初步数"


IN_A_CLOSED_MONTH: list[tuple[list[Event], str]] = [
    ([], "本月已关账，尚未报送。补报属于更正，须填更正理由并由第二签字人签字"),
    (
        [submitted(5)],
        "表中已填的是第1版：已报送，待审核；本月已关账。再报属于更正，须填更正理由并由第二签字人签字",
    ),
    (
        [submitted(5), returned(1)],
        "表中已填的是第1版：已退回，不计入任何合计，须重新报送；本月已关账，再报属于更正，"
        "须填更正理由并由第二签字人签字。退回理由：与台账不符",
    ),
    ([submitted(5), accepted(1)], "表中已填的是第1版：已审核通过。再报属于更正，须填更正理由并由第二签字人签字"),
    (
        [submitted(5), accepted(1), corrected(7)],
        "表中已填的是第2版：更正，待审核（已通过的是第1版）。改后再报，即替换第2版",
    ),
]


@pytest.mark.parametrize(("history", "text"), IN_A_CLOSED_MONTH)
def test_in_a_month_that_is_closed_it_is_said_that_reporting_again_is_a_correction(
    history: list[Event], text: str
) -> None:
    assert state_text(last_report(history), closed=True) == text


def test_nothing_is_said_of_an_open_month_without_a_report() -> None:
    assert state_text(None) == ""
