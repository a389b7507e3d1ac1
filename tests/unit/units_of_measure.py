"""The units of measure that come with the program, for tests that write amounts."""

from __future__ import annotations

from shared.catalogue.files.measures.units import read_units
from shared.catalogue.files.tables import DATA, TableFile
from shared.catalogue.findings import Findings
from shared.quantities import Unit, UnitsOfMeasure

_FOUND = Findings()
UNITS: dict[str, Unit] = read_units([TableFile(DATA / "units.csv", "units.csv")], {}, _FOUND)
"""Every unit by its symbol and its other names."""

UNITS_OF_MEASURE = UnitsOfMeasure(UNITS)

assert not _FOUND.items


def unit_of(symbol: str) -> Unit:
    """The unit that is written so."""
    return UNITS_OF_MEASURE.of(symbol)
