"""All that can be said of a file before anything is sent: held against its own months before."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from services.commands.importing.history.checking import CheckedReports, check
from tests.unit.commands.importing.history.reading import INJURY, JOBS, read, the_rulebook, workbook

NOW = datetime(2026, 11, 30, tzinfo=UTC)
HEAD = ["地区", "指标", "计量单位", *(f"2021-{month:02d}" for month in range(1, 7))]


def checked(*rows: list[Any], head: list[str] = HEAD, explanation: str = "") -> CheckedReports:
    reports, faults = read(workbook([head, *rows]))
    assert faults == []
    return check(reports, the_rulebook(), NOW, explanation)


def test_a_slip_by_ten_thousand_is_seen_by_the_months_before_it_in_the_same_file() -> None:
    found = checked(["九龙坡区", INJURY, "万人", 61.5, 61.8, 62, 62.3, 620000, 62.9])
    (fault,) = found.faults
    assert fault.about.place == "台账!H2"
    assert "相差约一万倍" in fault.about.message


def test_a_question_waits_for_words_and_one_sentence_answers_all() -> None:
    row = ["九龙坡区", JOBS, "人", 3101, 3101, 3207, 3150, 3311, 3402]
    (question,) = checked(row).open
    assert (question.about.place, question.about.message[:4]) == ("台账!E2", "须说明：")
    answered = checked(row, explanation="台账如此")
    assert (answered.open, answered.answered) == ([], 1)
    assert [bool(each.explained) for each in answered.reports] == [False, True, False, False, False, False]


def test_a_note_in_the_table_answers_for_its_row() -> None:
    row = ["九龙坡区", JOBS, "人", "两月相同，已核对", 3101, 3101]
    found = checked(row, head=["地区", "指标", "计量单位", "说明", "2021-01", "2021-02"])
    assert (found.open, found.answered, found.faults) == ([], 0, [])


def test_a_month_that_has_not_ended_and_a_ratio_above_one_are_faults() -> None:
    late = checked(["九龙坡区", JOBS, "人", 3101], head=["地区", "指标", "计量单位", "2027-01"])
    assert "尚未结束" in late.faults[0].about.message
    head = ["地区", "指标", "分项", "计量单位", "2021-01"]
    cases = "劳动人事争议仲裁结案率"
    found = checked(["九龙坡区", cases, "分子", "件", 7], ["九龙坡区", cases, "分母", "件", 6], head=head)
    assert found.faults[0].about.place == "台账!E2"
