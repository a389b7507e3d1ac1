"""Where each district's square stands on its area's tile map."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import NamedTuple

from shared.catalogue.files.tables import DATA, read_table
from shared.catalogue.findings import Findings

COLUMNS = ("code", "column", "row")


class Tile(NamedTuple):
    """A square's place, counted from the north-west corner."""

    column: int
    row: int


def load_tiles(path: Path = DATA / "tiles.csv", known: Collection[str] = ()) -> Mapping[str, Tile]:
    """The squares by region.

    Raises:
        CatalogueError: a line cannot be read, names a region twice or one that is not ``known``.
    """
    findings = Findings()
    found: dict[str, Tile] = {}
    for line in read_table(path, path.name, COLUMNS, findings):
        code, column, row = line.text("code", required=True), line.integer("column"), line.integer("row")
        if code in found:
            line.error("duplicate_region", f"地区代码“{code}”重复")
        elif known and code not in known:
            line.error("unknown_region", f"没有代码为“{code}”的地区")
        elif column is not None and row is not None:
            found[code] = Tile(column, row)
    findings.raise_errors()
    return found
