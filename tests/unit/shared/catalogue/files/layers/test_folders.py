from __future__ import annotations

from pathlib import Path

import pytest

from shared.catalogue.files.layers.folders import plan_folders_of
from shared.catalogue.files.layers.site_file import read_site
from shared.catalogue.files.layers.sources import CatalogueSources
from shared.catalogue.files.load import load_catalogue
from shared.catalogue.files.tables import DATA
from shared.catalogue.findings import CatalogueError, Findings
from tests.unit.shared.catalogue.files.layers.conftest import Write
from tests.unit.shared.catalogue.files.layers.office import PLAN, TARGETS, a_district, faults


def test_the_shipped_come_first_then_the_office_s_own_then_those_that_a_setting_names(write: Write) -> None:
    site, named = write(a_district(**{"site.toml": 'plans = ["shizhu-2021-2025"]\n'})), Path("elsewhere/plan")
    sources = CatalogueSources(site, (named,))
    found = plan_folders_of(sources, read_site(site, Findings()), Findings())
    assert [(each.label, each.layer) for each in found] == [
        ("shizhu-2021-2025", "shipped"),
        ("site/plans/jiulongpo-2026-2030", "site"),
        ("plan", "named"),
    ]


def test_the_same_plan_twice_is_told_with_both_places(write: Write) -> None:
    site = write(a_district(**{"plans/copy/plan.toml": PLAN, "plans/copy/targets.csv": TARGETS}))
    (found,) = faults(site)
    assert (found.code, found.file) == ("duplicate_plan", "site/plans/jiulongpo-2026-2030/plan.toml")
    assert "已见于 site/plans/copy/plan.toml" in found.message


def test_a_fault_in_a_plan_of_the_office_names_its_file_and_line(write: Write) -> None:
    broken = TARGETS.replace("urban_new_employment", "urban_new_employments")
    site = write(a_district(**{"plans/jiulongpo-2026-2030/targets.csv": broken}))
    assert ("site/plans/jiulongpo-2026-2030/targets.csv", 2) in {(each.file, each.line) for each in faults(site)}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("document =", "documnt =", "是不是“document”"),
        ("[tables]\n", '[tables]\ncomplete = "x"\n', "[tables] 没有“complete”这一项；是不是“completed”"),
        ("[tables]\n", "[cut]\n[tables]\n", "是不是“cuts”"),
    ],
)
def test_a_misspelt_key_of_a_plan_is_a_fault(tmp_path: Path, old: str, new: str, said: str) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "plan.toml").write_text(PLAN.replace(old, new, 1), "utf-8")
    (folder / "targets.csv").write_text(TARGETS, "utf-8")
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(plan_folders=[folder])
    assert said in "".join(each.message for each in caught.value.findings if each.code == "unknown_key")


def test_what_comes_with_the_program_has_no_unknown_key() -> None:
    assert len(load_catalogue(DATA).plans) == 5
