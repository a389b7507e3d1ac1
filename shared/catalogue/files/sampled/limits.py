"""Reading ``panel_limits.csv``: from how large a loss on an enterprise's district is told, by its size."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from shared.catalogue.files.tables import FileRow, TableFile, read_all
from shared.catalogue.findings import Findings
from shared.catalogue.model.panel import LossLimit
from shared.events import EnterpriseSize

COLUMNS = ("size", "percent", "persons")
_WHOLE = Decimal(100)


def read_limits(files: Iterable[TableFile], findings: Findings) -> dict[EnterpriseSize, LossLimit]:
    """The limits by size; a later file's stand in place of those before it. Every fault goes to ``findings``."""
    found: dict[EnterpriseSize, LossLimit] = {}
    places: dict[EnterpriseSize, str] = {}
    for file, row in read_all(files, COLUMNS, findings):
        size, limit = row.choice("size", EnterpriseSize), _limit(row)
        if size is None or limit is None:
            continue
        if places.get(size) == file.label:
            row.error("duplicate_size", f"“{size}”重复")
        found[size], places[size] = limit, file.label
    return found


def _limit(row: FileRow) -> LossLimit | None:
    percent, persons = row.decimal("percent"), row.integer("persons")
    if not row.text("percent") or not row.text("persons"):
        row.error("empty_cell", "“percent”与“persons”都不能为空")
    elif percent is not None and not 0 < percent <= _WHOLE:
        row.error("bad_number", "“percent”应大于0，不超过100")
    elif persons == 0:
        row.error("bad_number", "“persons”应大于0")
    elif percent is not None and persons is not None:
        return LossLimit(percent, persons)
    return None
