"""审核 › 通过后的等级: what a reviewer sees before they accept, for their own area only; nothing is accepted by it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from shared.security.keys import Role
from tests.unit.asking import UNIT, Building, Somebody, building

STOCK, ROW = "unemployment_insurance_insured", 5
SIMULATED = "500106"
REVIEWER = Somebody(Role.REVIEWER)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Building]:
    with building(tmp_path_factory.mktemp("accepting")) as made:
        line = {"indicator": STOCK, "value": 300_000, "note": "试报"}
        made.report({"region": UNIT, "period": made.period, "lines": [line]})
        made.settle()
        yield made


def address(made: Building, *reports: str) -> str:
    return f"/accepting?period={made.period}{''.join(f'&report={each}' for each in reports)}"


def test_it_says_what_would_follow_and_then_it_follows(made: Building) -> None:
    page = made.get(address(made, f"{UNIT}:1"), REVIEWER).text
    assert "1 个单位　预看，没有通过任何报表" in page
    row = re.search(rf"第{ROW}项 [^<]*</a> <small>[^<]*九龙坡[^<]*</small>.*?</tr>", page, re.DOTALL)
    assert row is not None and "30.00 万人" in row[0] and "0 → 1 / 1" in row[0]
    again = made.get(address(made, f"{UNIT}:1"), REVIEWER).text
    assert [text for text in again.split("<td") if "→" in text] == [text for text in page.split("<td") if "→" in text]
    made.accept(UNIT)
    made.settle()
    after = made.get(address(made, f"{UNIT}:1"), REVIEWER).text
    assert "其中 1 份没有算在内" in after and "没有等级会变" in after


def test_a_revision_that_is_not_the_one_that_was_looked_at_is_in_nothing(made: Building) -> None:
    assert "其中 1 份没有算在内" in made.get(address(made, f"{UNIT}:7"), REVIEWER).text


def test_a_page_of_simulated_reports_says_so_though_nothing_is_judged_yet(made: Building) -> None:
    assert "模拟数据" not in made.get(address(made, f"{UNIT}:1"), REVIEWER).text
    line = {"indicator": STOCK, "value": 310_000, "note": "试报"}
    made.report({"region": SIMULATED, "period": made.period, "simulated": True, "lines": [line]})
    made.settle()
    page = made.get(address(made, f"{SIMULATED}:1"), REVIEWER).text
    assert "1 个单位　预看" in page and "模拟数据" in page


def test_reports_of_another_area_are_refused(made: Building) -> None:
    assert made.get(address(made, "510104:1"), REVIEWER).status_code == 403
    assert made.get(address(made, f"{UNIT}:1"), Somebody(Role.REVIEWER, foreign=True)).status_code == 403


@pytest.mark.parametrize("report", ["500107", "500107:x", ":1", "500107:１"])
def test_an_address_that_names_no_report_says_so(made: Building, report: str) -> None:
    assert made.get(address(made, report), REVIEWER).status_code == 422


def test_a_month_that_is_none_is_not_there(made: Building) -> None:
    assert made.get("/accepting?period=2025-13", REVIEWER).status_code == 404
