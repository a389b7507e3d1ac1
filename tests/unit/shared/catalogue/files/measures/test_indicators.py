"""``definitions.csv``: the office's own stands in place of the shipped one, and what nobody knows is a fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.catalogue import Catalogue
from shared.catalogue.files.measures.indicators import define
from shared.catalogue.files.tables import TableFile
from shared.catalogue.findings import Findings
from shared.catalogue.model import Definition

HEAD = "indicator,definition,scope,source\n"


def defined(tmp_path: Path, catalogue: Catalogue, *texts: str) -> tuple[Definition | None, list[str]]:
    """The definition of 城镇新增就业人数 after these files, and the faults found in them."""
    files = []
    for number, text in enumerate(texts):
        path = tmp_path / f"{number}.csv"
        path.write_text(HEAD + text, encoding="utf-8")
        files.append(TableFile(path, "definitions.csv"))
    indicators, findings = dict(catalogue.indicators), Findings()
    define(files, indicators, findings)
    return indicators["urban_new_employment"].definition, [each.code for each in findings.errors]


def test_a_later_file_s_definition_holds(tmp_path: Path, catalogue: Catalogue) -> None:
    first, own = "urban_new_employment,甲,乙,丙\n", "urban_new_employment,丁,,戊\n"
    assert defined(tmp_path, catalogue, first, own) == (Definition("丁", "", "戊"), [])


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("no_such,甲,,丙\n", "unknown_indicator"),
        ("urban_new_employment,,,丙\n", "empty_cell"),
        ("urban_new_employment,甲,,\n", "empty_cell"),
    ],
)
def test_what_is_wrong_with_a_row_is_told(tmp_path: Path, catalogue: Catalogue, row: str, code: str) -> None:
    assert code in defined(tmp_path, catalogue, row)[1]
