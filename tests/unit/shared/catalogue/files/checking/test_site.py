"""An office's folder checked as a whole: what is wrong first, then what is worth knowing, each in words."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from shared.catalogue.files.checking.site import SiteChecked, check_site
from shared.catalogue.files.layers.sources import CatalogueSources
from shared.catalogue.files.load import load_catalogue
from shared.catalogue.findings import CatalogueError, Severity
from tests.unit.shared.catalogue.files.layers.office import (
    CONTACTS,
    DEPARTMENT,
    INDICATORS,
    PLAN,
    REGIONS,
    TARGETS,
    a_district,
    write_site,
)

OWN = "plans/jiulongpo-2026-2030"
CONTACT = CONTACTS + "500107,report@jlp.test,局长,boss@jlp.test\n"
SECOND = "2,一、就业,2.新就业形态参保人数（万人）,新就业形态参保人数,gig_insured,—,4,约束性,end,at_least,,,4,万人,\n"
GIG = INDICATORS + "gig_insured,新就业形态参保人数,stock,万人,up,unit,,,,,\n"


def checked(folder: Path, changed: Mapping[str, str] | None = None) -> SiteChecked:
    """A district's folder in which nothing is odd but what ``changed`` makes so."""
    files = a_district(**{"contacts.csv": CONTACT}) | dict(changed or {})
    return check_site(CatalogueSources(write_site(folder / "office", files)))


def codes(found: SiteChecked) -> list[str]:
    return [each.code for each in found.findings]


A_SITE = a_district()["site.toml"]
ALWAYS = ["previous_total", "due_days_tentative"]
"""What is said of the plan's own print, and of the years that are not arranged yet."""


def test_a_folder_in_order_has_only_what_its_plan_prints(tmp_path: Path) -> None:
    found = checked(tmp_path)
    assert codes(found) == ALWAYS
    assert found.catalogue is not None
    assert {each.severity for each in found.findings} == {Severity.WARNING}


def test_rows_of_the_office_s_own_plans_are_told_in_words_and_those_of_shipped_plans_are_not(tmp_path: Path) -> None:
    both = {"site.toml": 'name = "x"\nregion = "500107"\nplans = ["jiulongpo-2021-2025"]\n'}
    both["departments.toml"] = ""
    (folder,) = [checked(tmp_path / "own").readings]
    assert list(folder) == ["jiulongpo-2026-2030"]
    assert folder["jiulongpo-2026-2030"][0].startswith("第1行 城镇新增就业人数：五年累计高于 16 万人")
    assert list(checked(tmp_path / "both", both).readings) == ["jiulongpo-2026-2030"]


def test_a_due_day_that_may_move_is_the_one_of_the_plan_s_own_rule(tmp_path: Path) -> None:
    own = '[[due]]\nplan = "jiulongpo-2026-2030"\nperiod_end_day = 20\n'
    said = {
        name: next(
            each.message for each in checked(tmp_path / name, {"site.toml": site}).findings if "应报日" in each.message
        )
        for name, site in (("usual", A_SITE), ("own", A_SITE + own))
    }
    assert said["usual"].startswith("自2026年12月起") and said["own"].startswith("自2027年1月起")


def test_errors_are_those_that_keep_a_service_from_starting(tmp_path: Path) -> None:
    found = checked(
        tmp_path, {"contacts.csv": CONTACTS + "999999,a@jlp.test,,\n", "site.toml": 'nam = "x"\nplans = []\n'}
    )
    assert found.catalogue is None
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(site=tmp_path / "office")
    assert found.findings == list(caught.value.findings)
    assert {"unknown_key", "unknown_region"} <= set(codes(found))


NO_LEADER = DEPARTMENT.replace('leader_mail = ["leader@jlp.test"]', "")
IDLE = DEPARTMENT.replace("jlp-jobs", "idle").replace("urban_new_employment", "new_skill_certificates")


@pytest.mark.parametrize(
    ("changed", "code", "said"),
    [
        ({"site.toml": 'region = "500107"\nplans = []\n'}, "name_missing", "本单位的名称"),
        ({"site.toml": 'name = "x"\nplans = []\n'}, "region_missing", "负责的地区"),
        (
            {"site.toml": 'name = "x"\nregion = "500107"\nplans = ["chongqing-2021-2025"]\n'},
            "plan_outside",
            "重庆市所辖各单位都会被要求报送",
        ),
        ({"contacts.csv": CONTACTS}, "example_address", "1 个应报送地区的联系人"),
        ({"contacts.csv": CONTACT.replace("boss@jlp.test", "boss@jlp.example")}, "example_address", "九龙坡区"),
        ({"departments.toml": DEPARTMENT.replace("jobs@jlp.test", "jobs@jlp.example")}, "example_address", "就业科"),
        (
            {"departments.toml": NO_LEADER},
            "leader_missing",
            "jlp-jobs",
        ),
        (
            {"departments.toml": DEPARTMENT + IDLE},
            "department_unused",
            "（idle）",
        ),
    ],
)
def test_what_is_odd_is_a_warning_in_words(tmp_path: Path, changed: dict[str, str], code: str, said: str) -> None:
    found = checked(tmp_path, changed)
    (told,) = [each for each in found.findings if each.code == code]
    assert told.severity is Severity.WARNING
    assert said in str(told)


def test_a_row_without_a_baseline_is_named_with_its_row(tmp_path: Path) -> None:
    both = DEPARTMENT.replace('"urban_new_employment"', '"urban_new_employment", "gig_insured"')
    files = {"indicators.csv": GIG, "departments.toml": both, f"{OWN}/targets.csv": TARGETS + SECOND}
    (told,) = [each for each in checked(tmp_path, files).findings if each.code == "no_baseline"]
    assert told.where == "site/plans/jiulongpo-2026-2030/targets.csv（序号2）"


def test_a_binding_row_that_alerts_nobody_is_named(tmp_path: Path) -> None:
    blank = TARGETS.replace("【>16】", "—").replace(",0,,16,", ",0,,,").replace("more_than", "at_least")
    found = checked(tmp_path, {f"{OWN}/targets.csv": blank})
    assert "不会发出预警" in next(each.message for each in found.findings if each.code == "alerts_nobody")


def test_a_row_that_nobody_reports_is_named(tmp_path: Path) -> None:
    """A plan of a group without members: nobody is inside it."""
    files = {
        "site.toml": 'name = "x"\nregion = "500000-zx"\nplans = []\n',
        "regions.csv": REGIONS + "500000-zx,西部片区,西部,group,500000,,\n",
        "departments.toml": DEPARTMENT.replace("500107", "500000-zx"),
        f"{OWN}/plan.toml": PLAN.replace("500107", "500000-zx"),
    }
    assert "nobody_reports" in codes(checked(tmp_path, files))


def test_a_prefix_that_another_plan_has_keeps_the_folder_from_being_loaded(tmp_path: Path) -> None:
    files = {
        "site.toml": 'name = "x"\nregion = "500000"\nplans = ["chongqing-2021-2025"]\n',
        f"{OWN}/plan.toml": PLAN.replace("[tables]", 'prefix = "CQ"\n[tables]'),
    }
    found = checked(tmp_path, files)
    assert (codes(found), found.catalogue) == (["prefix_taken"], None)


def test_who_has_no_contact_is_named_inside_the_office_s_region_alone(tmp_path: Path) -> None:
    files = {
        "site.toml": 'name = "x"\nregion = "500198"\nplans = ["chongqing-2021-2025"]\n',
        "regions.csv": REGIONS + "500198,甲县,甲,county,500000,,\n500199,乙县,乙,county,500000,,\n",
    }
    told = [each.message for each in checked(tmp_path, files).findings if each.code == "contact_missing"]
    assert len(told) == 1
    assert "甲县" in told[0]


def test_without_a_folder_the_shipped_catalogue_is_checked() -> None:
    found = check_site(CatalogueSources())
    assert set(codes(found)) == {"example_address"}
