from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from shared.catalogue.catalogue import Catalogue
from shared.catalogue.files.layers.layers import Layers
from shared.catalogue.files.review import read_review
from shared.catalogue.findings import Findings
from shared.catalogue.review import THRESHOLDS, Identity, ReviewTable

STOCK, FLOW = "professional_personnel", "new_professional_certificates"


def read(folder: Path, catalogue: Catalogue, **files: str) -> tuple[ReviewTable, list[str]]:
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    findings = Findings()
    tables = Layers(folder)
    thresholds, identities = tables.optional("review.csv"), tables.optional("identities.csv")
    return read_review(thresholds, identities, catalogue.indicators, findings), [each.code for each in findings.items]


def test_without_files_the_rules_own_thresholds_hold(tmp_path: Path, catalogue: Catalogue) -> None:
    table, codes = read(tmp_path, catalogue)
    assert (table, codes) == (ReviewTable(), [])
    assert {name: table.threshold(STOCK, name) for name in THRESHOLDS} == THRESHOLDS


def test_a_threshold_of_one_indicator_leaves_the_others_alone(tmp_path: Path, catalogue: Catalogue) -> None:
    text = f"indicator,threshold,value\n{FLOW},jump,5\n{FLOW},flow_copied,off\n"
    table, codes = read(tmp_path, catalogue, review=text)
    assert codes == []
    assert (table.threshold(FLOW, "jump"), table.threshold(FLOW, "flow_copied")) == (Decimal(5), None)
    assert table.threshold(STOCK, "jump") == Decimal("3.5")


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("nobody,jump,5", "unknown_indicator"),
        (f"{FLOW},leap,5", "unknown_word"),
        (f"{FLOW},jump,0", "bad_number"),
        (f"{FLOW},jump,much", "bad_number"),
        (f"{FLOW},jump,", "empty_cell"),
        (f"{FLOW},jump,5\n{FLOW},jump,6", "duplicate_threshold"),
    ],
)
def test_a_wrong_threshold_is_told(tmp_path: Path, catalogue: Catalogue, row: str, code: str) -> None:
    _, codes = read(tmp_path, catalogue, review=f"indicator,threshold,value\n{row}\n")
    assert codes == [code]


def test_an_identity_names_a_stock_and_its_flows(tmp_path: Path, catalogue: Catalogue) -> None:
    table, codes = read(
        tmp_path, catalogue, identities=f"stock,into,out\n{STOCK},{FLOW}|public_institution_recruits,\n"
    )
    assert codes == []
    assert table.identities == (Identity(STOCK, (FLOW, "public_institution_recruits"), ()),)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (f"{STOCK},,", "empty_cell"),
        (f"nothing,{FLOW},", "unknown_indicator"),
        (f"{FLOW},{FLOW},", "wrong_kind"),
        (f"{STOCK},skilled_personnel,", "wrong_kind"),
        (f"{STOCK},subsidised_training,", "unit_mismatch"),
    ],
)
def test_a_wrong_identity_is_told(tmp_path: Path, catalogue: Catalogue, row: str, code: str) -> None:
    _, codes = read(tmp_path, catalogue, identities=f"stock,into,out\n{row}\n")
    assert codes == [code]


def test_the_shipped_tables_are_read(catalogue: Catalogue) -> None:
    assert catalogue.review.threshold("registered_unemployment_rate", "jump_floor_rate") == Decimal("0.01")
    assert catalogue.review.identities == ()
