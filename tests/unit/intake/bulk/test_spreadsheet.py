from __future__ import annotations

import pytest

from services.intake.bulk.spreadsheet import read_month
from services.intake.faults import ReportFault
from services.intake.submission.region_code import read_code


@pytest.mark.parametrize(
    "text",
    [
        "2025-12",
        " 2025-12 ",
        "2025/12",
        "2025/12/1",
        "2025-12-01",
        "2025/12/01 0:00",
        "2025-12-01 00:00:00",
        "2025年12月",
        "2025年12月1日",
        "\u202d2025-12\u202c",
    ],
)
def test_a_month_as_a_spreadsheet_writes_it_is_that_month(text: str) -> None:
    assert read_month(text) == "2025-12"


def test_a_month_of_one_digit_is_written_with_two() -> None:
    assert read_month("2025/3/1") == read_month("2025年3月") == "2025-03"


@pytest.mark.parametrize(
    "text",
    ["Dec-25", "dec-2025", "December 25", "12月-25", "12/25", "3-25", "25-Dec", "25-12月", "1-Dec", "46023", "45992.0"],
)
def test_a_month_whose_year_a_spreadsheet_took_away_is_refused_saying_who_did_it(text: str) -> None:
    told = read_month(text)
    assert isinstance(told, ReportFault) and told.code == "month-rewritten" and "表格软件" in told.message


def test_a_day_that_is_not_the_first_is_no_month() -> None:
    told = read_month("2025/12/31")
    assert isinstance(told, ReportFault) and told.code == "not-a-month"


@pytest.mark.parametrize("text", ["", "202512", "去年12月", "2025-13", "2025.12"])
def test_what_is_no_month_at_all_is_left_to_the_report_s_own_check(text: str) -> None:
    assert read_month(text) == text


@pytest.mark.parametrize("text", ["500101.0", "500101.00", " 500101.0 ", "5.00101E+5"])
def test_a_code_that_a_program_wrote_as_a_number_is_refused_by_name(text: str) -> None:
    told = read_code(text)
    assert isinstance(told, ReportFault) and told.code == "code-rewritten"


def test_a_code_is_read_without_what_stands_round_it() -> None:
    assert read_code("\u200b500101\u3000") == "500101"
