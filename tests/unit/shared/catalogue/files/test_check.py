"""Checking a plan's folder: errors by name, oddities as warnings, nothing changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from shared.catalogue.catalogue import Catalogue
from shared.catalogue.files.check import check_plan_folder
from shared.catalogue.files.load import load_catalogue
from shared.catalogue.files.tables import DATA
from shared.catalogue.findings import CatalogueError, FileFinding, Severity
from tests.unit.shared.catalogue.conftest import Spoil


def errors(found: list[FileFinding]) -> set[tuple[str, int | None]]:
    return {(finding.code, finding.row) for finding in found if finding.severity is Severity.ERROR}


def warnings(catalogue: Catalogue, plan: str) -> set[tuple[str, int | None]]:
    found = check_plan_folder(DATA / "plans" / f"{plan}-2021-2025", catalogue)
    return {(finding.code, finding.row) for finding in found if finding.severity is Severity.WARNING}


@pytest.mark.parametrize("folder", sorted((DATA / "plans").iterdir()), ids=lambda folder: folder.name)
def test_a_published_plan_has_no_errors(catalogue: Catalogue, folder: Path) -> None:
    assert errors(check_plan_folder(folder, catalogue)) == set()


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "row"),
    [
        ("targets.csv", "unemployment_insurance_insured", "unemployment", "unknown_indicator", 5),
        ("targets.csv", "unemployment_insurance_insured", "pension_coverage_rate", "unit_mismatch", 5),
        ("targets.csv", "unemployment_insurance_insured", "work_injury_insurance_insured", "wrong_indicator", 5),
        ("targets.csv", ",2.96,,3,万人", ",2.96,,3,千人", "unknown_unit", 5),
        ("targets.csv", ",2.96,,3,万人", ",2.96,,3,人", "unit_differs", 5),
        ("targets.csv", ",2.96,,3,万人", ",2.96,,三,万人", "bad_number", 5),
        ("targets.csv", ",2.96,,3,万人", ",2.96,,-3,万人", "bad_number", 5),
        ("targets.csv", ",2.96,,3,万人", ",2.96,,NaN,万人", "bad_number", 5),
        ("targets.csv", ",2.96,,3,万人", ",2.96,,3.1,万人", "value_differs", 5),
        ("targets.csv", ",2.96,,3,万人", ",2.9,,3,万人", "baseline_differs", 5),
        ("targets.csv", ",2.96,,3,万人", ",2.96,about,3,万人", "baseline_differs", 5),
        ("targets.csv", ",2.96,,3,万人", ",2.96,roughly,3,万人", "unknown_word", 5),
        ("targets.csv", ",0,,2,万人", ",0.5139,,2,万人", "baseline_differs", 1),
        ("targets.csv", ",约束性,end,at_least,2.96", ",指令性,end,at_least,2.96", "unknown_word", 5),
        ("targets.csv", ",约束性,end,at_least,2.96", ",约束性,finally,at_least,2.96", "unknown_word", 5),
        ("targets.csv", ",约束性,end,at_least,2.96", ",约束性,plan,at_least,2.96", "horizon_differs", 5),
        ("targets.csv", ",约束性,end,at_least,2.96", ",约束性,end,more_than,2.96", "bound_differs", 5),
        ("targets.csv", ",usual_revision", ",advise", "unknown_word", 5),
        ("targets.csv", ",usual_revision", ",advise", "advise_binding", 5),
        ("targets.csv", "\n6,", "\n5,", "duplicate_row", 5),
        ("targets.csv", "\n6,", "\n26,", "row_number", 26),
        ("targets.csv", "\n6,", "\n26,", "missing_row", None),
        ("targets.csv", "\n6,", "\n,", "row_number", None),
        ("targets.csv", "0.26,万人次,2", "0.26,万人次,20", "part_of", 3),
        ("targets.csv", "0.26,万人次,2", "0.26,万人次,", "part_of", 3),
        ("targets.csv", ",2.96,3,", ",2.96,3余,", "printed_unreadable", 5),
        ("targets.csv", "printed_name,name", "printed,name", "missing_column", None),
        ("targets.csv", ",失业保险参保人数,", ",失业参保人数,", "name_differs", 5),
        ("completed.csv", ",24,23.46,,万人", ",25,23.46,,万人", "value_differs", 9),
        ("completed.csv", ",24,23.46,,万人", ",24,23.4,,万人", "outcome_differs", 9),
        ("plan.toml", '"500240"', '"500299"', "unknown_region", None),
        ("plan.toml", '"2021-01"', '"2021-1"', "bad_month", None),
        ("plan.toml", '"2025-12"', '"2025-06"', "bad_span", None),
        ("plan.toml", "[tables]", 'owed_from = "2026-01"\n[tables]', "bad_owed_from", None),
        ("plan.toml", "[tables]", 'owed_from = "2025"\n[tables]', "bad_month", None),
        ("plan.toml", "document =", "documents =", "missing_key", None),
        ("plan.toml", "[tables]", "[year_shares]\nurban_new_employment = [1, 2]\n[tables]", "bad_year_shares", None),
    ],
)
def test_a_fault_is_an_error_with_its_name_and_row(
    catalogue: Catalogue, spoiled: Spoil, file: str, old: str, new: str, code: str, row: int | None
) -> None:
    assert (code, row) in errors(check_plan_folder(spoiled(file, old, new), catalogue))


def test_what_the_check_calls_an_error_does_not_load(spoiled: Spoil) -> None:
    folder = spoiled("targets.csv", ",2.96,,3,万人", ",2.96,,3.1,万人")
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(plan_folders=[folder])
    assert "value_differs" in {finding.code for finding in caught.value.findings}


def test_a_file_in_another_encoding_is_refused_with_advice(catalogue: Catalogue, spoiled: Spoil) -> None:
    path = spoiled("targets.csv", "3", "3") / "targets.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))
    (finding,) = [item for item in check_plan_folder(path.parent, catalogue) if item.code == "encoding"]
    assert "CSV UTF-8" in finding.message


def test_a_folder_that_is_not_there_is_an_error(catalogue: Catalogue, tmp_path: Path) -> None:
    assert errors(check_plan_folder(tmp_path / "nowhere", catalogue)) == {("missing_folder", None)}


def test_checking_changes_no_file(catalogue: Catalogue, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(DATA / "plans" / "shizhu-2021-2025", tmp_path / "shizhu-2021-2025"))
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    check_plan_folder(folder, catalogue)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize(
    ("plan", "code", "rows"),
    [
        ("chongqing", "previous_total", {1, 4, 5, 12, 14, 15}),
        ("sichuan", "previous_total", {1, 4, 5, 16, 20, 21, 22}),
        ("shizhu", "previous_total", set()),
        ("shizhu", "one_year_then_five", {1}),
        ("xiangxi", "one_year_then_five", {1, 4, 5}),
        ("jiulongpo", "one_year_then_five", {1, 16}),
        ("jiulongpo", "sign_against_direction", {16}),
        ("sichuan", "target_not_above_baseline", {6, 7, 23, 24, 25}),
        ("shizhu", "target_not_above_baseline", {4, 13, 14, 15, 16}),
        ("chongqing", "target_not_above_baseline", {6, 17, 18}),
        ("shizhu", "part_larger_than_total", {8}),
        ("shizhu", "small_climb", {5, 6, 7}),
        ("chongqing", "no_unit", {6}),
        ("shizhu", "no_unit", {4}),
        ("shizhu", "no_target", {10}),
        ("jiulongpo", "no_baseline", {11, 13, 14}),
        ("jiulongpo", "baseline_not_exact", {7, 8, 9, 12}),
        ("shizhu", "verdict_differs", set()),
        ("jiulongpo", "verdict_differs", set()),
    ],
)
def test_the_published_oddities_are_told_as_warnings(
    catalogue: Catalogue, plan: str, code: str, rows: set[int]
) -> None:
    assert {row for found, row in warnings(catalogue, plan) if found == code} == rows


def test_a_printed_verdict_that_its_figures_contradict_is_told(catalogue: Catalogue, spoiled: Spoil) -> None:
    folder = spoiled("completed.csv", ",24,23.46,-0.54,", ",24,23.46,0.54,")
    found = check_plan_folder(folder, catalogue)
    assert ("verdict_differs", 9) in {(item.code, item.row) for item in found}
    assert errors(found) == set()
