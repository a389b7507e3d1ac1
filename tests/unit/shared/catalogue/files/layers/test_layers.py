"""The office's own folder over the shipped catalogue: what adds up, what stands in place, and what clashes."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from shared.catalogue.catalogue import Catalogue
from shared.catalogue.files.layers.layers import SITE_FILES, Layers, check_names
from shared.catalogue.files.load import load_catalogue
from shared.catalogue.files.tables import DATA
from shared.catalogue.findings import Findings
from shared.periods import Month
from tests.unit.shared.catalogue.files.layers.conftest import Write
from tests.unit.shared.catalogue.files.layers.office import (
    CONTACTS,
    DEPARTMENT,
    INDICATORS,
    REGIONS,
    a_district,
    faults,
)

OWN_INDICATOR = "gig_insured,新就业形态参保人数（虚构，示例）,stock,万人,up,unit,,,,,\n"


def test_an_empty_folder_changes_nothing(write: Write, catalogue: Catalogue) -> None:
    loaded = load_catalogue(site=write({"README.md": "给人看的\n"}))
    assert (loaded.plans, loaded.regions, loaded.departments) == (
        catalogue.plans,
        catalogue.regions,
        catalogue.departments,
    )
    assert loaded.contacts == catalogue.contacts


def test_rows_with_an_identity_are_added_to_the_shipped_ones(write: Write, catalogue: Catalogue) -> None:
    site = write(
        {
            "regions.csv": REGIONS + "430000,湖南省,湖南,province,,,\n430100,长沙市,长沙,prefecture,430000,,\n",
            "groups.csv": "group,member\n500000-zc,500229\n",
            "indicators.csv": INDICATORS + OWN_INDICATOR,
        }
    )
    loaded = load_catalogue(site=site)
    assert list(loaded.regions)[-2:] == ["430000", "430100"]
    assert loaded.groups["500000-zc"] == (*catalogue.groups["500000-zc"], "500229")
    assert "gig_insured" in loaded.indicators
    assert loaded.plans == catalogue.plans


@pytest.mark.parametrize(
    ("name", "text", "code", "shipped"),
    [
        ("regions.csv", REGIONS + "500107,九龙坡区,九龙坡,county,500000,,\n", "duplicate_region", "regions.csv 第"),
        ("groups.csv", "group,member\n500000-zc,500103\n", "duplicate_region", "groups.csv 第2行"),
        (
            "indicators.csv",
            INDICATORS + "x,城镇新增就业,flow,万人,up,unit,,,,,\n",
            "duplicate_indicator",
            "indicators.csv 第2行",
        ),
    ],
)
def test_a_key_in_both_layers_is_a_fault_that_names_both_places(
    write: Write, name: str, text: str, code: str, shipped: str
) -> None:
    (found,) = faults(write({name: text}))
    assert (found.code, found.file, found.line) == (code, f"site/{name}", 2)
    assert f"已见于 {shipped}" in found.message
    assert "replaces" in found.message


def test_a_change_of_regions_that_is_written_twice_is_a_fault(write: Write) -> None:
    head, change = (DATA / "region_changes.csv").read_text("utf-8-sig").splitlines()[:2]
    (found,) = faults(write({"region_changes.csv": f"{head}\n{change}\n"}))
    assert found.code == "duplicate_change"
    assert "region_changes.csv 第2行" in found.message


def test_a_table_that_is_replaced_stands_alone_and_shipped_rows_about_what_it_lacks_are_left_out(write: Write) -> None:
    site = write(
        {
            **a_district(),
            "site.toml": 'plans = []\nreplaces = ["regions.csv"]\n',
            "regions.csv": REGIONS + "500000,重庆市,重庆,province,,,\n500107,九龙坡新区,九龙坡,county,500000,,\n",
        }
    )
    loaded = load_catalogue(site=site)
    assert {code: region.name for code, region in loaded.regions.items()} == {
        "500000": "重庆市",
        "500107": "九龙坡新区",
    }
    assert set(loaded.contacts) == {"500000", "500107"}
    assert {each.region for each in loaded.departments} == {"500000", "500107"}
    assert not loaded.groups
    assert not loaded.changes


def test_what_says_how_the_office_works_stands_in_place_of_the_shipped(write: Write, catalogue: Catalogue) -> None:
    even = ",".join(["83333"] * 8 + ["83334"] * 4)
    months = ",".join(f"m{month:02d}" for month in range(1, 13))
    site = write(
        {
            "contacts.csv": CONTACTS + "500107,report@jlp.test,局长,boss@jlp.test\n",
            "review.csv": "indicator,threshold,value\nsurveyed_unemployment_rate,jump_floor_rate,off\n",
            "profiles.csv": f"indicator,{months}\nurban_new_employment,{even}\n",
            "holidays.csv": "day,kind\n2026-09-03,off\n",
        }
    )
    loaded = load_catalogue(site=site)
    assert loaded.contacts["500107"].mail == ("report@jlp.test",)
    assert loaded.contacts["500108"] == catalogue.contacts["500108"]
    assert loaded.review.threshold("surveyed_unemployment_rate", "jump_floor_rate") is None
    shares = loaded.month_shares("urban_new_employment")
    assert shares is not None
    assert shares[0] == Fraction(83333, 1_000_000)
    assert loaded.calendar.due_day(Month(2026, 8)) > catalogue.calendar.due_day(Month(2026, 8))


def test_a_region_that_the_office_names_departments_for_has_no_shipped_ones(write: Write, catalogue: Catalogue) -> None:
    loaded = load_catalogue(site=write(a_district()))
    assert [each.id for each in loaded.departments if each.region == "500107"] == ["jlp-jobs"]
    others = [each for each in catalogue.departments if each.region != "500107"]
    assert [each for each in loaded.departments if each.region != "500107"] == others
    assert loaded.department_for("jiulongpo-2026-2030", 1).id == "jlp-jobs"


def test_an_id_of_a_department_that_is_another_s_is_a_fault_with_both_lines(write: Write) -> None:
    site = write(a_district(**{"departments.toml": DEPARTMENT.replace("jlp-jobs", "cq-skills")}))
    (found,) = faults(site)
    assert (found.code, found.file, found.line) == ("duplicate_department", "site/departments.toml", 1)
    line = next(
        number
        for number, text in enumerate((DATA / "departments.toml").read_text("utf-8").splitlines(), 1)
        if text == 'id = "cq-skills"'
    )
    assert f"departments.toml 第{line - 1}行" in found.message


def test_a_plan_of_the_office_is_in_force_and_only_those_shipped_ones_that_it_names(write: Write) -> None:
    assert list(load_catalogue(site=write(a_district())).plans) == ["jiulongpo-2026-2030"]
    site = write(a_district(**{"site.toml": 'plans = ["chongqing-2021-2025"]\n'}))
    assert list(load_catalogue(site=site).plans) == ["chongqing-2021-2025", "jiulongpo-2026-2030"]


def test_a_setting_s_own_list_of_days_goes_before_that_of_the_folder(write: Write, tmp_path: Path) -> None:
    named = tmp_path / "named.csv"
    named.write_text("day,kind\n2026-09-03,work\n", "utf-8")
    site = write({"holidays.csv": "day,kind\n2026-09-03,off\n2026-09-04,off\n"})
    calendar = load_catalogue(site=site, holidays=named).calendar
    assert sum(calendar.written.values()) == 1
    assert len(calendar.written) == 2


@pytest.mark.parametrize("name", SITE_FILES)
def test_only_what_is_there_is_read(write: Write, name: str) -> None:
    site = write({"site.toml": ""})
    assert (Layers(DATA, site).own(name) is not None) == (name == "site.toml")


@pytest.mark.parametrize(
    ("name", "meant"), [("contact.csv", "contacts.csv"), ("holiday.csv", "holidays.csv"), ("plan/x.md", "plans")]
)
def test_a_misspelt_file_is_a_fault_with_the_name_that_was_meant(write: Write, name: str, meant: str) -> None:
    (found,) = faults(write({name: ""}))
    assert found.code == "unknown_file"
    assert f"是不是“{meant}”" in found.message


def test_the_country_can_be_the_root_and_provinces_without_counties_report_themselves(write: Write) -> None:
    files = a_district(
        **{
            "site.toml": 'region = "100000"\nplans = []\nreplaces = ["regions.csv"]\n',
            "regions.csv": REGIONS
            + "100000,全国,全国,country,,,\n"
            + "320000,江苏省,江苏,province,100000,,\n330000,浙江省,浙江,province,100000,,\n",
            "departments.toml": DEPARTMENT.replace("500107", "100000"),
        }
    )
    plan = "plans/jiulongpo-2026-2030/plan.toml"
    loaded = load_catalogue(site=write({**files, plan: files[plan].replace("500107", "100000")}))
    month = Month(2026, 1)
    assert loaded.units_under("100000") == ("320000", "330000")
    assert loaded.owed("320000", month) == ("urban_new_employment",)
    assert loaded.expected_units("100000", "urban_new_employment", month) == 2
    assert loaded.rollup_nodes("320000", "urban_new_employment") == ("100000",)


def test_a_folder_that_cannot_be_read_is_told_in_words(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    site = write({"site.toml": ""})

    def refused(folder: Path) -> Iterator[Path]:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refused)
    findings = Findings()
    check_names(site, findings)
    assert [(each.code, each.message) for each in findings.items] == [("unreadable_folder", "无法读取：没有权限")]
