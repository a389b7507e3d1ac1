"""The structure message: the columns of the SDMX-CSV, and the catalogue's codes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from xml.etree import ElementTree

import pytest

from services.aggregator.api.views.sdmx import COLUMNS, DATAFLOW, OBS_STATUSES, OTHER_UNIT
from services.aggregator.api.views.sdmx_structure import (
    AGENCY,
    ATTRIBUTES,
    DIMENSIONS,
    MEASURE,
    TIME,
    VERSION,
    structure_message,
)
from shared.catalogue import Catalogue
from tests.unit.units_of_measure import UNITS

STR, COM = (f"{{http://www.sdmx.org/resources/sdmxml/schemas/v2_1/{name}}}" for name in ("structure", "common"))


@pytest.fixture(scope="module")
def message(catalogue: Catalogue) -> ElementTree.Element:
    return ElementTree.fromstring(structure_message(catalogue, date(2026, 11, 29)))


def codes(message: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    (found,) = (each for each in message.iter(f"{STR}Codelist") if each.get("id") == name)
    return found.iter(f"{STR}Code")


def test_its_components_are_the_columns_of_the_csv_in_their_order(message: ElementTree.Element) -> None:
    components = (*DIMENSIONS, TIME, MEASURE, *ATTRIBUTES)
    assert tuple(each.id for each in components) == COLUMNS[3:]
    kinds = ("Dimension", "TimeDimension", "PrimaryMeasure", "Attribute")
    written = {each.get("id") for kind in kinds for each in message.iter(f"{STR}{kind}") if each.get("id")}
    assert written == set(COLUMNS[3:])
    (flow,) = message.iter(f"{STR}Dataflow")
    assert f"{AGENCY}:{flow.get('id')}({VERSION})" == DATAFLOW


def test_its_code_lists_are_the_catalogues(message: ElementTree.Element, catalogue: Catalogue) -> None:
    assert [each.get("id") for each in codes(message, "CL_REGION")] == list(catalogue.regions)
    assert [each.get("id") for each in codes(message, "CL_INDICATOR")] == list(catalogue.indicators)
    assert {each.get("id") for each in codes(message, "CL_OBS_STATUS")} == set(OBS_STATUSES)
    assert {each.get("id") for each in codes(message, "CL_UNIT_MEASURE")} == {
        *(unit.sdmx for unit in UNITS.values()),
        OTHER_UNIT,
    }
    names = {each.get("id"): each.findtext(f"{COM}Name") for each in codes(message, "CL_INDICATOR")}
    assert names == {each.id: each.name for each in catalogue.indicators.values()}
    above = {each.get("id"): each.find(f"{STR}Parent/Ref") for each in codes(message, "CL_REGION")}
    assert {code: "" if ref is None else ref.get("id") for code, ref in above.items()} == {
        each.code: each.parent for each in catalogue.regions.values()
    }


def test_every_list_that_a_column_names_is_there(message: ElementTree.Element) -> None:
    lists = {each.get("id") for each in message.iter(f"{STR}Codelist")}
    assert {each.codes for each in (*DIMENSIONS, *ATTRIBUTES)} - {""} == lists
