"""A report of the past as it is sent, and the cell that a fault of it came from."""

from __future__ import annotations

import json
from typing import Any

from services.commands.importing.history.reports import months_told
from shared.events import ReviewFinding
from tests.unit.commands.importing.history.reading import INJURY, JOBS, read, workbook

ROWS: list[list[Any]] = [
    ["地区", "指标", "计量单位", "2021-01", "2021-02"],
    ["渝中区", INJURY, "万人", 31, 32],
    ["九龙坡区", JOBS, "人", 3100, 3200],
    ["九龙坡区", INJURY, "万人", 61.5, 62],
]


def test_reports_come_month_by_month_and_say_that_they_fill_in_the_past() -> None:
    reports, _ = read(workbook(ROWS))
    assert [(each.region, str(each.month)) for each in reports] == [
        ("500103", "2021-01"),
        ("500107", "2021-01"),
        ("500103", "2021-02"),
        ("500107", "2021-02"),
    ]
    document = json.loads(reports[1].body)
    assert document == {
        "region": "500107",
        "period": "2021-01",
        "lines": [
            {"indicator": "urban_new_employment", "unit": "人", "value": "3100"},
            {"indicator": "work_injury_insurance_insured", "unit": "万人", "value": "61.5"},
        ],
        "note": "补录",
    }
    assert months_told(reports) == "2 个地区，2021-01 至 2021-02，4 份"


def test_a_fault_of_a_line_is_one_of_its_cell() -> None:
    reports, _ = read(workbook(ROWS))
    assert reports[1].fault("/lines/1/value", "x").place == "台账!D4"
    assert reports[3].fault("/period", "x").place == "台账!E3"


def test_an_answered_question_is_sent_with_its_answer_and_simulated_figures_say_so() -> None:
    reports, _ = read(workbook(ROWS))
    asked = ReviewFinding("jump", "query", "urban_new_employment", "?")
    document = json.loads(reports[1]._replace(explained=((asked, "台账如此"),), simulated=True).body)
    assert document["explanations"] == [{"indicator": "urban_new_employment", "rule": "jump", "text": "台账如此"}]
    assert document["simulated"] is True
