"""From an empty folder to the first accepted month, its total, its line and its alert in the right mailbox."""

from __future__ import annotations

import email
from collections.abc import Iterator
from email import policy
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.first_day.office import CITY, CITY_PLAN, DISTRICT_PLAN, NEW, FirstDay, write_plans

INSURED_AT_FIRST = 150_229
"""Of the first unit; each further one has 137 more."""
JOBS, INSURED, RATE = "urban_new_employment", "unemployment_insurance_insured", "surveyed_unemployment_rate"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FirstDay]:
    """The office after its first two months: 失业保险 fell instead of rising."""
    made = FirstDay(tmp_path_factory.mktemp("office"))
    made.at("2026-02-04T10:00:00")
    made.begin(*write_plans(made.folder / "printed"))
    own_county_and_days(made)
    made.xushi("site", "check")
    with made.up():
        month(made, "2026-01", INSURED_AT_FIRST)
        made.at("2026-02-05T10:00:00")
        years_targets(made)
        made.at("2026-03-05T10:00:00")
        month(made, "2026-02", INSURED_AT_FIRST - 2_113)
        yield made


def own_county_and_days(office: FirstDay) -> None:
    """A county that the shipped catalogue does not have, whom to ask for its reports, and a day off."""
    (office.site / "regions.csv").write_text(
        f"code,name,short_name,level,parent,valid_from,valid_to\n{NEW},示例新区,示例,county,{CITY},2026-01,\n", "utf-8"
    )
    with (office.site / "contacts.csv").open("a", encoding="utf-8") as contacts:
        contacts.write(f"{NEW},new@office.test,,\n")
    with (office.site / "holidays.csv").open("a", encoding="utf-8") as holidays:
        holidays.write("2026-03-06,off,建局纪念日（虚构）\n")


def month(office: FirstDay, period: str, insured: int) -> None:
    """Every unit's report, accepted by the city's reviewer."""
    units = office.wait(lambda: codes(office, period))
    reports: list[dict[str, Any]] = [
        {
            "region": unit,
            "period": period,
            "lines": [line(JOBS, 907 + insured % 97 + 13 * place), line(INSURED, insured + 137 * place)],
        }
        for place, unit in enumerate(units)
    ]
    reports.append({"region": CITY, "period": period, "lines": [{"indicator": RATE, "value": "5.2", "unit": "%"}]})
    answers = office.post_lines("/v1/reports/bulk", reports, "市系统", f"b-{period}")
    assert [each for each in answers if each.get("faults")] == []
    decisions = [
        {"region": each["region"], "period": period, "decision": "accept", "with_blanks": True} for each in reports
    ]
    results = office.post("/v1/reviews", {"decisions": decisions}, "审核系统", f"r-{period}")["results"]
    assert {each["status"] for each in results} == {"accepted"}, results
    office.wait(lambda: progress(office, CITY_PLAN, 3, period)["coverage"]["accepted"] == len(units))


def line(indicator: str, value: int) -> dict[str, str]:
    return {"indicator": indicator, "value": str(value), "unit": "人"}


def codes(office: FirstDay, period: str) -> list[str]:
    """Who owes the month below the city."""
    found = office.get("/v1/coverage", region=CITY, period=period)
    return [each["region"] for each in found["missing"] if each["region"] != CITY]


def years_targets(office: FirstDay) -> None:
    file = office.folder / "year.csv"
    file.write_text("row,value,unit\n1,60,万人\n", "utf-8-sig")
    keys = ["--key", office.secrets["审核系统"], "--second-key", office.secrets["签字系统"]]
    paper = ["--url", office.url, "--submit", "--document", "2026年政府工作报告（虚构）"]
    said = office.xushi("plan", "annual", str(file), "--plan", CITY_PLAN, "--year", "2026", *paper, *keys)
    assert "已记录 1 行年度目标" in said


def progress(office: FirstDay, plan: str, row: int, period: str) -> dict[str, Any]:
    found = office.get("/v1/progress", plan=plan, row=str(row), period=period)["progress"]
    return found[0] if found else {"coverage": {"accepted": -1}}


def test_the_folder_is_checked_in_one_go_and_holds_no_error(office: FirstDay) -> None:
    said = office.xushi("site", "check")
    assert "共 0 个错误" in said
    assert "保持相当规模" in said and "650左右" in said


def test_the_own_county_counts_in_the_citys_total(office: FirstDay) -> None:
    (found,) = office.get("/v1/figures", region=CITY, indicator=INSURED, period="2026-02")["figures"]
    assert found["coverage"] == {"expected": 38, "reported": 38, "accepted": 38}  # 37 of 2026, and the own one
    assert found["value"] == found["accepted"]["value"] == 38 * (INSURED_AT_FIRST - 2_113) + 137 * sum(range(38))
    (own,) = office.get("/v1/figures", region=NEW, indicator=INSURED, period="2026-02")["figures"]
    assert own["region_name"] == "示例新区"


def test_a_row_in_words_is_judged_by_the_target_of_the_year(office: FirstDay) -> None:
    found = progress(office, CITY_PLAN, 1, "2026-02")
    assert (found["year"]["completed"], found["rule"]) == ("0.1559", "trajectory")
    assert found["target"]["text"] == "60.00 万人"


def test_what_is_printed_as_a_change_is_judged_from_its_baseline(office: FirstDay) -> None:
    found = progress(office, DISTRICT_PLAN, 2, "2026-02")
    assert (found["target"]["text"], found["baseline"]["text"]) == ("20.00 万人", "15.00 万人")
    assert progress(office, CITY_PLAN, 2, "2026-02")["level"] == "normal"
    assert progress(office, CITY_PLAN, 3, "2026-02")["level"] == "red"


def test_the_alert_is_in_the_mailbox_of_the_department_that_answers_for_it(office: FirstDay) -> None:
    mails = office.wait(lambda: [each for each in mails_of(office.outbox) if "CQS-03" in each["subject"]])
    assert {each["to"] for each in mails} == {"insured@office.test"}
    text = mails[0].get_body(("plain",)).get_content()
    for said in ("失业保险参保人数", "序时应达", "缺口主要在", "签收"):
        assert said in text


def mails_of(folder: Path) -> list[Any]:
    return [email.message_from_bytes(path.read_bytes(), policy=policy.default) for path in folder.glob("*.eml")]
