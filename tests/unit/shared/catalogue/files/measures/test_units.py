"""Reading the table of units: each symbol and other name once, each base there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from shared.catalogue.files.measures.units import read_units
from shared.catalogue.files.tables import TableFile
from shared.catalogue.findings import Findings
from shared.quantities import Unit, UnitsOfMeasure
from tests.unit.units_of_measure import UNITS, unit_of

HEAD = "symbol,base,scale,decimals,aliases,sdmx,english\n"


def read(tmp_path: Path, rows: str, known: Mapping[str, Unit] = UNITS) -> tuple[dict[str, Unit], list[str]]:
    path = tmp_path / "units.csv"
    path.write_text(HEAD + rows, encoding="utf-8")
    findings = Findings()
    return read_units([TableFile(path, "units.csv")], known, findings), [finding.code for finding in findings.items]


def test_a_unit_is_found_by_its_symbol_and_by_its_other_names(tmp_path: Path) -> None:
    found, faults = read(tmp_path, "辆,辆,1,0,台|部,VEHICLES,Vehicles\n万辆,辆,10000,2,,VEHICLES,Vehicles\n")
    assert faults == []
    assert found["台"] is found["辆"] and found["万辆"] == Unit("万辆", "辆", 10_000, 2, "VEHICLES", "Vehicles")
    assert [unit.symbol for unit in UnitsOfMeasure(found).of_base("辆")] == ["辆", "万辆"]


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ("人,人,1,0,,,\n", "duplicate_unit"),
        ("辆,辆,1,0,人,,\n", "duplicate_unit"),
        ("辆,辆,1,0,,,\n辆,辆,1,0,,,\n", "duplicate_unit"),
        ("万辆,辆,10000,2,,,\n", "unknown_unit"),
        ("十万人,万人,10,2,,,\n", "unknown_unit"),
        ("辆,辆,0,0,,,\n", "bad_number"),
        ("辆,辆,1,9,,,\n", "bad_number"),
        ("辆,辆,一,0,,,\n", "bad_number"),
        (",辆,1,0,,,\n", "empty_cell"),
        ("辆,辆,1,0,,vehicles,\n", "unknown_word"),
    ],
)
def test_each_fault_of_a_line_has_its_name(tmp_path: Path, rows: str, fault: str) -> None:
    assert fault in read(tmp_path, rows)[1]


def test_an_average_is_kept_in_hundredths_of_its_unit() -> None:
    years = unit_of("年")
    assert years.hundredths and not unit_of("万人").hundredths
    assert years.scale == 100
