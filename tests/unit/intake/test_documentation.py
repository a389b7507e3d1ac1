"""docs/api-reports.md and docs/guide-reporting.md against what the service does: every example in them is tried."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import services.intake
from services.intake.bulk.items import LONGEST_LINE, MOST_LINES
from services.intake.bulk.spreadsheet import read_month
from services.intake.faults import ReportFault
from services.intake.submission import parse, validate
from services.intake.submission.region_code import read_code
from shared.numbers import read_number
from shared.settings import Settings
from tests.unit.intake.support import UNIT, Service, line, report
from tests.unit.intake.test_doors import DOORS

ROOT = Path(services.intake.__file__).parents[2]
PAGE = (ROOT / "docs" / "api-reports.md").read_text(encoding="utf-8")
GUIDE = (ROOT / "docs" / "guide-reporting.md").read_text(encoding="utf-8")


def examples(head: str) -> list[tuple[str, str]]:
    """What stands in a table of two columns, its second by one example: (first cell, example)."""
    rows = PAGE.split(head)[1].split("\n\n")[0].splitlines()[2:]
    cells = [row.strip("|").rsplit("|", 1) for row in rows]
    return [(first, example) for first, second in cells for example in re.findall(r"`([^`]+)`", second)]


READ, REFUSED = examples("| 读作数 | 例 |"), examples("| 拒绝，`code` | 例 |")


def test_the_pages_example_is_accepted(service: Service) -> None:
    found = re.search(r"--data-binary '(.*?)'\n", PAGE, re.DOTALL)
    assert found is not None
    assert service.post(json.loads(found[1])).status_code == 201


def test_the_page_names_every_fault_of_a_report() -> None:
    deciding = [f"submission/{name}.py" for name in ("lines", "parse", "period", "read_line", "validate")]
    deciding += ["reports/decide.py", "reports/decide_review.py"]
    sources = [(ROOT / "services" / "intake" / name).read_text() for name in deciding]
    codes = set(re.findall(r'(?:fault|Refusal)\(\s*"([a-z-]+)"', "".join(sources)))
    of_reviewers = {"already-closed", "reason-missing", "revision-moved", "accepted-above"}
    of_reviewers |= {"findings-open", "findings-block"}
    of_withdrawals = {"nothing-reported", "not-submitted"}
    assert len(codes) > 25
    assert {code for code in codes - of_reviewers - of_withdrawals if f"`{code}`" not in PAGE} == set()


@pytest.mark.parametrize("text", [text for _, text in READ])
def test_what_the_page_says_is_read_is_read(service: Service, text: str) -> None:
    if "%" in text:
        assert read_number(text, "%") is not None
        return
    unit = "万人" if "万" in text or "." in text else "人"
    assert service.post(report(lines=[line(value=text, unit=unit)])).status_code == 201
    assert service.get(f"/v1/reports/{UNIT}/2023-03").json()["lines"][0]["value"] == 1790


@pytest.mark.parametrize(("codes", "text"), REFUSED)
def test_what_the_page_says_is_refused_is_refused_by_that_name(service: Service, codes: str, text: str) -> None:
    answer = service.post(report(lines=[line(value=text)]))
    assert answer.status_code == 422
    assert answer.json()["faults"][0]["code"] in re.findall(r"`([a-z-]+)`", codes)


def test_the_tables_of_examples_are_there() -> None:
    assert len(READ) > 6 and len(REFUSED) > 12


@pytest.mark.parametrize("door", ["page", "excel"])
def test_what_the_clerks_guide_says_is_read_and_refused_is_so(service: Service, door: str) -> None:
    (told,) = re.findall(r"^- 数字可带.*?(?=^- )", GUIDE, re.MULTILINE | re.DOTALL)
    taken, _, refused = told.partition("。")
    assert re.findall(r"`([^`]+)`", taken) == ["1790人"] and "全角" in taken and "千分号" in taken
    for text in ("1790人", "１，７９０", "1,790"):
        assert DOORS[door].told(service, text) == 1790
    assert re.findall(r"`([^`]+)`", refused) == ["1790①", "1.79万"] and "上标 ¹" in refused
    for text in ("1790①", "1790¹", "1.79万"):
        assert isinstance(DOORS[door].told(service, text), str)


def test_months_and_codes_are_read_and_refused_as_the_page_says() -> None:
    (told,) = re.findall(r"^月份也认.*?(?=\n\n)", PAGE, re.MULTILINE | re.DOTALL)
    taken = re.findall(r"`([^`]+)`", told.split("。")[0])
    assert [read_month(text) for text in taken] == ["2025-12", "2025-12"]
    spoilt = told.split("`month-rewritten`（")[1].split("）")[0]
    for text in re.findall(r"`([^`]+)`", spoilt):
        found = read_month(text)
        assert isinstance(found, ReportFault) and found.code == "month-rewritten"
    code = read_code(re.findall(r"`code-rewritten`（`([^`]+)`", told)[0])
    assert isinstance(code, ReportFault) and code.code == "code-rewritten"


def test_the_limits_that_the_page_tells_are_those_that_hold() -> None:
    assert f"一次至多 {MOST_LINES // 10_000} 万行，一行至多 {LONGEST_LINE // 1024} KB" in PAGE
    assert f"说明（不超过 {parse.LONGEST_NOTE} 字）" in PAGE
    assert f"说明超过 {parse.MOST_EXPLANATIONS} 条、各项说明合计超过 {parse.LONGEST_TOGETHER // 10_000} 万字" in PAGE
    assert f"超过 {validate.MOST_LINES} 项" in PAGE
    assert f"默认 {Settings().max_body_bytes // 1_000_000} MB" in PAGE
