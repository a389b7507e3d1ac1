"""How many people live in a district or county: the census of 2020, from ``residents.csv`` beside this.

Each row says where its number is from (``source``) and what it is (``basis``): ``read`` there; ``summed``, a number in
common use whose bulletin was not read, but which adds up with the others to the total that was published; or an
``estimate``, what the published total of the area above leaves, shared out as the source says.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from shared.catalogue.files.tables import read_table
from shared.catalogue.findings import Findings

FILE = Path(__file__).with_name("residents.csv")
COLUMNS = ("code", "name", "residents", "basis", "source")

NO_RESIDENTS: Mapping[str, int] = {}


class HowKnown(StrEnum):
    """What a number is: read in its source, borne out by a published sum, or estimated."""

    READ = "read"
    SUMMED = "summed"
    ESTIMATE = "estimate"


class Residents(NamedTuple):
    """How many people live in a region, and how that is known."""

    region: str
    name: str
    number: int
    basis: HowKnown
    source: str


def read_residents(path: Path = FILE) -> tuple[Residents, ...]:
    """Every row of the file, in its order.

    Raises:
        CatalogueError: a line cannot be read, or does not say where it is from.
    """
    findings = Findings()
    found = []
    for row in read_table(path, path.name, COLUMNS, findings):
        number, basis = row.integer("residents"), row.choice("basis", HowKnown)
        code, source = row.text("code", required=True), row.text("source", required=True)
        if number is not None and basis is not None:
            found.append(Residents(code, row.text("name"), number, basis, source))
    findings.raise_errors()
    return tuple(found)


def residents_by_region() -> dict[str, int]:
    """By region how many people live there."""
    return {each.region: each.number for each in read_residents()}
