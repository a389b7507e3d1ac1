"""A table of targets loads as it is printed; what a person adds has a name behind it."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.catalogue.catalogue import Catalogue
from shared.catalogue.checks.oddities import report_oddities
from shared.catalogue.checks.readings import check_readings
from shared.catalogue.checks.verdict import judge
from shared.catalogue.files.targets import TARGET_COLUMNS, PlanHead, read_completed, read_targets
from shared.catalogue.findings import Findings
from shared.catalogue.model import Bound, Horizon, Target, Unjudged
from shared.catalogue.printed import read_printed
from shared.texts import unwritable
from tests.unit.shared.catalogue.checks.builders import a_plan

HEAD = PlanHead("plan", "某规划（虚构，示例）", "", {"targets": "专栏1"}, range(2026, 2031))
OPTIONAL = ("horizon", "bound", "baseline", "baseline_bound", "value", "reading", "confirmed_by")
ROW = {
    "row": "1",
    "section": "一、就业",
    "printed_name": "1.城镇新增就业人数（万人）",
    "name": "城镇新增就业人数",
    "indicator": "urban_new_employment",
    "printed_baseline": "【362】",
    "printed_target": "【>300】",
    "attribute": "预期性",
    "unit": "万人",
    "part_of": "",
}


def read(
    tmp_path: Path, catalogue: Catalogue, columns: tuple[str, ...] = TARGET_COLUMNS, **cells: str
) -> tuple[Target | None, list[str]]:
    text = io.StringIO()
    writer = csv.DictWriter(text, dict.fromkeys((*columns, *cells)), restval="")
    writer.writeheader()
    writer.writerow(ROW | cells)
    path = tmp_path / "targets.csv"
    path.write_text(text.getvalue(), encoding="utf-8")
    findings = Findings()
    found = read_targets(path, "targets.csv", HEAD, catalogue.indicators, catalogue.units_of_measure, findings)
    return (found[0] if found else None), [finding.code for finding in findings.items]


@pytest.mark.parametrize("columns", [TARGET_COLUMNS, (*TARGET_COLUMNS, *OPTIONAL)], ids=["absent", "empty"])
def test_what_is_not_given_is_read_from_the_print(
    tmp_path: Path, catalogue: Catalogue, columns: tuple[str, ...]
) -> None:
    target, faults = read(tmp_path, catalogue, columns)
    assert faults == [] and target is not None
    assert (target.horizon, target.bound, target.value) == (Horizon.PLAN, Bound.MORE_THAN, Decimal(300))
    assert (target.baseline, target.note) == (Decimal(0), "")


def _can_stand_in_a_file(text: str) -> bool:
    try:
        return unwritable(text.encode().decode()) is None
    except UnicodeEncodeError:
        return False


@pytest.mark.parametrize("printed", ["<300", "控制在300以内", "年均-5", "300元", "2027年达到300", "0.00001"])
def test_what_contradicts_its_row_is_kept_and_not_judged(tmp_path: Path, catalogue: Catalogue, printed: str) -> None:
    target, faults = read(tmp_path, catalogue, printed_target=printed, printed_baseline="—")
    assert faults == [] and target is not None
    assert (target.value, target.unjudged) == (None, Unjudged.UNREAD)
    findings = Findings()
    check_readings(a_plan(target), catalogue.indicators, catalogue.units_of_measure, findings, "plan")
    assert findings.items == []


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    printed=st.text(max_size=60).filter(_can_stand_in_a_file),
    baseline=st.sampled_from(["—", "362", "约三成", "稳步提高"]),
)
def test_any_text_at_all_is_kept_and_never_refused(
    tmp_path: Path, catalogue: Catalogue, printed: str, baseline: str
) -> None:
    target, faults = read(tmp_path, catalogue, printed_target=printed, printed_baseline=baseline)
    assert faults == [] and target is not None
    assert target.printed_target.replace("\r\n", "\n") == printed.replace("\r\n", "\n")
    nothing = read_printed(printed).form == "missing"
    assert (target.value is None) == (nothing or target.unjudged is not Unjudged.NOTHING)
    findings = Findings()
    check_readings(a_plan(target), catalogue.indicators, catalogue.units_of_measure, findings, "plan")
    report_oddities(a_plan(target), catalogue.indicators, findings, "plan")
    assert findings.errors == []


def test_words_are_judged_by_the_reading_that_a_person_has_confirmed(tmp_path: Path, catalogue: Catalogue) -> None:
    words = {"printed_target": "保持相当规模", "printed_baseline": "—"}
    target, faults = read(tmp_path, catalogue, TARGET_COLUMNS, **words)
    assert faults == [] and target is not None and target.value is None
    said, faults = read(tmp_path, catalogue, TARGET_COLUMNS, **words, reading="累计300以上", confirmed_by="王芳")
    assert faults == [] and said is not None
    assert (said.horizon, said.bound, said.value) == (Horizon.PLAN, Bound.AT_LEAST, Decimal(300))
    assert (said.reading, said.confirmed_by, said.printed_target) == ("累计300以上", "王芳", "保持相当规模")


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"reading": "≥300"}, "unconfirmed"),
        ({"reading": "保持稳定", "confirmed_by": "王芳"}, "reading_unreadable"),
        ({"reading": "300元", "confirmed_by": "王芳"}, "reading_unreadable"),
        ({"horizon": "finally"}, "unknown_word"),
        ({"bound": "roughly"}, "unknown_word"),
        ({"value": "三百"}, "bad_number"),
    ],
)
def test_what_a_person_writes_is_held_to_its_form(
    tmp_path: Path, catalogue: Catalogue, cells: dict[str, str], fault: str
) -> None:
    assert fault in read(tmp_path, catalogue, (*TARGET_COLUMNS, *cells), **cells)[1]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    target=st.text(max_size=30).filter(_can_stand_in_a_file) | st.sampled_from(["年均60", "300元", "-5", "稳步提高"]),
    outcome=st.text(max_size=30).filter(_can_stand_in_a_file) | st.sampled_from(["300元左右", "约三成", "310以上"]),
)
def test_a_completed_row_loads_whatever_is_printed_in_it(
    tmp_path: Path, catalogue: Catalogue, target: str, outcome: str
) -> None:
    text = io.StringIO()
    cells = {"printed_start": "", "printed_target": target, "printed_outcome": outcome, "printed_verdict": ""}
    row = {name: ROW[name] for name in ("row", "section", "printed_name", "name", "unit")} | cells
    writer = csv.DictWriter(text, row)
    writer.writeheader()
    writer.writerow(row)
    path = tmp_path / "completed.csv"
    path.write_text(text.getvalue(), encoding="utf-8")
    findings = Findings()
    (found,) = read_completed(path, "completed.csv", HEAD, catalogue.indicators, catalogue.units_of_measure, findings)
    plan = a_plan(completed=(found,))
    check_readings(plan, catalogue.indicators, catalogue.units_of_measure, findings, "plan")
    assert findings.errors == []
    assert judge(found).verdict
