"""What ``site.toml`` may say, and every fault of it with the nearest name that was meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.catalogue.files.load import load_catalogue
from shared.periods import Month
from tests.unit.shared.catalogue.files.layers.conftest import Write
from tests.unit.shared.catalogue.files.layers.office import PLAN, REGIONS, a_district, faults


def test_the_office_says_who_it_is(write: Write) -> None:
    site = load_catalogue(site=write(a_district())).office
    assert (site.name, site.region) == ("九龙坡区人力社保局", "500107")


def test_without_a_file_nothing_is_said() -> None:
    site = load_catalogue().office
    assert (site.name, site.region, site.letterheads) == ("", "", {})


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ('nam = "x"\n', "unknown_key", "是不是“name”"),
        ("name = 3\n", "bad_value", "“name”应是文字"),
        ('region = "999999"\n', "unknown_region", "没有代码为“999999”的地区"),
        ('plans = "all"\n', "bad_value", "“plans”应是文字的列表"),
        ('plans = ["chongqing-2021-2026"]\n', "unknown_plan", "是不是“chongqing-2021-2025”"),
        ('plans = []\nreplaces = ["contacts.csv"]\n', "bad_replaces", "“contacts.csv”不能整表替换"),
        ('plans = []\nreplaces = ["region.csv"]\n', "bad_replaces", "是不是“regions.csv”"),
        ('plans = []\nreplaces = ["regions.csv"]\n', "bad_replaces", "site/regions.csv 不在"),
        ('[reporting]\nowed_form = "2026-11"\n', "unknown_key", "[reporting] 没有“owed_form”这一项；是不是“owed_from”"),
        ('[reporting]\nowed_from = "2026-13"\n', "bad_month", "“owed_from”"),
        ("reporting = 1\n", "bad_reporting", "应是一个表"),
        ("name = ", "toml", "TOML格式有误"),
    ],
)
def test_a_fault_is_told_in_words(write: Write, text: str, code: str, said: str) -> None:
    found = faults(write({"site.toml": text}))
    assert [(each.code, each.file) for each in found] == [(code, "site/site.toml")]
    assert said in found[0].message


def test_who_replaces_a_table_says_which_of_the_shipped_plans_are_in_force(write: Write) -> None:
    site = write({"site.toml": 'replaces = ["regions.csv"]\n', "regions.csv": REGIONS})
    assert "plans = []" in next(each.message for each in faults(site) if each.code == "missing_key")


def test_a_folder_that_is_named_and_not_there_is_a_fault(tmp_path: Path) -> None:
    (found,) = faults(tmp_path / "nowhere")
    assert (found.code, found.file) == ("missing_folder", str(tmp_path / "nowhere"))


def test_a_plan_that_says_nothing_of_it_is_owed_from_the_office_s_month(write: Write) -> None:
    owing = 'plans = ["chongqing-2021-2025"]\n[reporting]\nowed_from = "2026-11"\n'
    said = 'plans = ["jiulongpo-2021-2025"]\n[reporting]\nowed_from = "2025-01"\n'
    files = a_district(**{"site.toml": owing})
    plans = load_catalogue(site=write(files)).plans
    assert plans["jiulongpo-2026-2030"].first_owed == Month(2026, 11)
    assert plans["chongqing-2021-2025"].first_owed > plans["chongqing-2021-2025"].last, "nothing of it is owed any more"
    own = PLAN.replace("[tables]", 'owed_from = "2026-03"\n[tables]')
    files["plans/jiulongpo-2026-2030/plan.toml"] = own
    assert load_catalogue(site=write(files)).plans["jiulongpo-2026-2030"].first_owed == Month(2026, 3)
    files["site.toml"] = said.replace("jiulongpo-2021-2025", "chongqing-2021-2025")
    files["plans/jiulongpo-2026-2030/plan.toml"] = PLAN
    earlier = load_catalogue(site=write(files)).plans
    assert earlier["jiulongpo-2026-2030"].first_owed == Month(2026, 1), "it cannot be owed before it begins"
    assert earlier["chongqing-2021-2025"].first_owed == Month(2025, 1)
