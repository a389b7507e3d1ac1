"""Loading tells every fault with file and line, and takes plans of one's own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from shared.catalogue.catalogue import Catalogue
from shared.catalogue.files.load import load_catalogue
from shared.catalogue.files.tables import DATA
from shared.catalogue.findings import CatalogueError
from shared.periods import Month

HEAD = (
    "row,section,printed_name,name,indicator,printed_baseline,printed_target,attribute,horizon,bound,"
    "baseline,baseline_bound,value,unit,part_of\n"
)
PLAN = """id = "chongqing-2026-2030"
name = "重庆市“十五五”规划"
region = "500000"
first = "2026-01"
last = "2030-12"
document = "重庆市“十五五”规划"
[tables]
targets = "专栏1 主要指标"
[year_shares]
urban_new_employment = [58, 59, 60, 61, 62]
"""
ROWS = (
    "1,一、就业,1.城镇新增就业人数（万人）,城镇新增就业人数,urban_new_employment,【348】,【>290】,预期性,plan,more_than,0,,290,万人,\n"
    "2,二、社保,2.新就业形态参保人数（万人）,新就业形态参保人数,gig_insured,—,40,约束性,end,at_least,,,40,万人,\n"
)
INDICATORS = (
    "id,name,kind,unit,direction,reported_at,part_kind,part_unit,numerator,denominator,aliases\n"
    "gig_insured,新就业形态参保人数,stock,万人,up,unit,,,,,\n"
)
CHONGQING = '"chongqing-2021-2025"'
NOBODY_S = 'indicators = ["unemployment_insurance_insured"]'
"""Of a department that answers for no commitment."""
DEPARTMENTS = """[[department]]
id = "cq-gig"
name = "重庆市人力社保局新就业形态处"
region = "500000"
mail = ["gig@cq.example"]
indicators = ["gig_insured"]
"""


@pytest.fixture
def own_plan(tmp_path: Path) -> Path:
    folder = tmp_path / "chongqing-2026-2030"
    folder.mkdir()
    (folder / "plan.toml").write_text(PLAN, encoding="utf-8")
    (folder / "targets.csv").write_text(HEAD + ROWS, encoding="utf-8-sig")
    (folder / "indicators.csv").write_text(INDICATORS, encoding="utf-8")
    (folder / "departments.toml").write_text(DEPARTMENTS, encoding="utf-8")
    return folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def test_a_plan_of_ones_own_is_added_as_a_folder_without_code(own_plan: Path) -> None:
    catalogue = load_catalogue(plan_folders=[own_plan])
    plan = catalogue.plans["chongqing-2026-2030"]
    assert (plan.first, plan.last) == (Month(2026, 1), Month(2030, 12))
    assert sum(plan.year_shares["urban_new_employment"]) == 1
    assert [target.plan for target in catalogue.targets_for("500000", "urban_new_employment")] == [
        "chongqing-2021-2025",
        "chongqing-2026-2030",
    ]
    assert catalogue.expected_units("500000", "gig_insured", Month(2026, 1)) == 37
    assert catalogue.department_for("chongqing-2026-2030", 2).id == "cq-gig"


def test_the_same_plan_twice_is_refused(own_plan: Path) -> None:
    plan_file = own_plan / "plan.toml"
    plan_file.write_text(PLAN.replace("chongqing-2026-2030", "chongqing-2021-2025"), encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(plan_folders=[own_plan])
    assert "duplicate_plan" in [finding.code for finding in caught.value.findings]


def test_every_fault_is_told_at_once_with_its_file_and_line(data: Path) -> None:
    regions = (data / "regions.csv").read_text(encoding="utf-8-sig").splitlines()
    regions[5] = regions[5].replace(",county,", ",village,")
    regions.append(regions[6])
    (data / "regions.csv").write_text("\n".join(regions), encoding="utf-8")
    (data / "groups.csv").write_text("group,member\n500000-zc,999999\n", encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(data)
    places = {(finding.code, finding.file, finding.line) for finding in caught.value.findings}
    assert ("unknown_word", "regions.csv", 6) in places
    assert ("duplicate_region", "regions.csv", len(regions)) in places
    assert ("unknown_region", "groups.csv", 2) in places
    assert "regions.csv 第6行" in str(caught.value)


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        ("regions.csv", "500101,万州区,万州,county,500000", "500101,万州区,万州,county,599999", "unknown_region"),
        ("regions.csv", "500000,重庆市,重庆,province,", "500000,重庆市,重庆,province,500101", "region_circle"),
        ("regions.csv", "county,500000,,", "county,500000,2021-13,", "bad_month"),
        ("regions.csv", "500101,万州区,万州,county,500000", "500101,万州区,万州,county,500102", "level_order"),
        ("regions.csv", "500101,万州区,万州,county,500000", "500101,万州区,万州,county,500000-zc", "level_order"),
        ("regions.csv", "500101,万州区,万州", f"{'5' * 21},万州区,万州", "bad_code"),
        ("indicators.csv", "城镇新增就业人数,flow,万人", "城镇新增就业人数,flow,万", "unknown_unit"),
        ("indicators.csv", "城镇新增就业人数,flow", "城镇新增就业人数,flows", "unknown_word"),
        ("indicators.csv", "城镇新增就业人数,flow,万人", "城镇新增就业人数,flow,%", "unit_mismatch"),
        ("indicators.csv", ",城镇新增就业\n", ",失业保险参保人数\n", "duplicate_indicator"),
        ("profiles.csv", "urban_new_employment,6", "urban_new_employment,7", "bad_profile"),
        ("departments.toml", '"urban_new_employment", ', "", "department_missing"),
        ("departments.toml", '"work_injury_insurance_insured"', '"unemployment_insurance_insured"', "department_twice"),
        ("departments.toml", 'id = "cq-skills"', 'id = "cq-employment"', "duplicate_department"),
        ("departments.toml", "[[department]]", "[[department", "toml"),
        ("departments.toml", NOBODY_S, 'commitments = { "p" = ["3-1"] }\n' + NOBODY_S, "bad_commitments"),
        ("departments.toml", NOBODY_S, 'commitments = { "p" = 3 }\n' + NOBODY_S, "bad_commitments"),
        (
            "departments.toml",
            NOBODY_S,
            f"commitments = {{ {CHONGQING} = [999] }}\n{NOBODY_S}",
            "unknown_commitment",
        ),
    ],
)
def test_a_spoiled_data_file_is_refused_by_name(data: Path, file: str, old: str, new: str, code: str) -> None:
    text = (data / file).read_text(encoding="utf-8-sig")
    assert old in text
    (data / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(data)
    assert code in {finding.code for finding in caught.value.findings}


def test_a_department_names_its_commitments_by_their_numbers_and_by_spans(data: Path) -> None:
    path = data / "departments.toml"
    named = f'commitments = {{ {CHONGQING} = ["10-12", 20], "elsewhere" = [999] }}\n{NOBODY_S}'
    path.write_text(path.read_text("utf-8").replace(NOBODY_S, named, 1), encoding="utf-8")
    (found,) = (each for each in load_catalogue(data).departments if each.id == "cq-unemployment")
    assert found.commitments == {"chongqing-2021-2025": (10, 11, 12, 20), "elsewhere": (999,)}


def test_a_missing_file_is_named(data: Path) -> None:
    (data / "profiles.csv").unlink()
    with pytest.raises(CatalogueError, match=r"profiles\.csv：缺少此文件"):
        load_catalogue(data)


def test_the_mark_excel_writes_before_a_file_changes_nothing(data: Path, catalogue: Catalogue) -> None:
    for path in data.rglob("*.csv"):
        path.write_text(path.read_text(encoding="utf-8-sig"), encoding="utf-8")
    assert load_catalogue(data).plans == catalogue.plans


def test_a_plan_may_bring_units_of_its_own_and_indicators_in_them(own_plan: Path) -> None:
    (own_plan / "units.csv").write_text("symbol,base,scale,decimals,aliases\n辆,辆,1,0,台\n", encoding="utf-8")
    (own_plan / "indicators.csv").write_text(INDICATORS.replace("stock,万人", "stock,台"), encoding="utf-8")
    rows = ROWS.replace("新就业形态参保人数（万人）", "新就业形态参保人数（辆）").replace("40,万人", "40,辆")
    (own_plan / "targets.csv").write_text(HEAD + rows, encoding="utf-8")
    catalogue = load_catalogue(plan_folders=[own_plan])
    assert catalogue.indicators["gig_insured"].unit.symbol == "辆"
    assert catalogue.units_of_measure.of("台") is catalogue.units_of_measure.of("辆")
