"""Reading ``units.csv``: the units that plans and reports are written in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from shared.catalogue.files.tables import FileRow, Places, TableFile, read_all
from shared.catalogue.findings import Findings
from shared.quantities import Unit

UNIT_COLUMNS = ("symbol", "base", "scale", "decimals", "aliases")
OPTIONAL_COLUMNS = ("sdmx", "english")
MOST_DECIMALS = 4
_CODE = re.compile(r"[A-Z][A-Z0-9_]*")


def read_units(files: Iterable[TableFile], known: Mapping[str, Unit], findings: Findings) -> dict[str, Unit]:
    """The units of all files by symbol and by alias; neither may be among the ``known`` ones, nor be written twice.

    A unit's base is a unit before it or a known one, of scale 1, or ``百分之一`` of the unit itself: 年 with two
    decimals is kept in hundredths of a year.
    """
    found: dict[str, Unit] = {}
    places = Places()
    for _, row in read_all(files, UNIT_COLUMNS, findings, OPTIONAL_COLUMNS):
        unit = _unit(row)
        if unit is None:
            continue
        for name in dict.fromkeys((unit.symbol, *_aliases(row))):
            said = f"计量单位“{name}”重复"
            if name in known:
                row.error("duplicate_unit", said)
            places.taken(name, row, "duplicate_unit", said)
            found[name] = unit
        base = found.get(unit.base) or known.get(unit.base)
        if not unit.hundredths and (base is None or base.scale != 1 or base.base != unit.base):
            row.error("unknown_unit", f"基本单位“{unit.base}”须先写成一行，scale 为 1")
    return found


def _aliases(row: FileRow) -> list[str]:
    return [alias.strip() for alias in row.text("aliases").split("|") if alias.strip()]


def _unit(row: FileRow) -> Unit | None:
    symbol, base = row.text("symbol", required=True), row.text("base", required=True)
    scale, decimals = row.integer("scale"), row.integer("decimals")
    if scale is None or str(scale).rstrip("0") != "1" or decimals is None or decimals > MOST_DECIMALS:
        row.error("bad_number", f"“scale”应为1、10、100、1000……，“decimals”应为0至{MOST_DECIMALS}")
        return None
    code = row.text("sdmx")
    if code and not _CODE.fullmatch(code):
        row.error("unknown_word", f"“sdmx”应为大写字母、数字和下划线，而不是“{code}”")
    return Unit(symbol, base, scale, decimals, code, row.text("english")) if symbol and base else None
